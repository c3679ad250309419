import type { MemorySpace, PageRange } from '../../../shared/view-types';
import type { ProvenanceName } from '../../../shared/provenance';
import { frameOf } from '../paging/page-table';
import { OP, SPAN } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import type { FrameOwner } from '../trace/ownership';
import { ownerProvenance, ownerTitle } from './page-provenance';

/** No moment: the thing never happens. */
const NEVER = 0xffff_ffff;

/** A frame of the file that several pages show: who owns it is asked anew each time. */
const SHARED = -2;
const UNSHOWN = -1;

/** How pages and frames are called in ranges, numbered. */
class Labels {
  readonly list: { readonly provenance: ProvenanceName; readonly label: string }[] = [];
  private readonly codes = new Map<string, number>();

  codeOf(owner: FrameOwner, page: number | null): number {
    const provenance = ownerProvenance(owner, page);
    const label = ownerTitle(owner, page);
    const key = `${provenance} ${label}`;
    let code = this.codes.get(key);
    if (code === undefined) {
      code = this.list.push({ provenance, label }) - 1;
      this.codes.set(key, code);
    }
    return code;
  }
}

/** Puts pages together to ranges: neighbours with the same label are one. */
class Ranges {
  readonly list: PageRange[] = [];
  private first = -1;
  private count = 0;
  private code = -1;

  constructor(private readonly labels: Labels) {}

  add(page: number, code: number): void {
    if (code === this.code && page === this.first + this.count) {
      this.count++;
      return;
    }
    this.close();
    this.first = page;
    this.count = 1;
    this.code = code;
  }

  close(): void {
    const label = this.labels.list[this.code];
    if (label !== undefined && this.count > 0)
      this.list.push({ first: this.first, count: this.count, ...label });
    this.count = 0;
  }
}

/**
 * Which pages and frames hold something at a moment.
 *
 * A page's life is short to tell: mapped at one moment, at most once given a frame of its own. So lives are
 * written down once, in columns, and a question is one pass over numbers.
 */
export class RangeIndex {
  private readonly labels = new Labels();
  /** Mapped pages, ascending, with the moments of their lives. */
  private readonly pages: Float64Array;
  private readonly mappedAt: Uint32Array;
  private readonly clearedAt: Uint32Array;
  private readonly copiedAt: Uint32Array;
  private readonly label: Uint32Array;
  private readonly copyLabel: Uint32Array;
  /** For each frame of the file the one page that shows it, as a place in the columns above. */
  private readonly shownBy: Int32Array;
  /** Frames that the loader took, ascending, the level 4 table among them; each is named by what it becomes. */
  private readonly frames: Float64Array;
  private readonly takenAt: Uint32Array;
  private readonly frameLabel: Uint32Array;

  constructor(private readonly view: LoadView) {
    const lives = collectLives(view, this.labels);
    this.pages = Float64Array.from(lives, (life) => life.page);
    this.mappedAt = Uint32Array.from(lives, (life) => life.mappedAt);
    this.clearedAt = Uint32Array.from(lives, (life) => life.clearedAt);
    this.copiedAt = Uint32Array.from(lives, (life) => life.copiedAt);
    this.label = Uint32Array.from(lives, (life) => life.label);
    this.copyLabel = Uint32Array.from(lives, (life) => life.copyLabel);
    this.shownBy = new Int32Array(view.endFileFrame - view.firstFileFrame).fill(UNSHOWN);
    lives.forEach(({ fileFrame }, place) => {
      if (fileFrame < 0) return;
      this.shownBy[fileFrame] = this.shownBy[fileFrame] === UNSHOWN ? place : SHARED;
    });
    const last = view.trace.opCount;
    const frames = [...takenFrames(view, last)];
    this.frames = Float64Array.from(frames);
    this.takenAt = Uint32Array.from(frames, (frame) => view.owners.takenAt(frame));
    this.frameLabel = Uint32Array.from(frames, (f) => this.labels.codeOf(view.owners.ownerOf(f, last), null));
  }

  /** Runs of pages of a space that hold something at a moment, ascending. */
  ranges(space: MemorySpace, moment: number): PageRange[] {
    const found = new Ranges(this.labels);
    if (space === 'virtual') this.addMapped(found, moment);
    else if (space === 'file') this.addFile(found, 0, moment);
    else this.addPhysical(found, moment);
    found.close();
    return found.list;
  }

