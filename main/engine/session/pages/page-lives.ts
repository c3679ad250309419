import { partitionPoint } from '../../../../shared/partition-point';
import { frameOf } from '../../paging/page-table';
import { OP, SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import type { FrameOwner } from '../../trace/ownership';

/** No moment: the thing never happens. */
export const NEVER = 0xffff_ffff;

/** No code yet. */
const UNKNOWN = -1;

/**
 * What becomes of each page, one row a page, ascending: it is mapped at one moment, and at most once given a frame of its
 * own, for which its entry is first cleared.
 */
export interface PageLives {
  readonly pages: Float64Array;
  readonly mappedAt: Uint32Array;
  readonly clearedAt: Uint32Array;
  readonly copiedAt: Uint32Array;
  /** What the page is called from its mapping on, and as a copy: codes of the caller's. */
  readonly label: Uint32Array;
  readonly copyLabel: Uint32Array;
  /** The frame of the file that it is mapped to, counted from the file's first; -1 where it has no file bytes. */
  readonly fileFrame: Int32Array;
}

/** Numbers what an owner is called, looked at through a page. */
type CodeOf = (owner: FrameOwner, page: number) => number;

/** The lives of all pages that the load mapped. */
export function pageLives(view: LoadView, codeOf: CodeOf): PageLives {
  const lives = inOrder(mappings(view, codeOf));
  const { spans } = view.trace;
  for (let span = 0; span < spans.length; span++) {
    if (spans.kind[span] === SPAN.copyOnWrite) noteCopy(view, span, lives, codeOf);
  }
  return lives;
}

/** One row for each page that was mapped, in the order of mapping. */
function mappings(view: LoadView, codeOf: CodeOf): PageLives {
  const { ops, spans } = view.trace;
  const { owners, firstFileFrame } = view;
  const steps = mappingSteps(view);
  const found = columns(steps.length);
  // What the owners of the last stage's pages are called: segments have one name for all file pages, one for all bss.
  let stage = -1;
  let fileCode = UNKNOWN;
  let bssCode = UNKNOWN;
  let length = 0;
  for (let i = 0; i < steps.length; i++) {
    const span = steps[i] as number;
    const last = owners.leafWrite(span);
    if (last === null) continue;
    if (spans.parent[span] !== stage) {
      stage = spans.parent[span] as number;
      fileCode = bssCode = UNKNOWN;
    }
    const page = owners.pageOf(span);
    const frame = frameOf(ops.low[last] as number, ops.high[last] as number);
    const isFile = spans.kind[span] === SPAN.mapPage;
    const isBss = !isFile && owners.isBssOf(span, frame);
    let code = isFile ? fileCode : isBss ? bssCode : UNKNOWN;
    let showsFile = isFile;
    if (code === UNKNOWN) {
      const owner = owners.ownerOfPage(page, frame, last + 1);
      code = codeOf(owner, page);
      showsFile = owner.kind === 'file';
      if (isFile && showsFile) fileCode = code;
      if (isBss) bssCode = code;
    }
    found.pages[length] = page;
    found.mappedAt[length] = last + 1;
    found.label[length] = code;
    found.fileFrame[length] = showsFile ? frame - firstFileFrame : -1;
    length++;
  }
  return columns(length, found, (row) => row);
}

/** Spans of the steps that map a page each. */
function mappingSteps(view: LoadView): Uint32Array {
  const { kind, length } = view.trace.spans;
  const [mapPage, bssPage] = [SPAN.mapPage, SPAN.bssPage];
  let count = 0;
  for (let span = 0; span < length; span++) if (kind[span] === mapPage || kind[span] === bssPage) count++;
  const steps = new Uint32Array(count);
  let next = 0;
  for (let span = 0; span < length; span++) {
    if (kind[span] === mapPage || kind[span] === bssPage) steps[next++] = span;
  }
  return steps;
}

/** Rows by page. Segments mostly come in that order. */
function inOrder(lives: PageLives): PageLives {
  const { pages } = lives;
  if (isAscending(pages)) return lives;
  const rows = Uint32Array.from(pages.keys()).sort((a, b) => (pages[a] as number) - (pages[b] as number));
  return columns(rows.length, lives, (row) => rows[row] as number);
}

function isAscending(pages: Float64Array): boolean {
  for (let row = 1; row < pages.length; row++) {
    if ((pages[row] as number) <= (pages[row - 1] as number)) return false;
  }
  return true;
}

/** `length` rows, with what `from` has in row `rowOf(i)` in row `i`. */
function columns(length: number, from?: PageLives, rowOf = (row: number): number => row): PageLives {
  const made = {
    pages: new Float64Array(length),
    mappedAt: new Uint32Array(length),
    clearedAt: new Uint32Array(length).fill(NEVER),
    copiedAt: new Uint32Array(length).fill(NEVER),
    label: new Uint32Array(length),
    copyLabel: new Uint32Array(length),
    fileFrame: new Int32Array(length),
  };
  if (from === undefined) return made;
  for (let i = 0; i < length; i++) {
    const row = rowOf(i);
    made.pages[i] = from.pages[row] as number;
    made.mappedAt[i] = from.mappedAt[row] as number;
    made.label[i] = from.label[row] as number;
    made.fileFrame[i] = from.fileFrame[row] as number;
  }
  return made;
}

/** In a copy the old entry is cleared, then the new one written. */
function noteCopy(view: LoadView, span: number, lives: PageLives, codeOf: CodeOf): void {
  const { ops, spans } = view.trace;
  const page = view.owners.pageOf(span);
  const row = partitionPoint(lives.pages.length, (i) => (lives.pages[i] as number) < page);
  if (lives.pages[row] !== page) return;
  for (let op = spans.firstOp[span] as number; op < spans.endOp(span); op++) {
    if (ops.kind[op] === OP.frameCopied) {
      lives.copyLabel[row] = codeOf(view.owners.ownerOf(ops.frame[op] as number, op + 1), page);
    }
    if (ops.kind[op] !== OP.entryWritten) continue;
    if (lives.clearedAt[row] === NEVER) lives.clearedAt[row] = op + 1;
    else lives.copiedAt[row] = op + 1;
  }
}