  private addMapped(found: Ranges, moment: number): void {
    const { pages, mappedAt, clearedAt, copiedAt } = this;
    for (let i = 0; i < pages.length; i++) {
      if ((mappedAt[i] as number) > moment) continue;
      const copied = (copiedAt[i] as number) <= moment;
      if (!copied && (clearedAt[i] as number) <= moment) continue;
      found.add(pages[i] as number, (copied ? this.copyLabel : this.label)[i] as number);
    }
  }

  private addPhysical(found: Ranges, moment: number): void {
    const { frames, takenAt, frameLabel } = this;
    let fileDone = false;
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i] as number;
      if (!fileDone && frame > this.view.firstFileFrame) {
        this.addFile(found, this.view.firstFileFrame, moment);
        fileDone = true;
      }
      if ((takenAt[i] as number) <= moment) found.add(frame, frameLabel[i] as number);
    }
    if (!fileDone) this.addFile(found, this.view.firstFileFrame, moment);
  }

  private addFile(found: Ranges, base: number, moment: number): void {
    const unmapped = this.labels.codeOf({ kind: 'file', mappings: [] }, null);
    for (let i = 0; i < this.shownBy.length; i++) {
      const place = this.shownBy[i] as number;
      let code = unmapped;
      if (place === SHARED) {
        const owner = this.view.owners.ownerOf(this.view.firstFileFrame + i, moment);
        code = this.labels.codeOf(owner, null);
      } else if (place !== UNSHOWN) {
        const shown =
          (this.mappedAt[place] as number) <= moment && (this.clearedAt[place] as number) > moment;
        if (shown) code = this.label[place] as number;
      }
      found.add(base + i, code);
    }
  }
}

/** One page's life; `fileFrame` counts from the file's first frame, -1 where the page has no file bytes. */
interface Life {
  readonly page: number;
  readonly mappedAt: number;
  readonly label: number;
  readonly fileFrame: number;
  clearedAt: number;
  copiedAt: number;
  copyLabel: number;
}

function collectLives(view: LoadView, labels: Labels): Life[] {
  const { ops, spans } = view.trace;
  const lives = new Map<number, Life>();
  for (let span = 0; span < spans.length; span++) {
    const kind = spans.kind[span];
    if (kind === SPAN.copyOnWrite) {
      const life = lives.get(view.owners.pageOf(span));
      if (life !== undefined) noteCopy(view, span, life, labels);
      continue;
    }
    if (kind !== SPAN.mapPage && kind !== SPAN.bssPage) continue;
    const last = view.owners.leafWrite(span);
    if (last === null) continue;
    const page = view.owners.pageOf(span);
    const frame = frameOf(ops.low[last] as number, ops.high[last] as number);
    const owner = view.owners.ownerOfPage(page, frame, last + 1);
    lives.set(page, {
      page,
      mappedAt: last + 1,
      label: labels.codeOf(owner, page),
      fileFrame: owner.kind === 'file' ? frame - view.firstFileFrame : -1,
      clearedAt: NEVER,
      copiedAt: NEVER,
      copyLabel: 0,
    });
  }
  return [...lives.values()].sort((a, b) => a.page - b.page);
}

/** In a copy the old entry is cleared, then the new one written. */
function noteCopy(view: LoadView, span: number, life: Life, labels: Labels): void {
  const { ops, spans } = view.trace;
  for (let op = spans.firstOp[span] as number; op < (spans.endOp[span] as number); op++) {
    if (ops.kind[op] === OP.frameCopied) {
      life.copyLabel = labels.codeOf(view.owners.ownerOf(ops.frame[op] as number, op + 1), life.page);
    }
    if (ops.kind[op] !== OP.entryWritten) continue;
    if (life.clearedAt === NEVER) life.clearedAt = op + 1;
    else life.copiedAt = op + 1;
  }
}

/** Frames that the loader (or, for the level 4 table, the set-up) has taken by a moment, ascending. */
export function* takenFrames(view: LoadView, moment: number): Generator<number, void, undefined> {
  let rootDone = false;
  for (const frame of view.image.index.frames()) {
    if (!rootDone && frame >= view.rootFrame) {
      rootDone = true;
      if (frame !== view.rootFrame) yield view.rootFrame;
    }
    if (frame === view.rootFrame || view.owners.takenAt(frame) <= moment) yield frame;
  }
  if (!rootDone) yield view.rootFrame;
}
