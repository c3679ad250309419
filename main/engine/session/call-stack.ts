import type { CallFrame } from '../../../shared/view-types';
import { PAGE_SIZE, virtOfPage } from '../../../shared/address';
import type { SpanKind } from '../../../shared/trace-types';
import { opKind, SPAN, spanKind } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import { spanTitle } from '../trace/describe-span';
import { HEADER_SITES, stageSites, stepSites, type CallSite, type OpRole } from './call-sites';
import type { LoaderSource } from './loader-source';

/** The part of a failure's text that its statement in the source has word by word. */
const THROWN_IN_SOURCE = /^[^:$`]{12,60}/;

/** Files whose statements run in these stages only: the same text elsewhere comes from another place. */
const STAGES_OF_FILE: Readonly<Record<string, readonly SpanKind[]>> = {
  'segments.ts': ['segment', 'tls'],
  'relocations.ts': ['dynamic'],
  'relro.ts': ['relro'],
};

/** How functions are called whose own name says too little. */
const SHOWN_NAMES: Readonly<Record<string, string>> = { new: 'Loader.new', constructor: 'new ElfFile' };

/** Spans from the root to the innermost one that an op lies in. */
export function spanPath(view: LoadView, op: number): number[] {
  const { parent } = view.trace.spans;
  const path: number[] = [];
  let span = view.trace.ops.span[op] as number;
  for (;;) {
    path.unshift(span);
    if (span === 0) return path;
    span = parent[span] as number;
  }
}

/** The loader's call stack while it did an op, innermost first. */
export function callStack(view: LoadView, source: LoaderSource, op: number): CallFrame[] {
  const path = spanPath(view, op);
  const kinds = path.map((span) => spanKind(view.trace.spans.kind[span] as number));
  const [, stage, step] = kinds;
  if (stage === undefined || step === undefined) return [];
  const part = kinds[3] ?? null;
  const role = roleOf(view, op, path[2] as number);
  const sites = [...stageSites(stage), ...stepSites(stage, step, part === 'failure' ? null : part, role)];
  // The file's header is read before the loader is called.
  const called = view.elfFile === null ? HEADER_SITES : sites;
  const frames = called.map((site, depth) => frameOf(view, source, site, path, depth));
  if (kinds[kinds.length - 1] === 'failure') pointAtFailure(frames, stage, view.message ?? '', source);
  return frames.reverse();
}

function frameOf(
  view: LoadView,
  source: LoaderSource,
  site: CallSite,
  path: readonly number[],
  depth: number,
): CallFrame {
  const { fn, anchor } = site;
  return {
    span: path[Math.min(depth, path.length - 1)] as number,
    name: SHOWN_NAMES[fn.name] ?? fn.name,
    upstream: fn.upstream,
    args: argsOf(view, fn.name, path),
    file: fn.file,
    line: source.lineOf(fn, anchor),
  };
}

/** What is worth showing of a call's arguments. */
function argsOf(view: LoadView, name: string, path: readonly number[]): string {
  const [, stage, step, part] = path;
  if (stage === undefined || step === undefined) return '';
  switch (name) {
    case 'handleLoadSegment':
    case 'handleBssSection':
      return spanTitle(view, stage).label;
    case 'applyRelocation':
      return `#${view.trace.spans.subject[step] as number}`;
    case 'makeMut':
      return virtOfPage(view.owners.pageOf(part ?? step)).toString(16);
    default:
      return '';
  }
}

function roleOf(view: LoadView, op: number, step: number): OpRole {
  const { ops } = view.trace;
  const kind = opKind(ops.kind[op] as number);
  const place = view.tables.place(ops.frame[op] as number);
  const cleared = kind === 'entryWritten' && ((ops.low[op] as number) | (ops.high[op] as number)) === 0;
  const onTable = kind === 'entryWritten' ? place !== null && place.level > 1 : place !== null;
  return { kind, onTable, cleared, crossesPage: crossesPage(view, step) };
}

/** The part of the virtual address offset that is smaller than a page, in bytes. */
export function movedInPage(view: LoadView): number {
  return Number(view.trace.offset & 0xfffn);
}

/**
 * Whether the 8 bytes of a relocation lie in two pages.
 *
 * @param moved what the kernel's addresses are moved by within a page
 */
export function crossesPage(view: LoadView, step: number, moved = movedInPage(view)): boolean {
  const { spans } = view.trace;
  const first = (spans.low[step] as number) + moved;
  return spans.kind[step] === SPAN.relocation && first % PAGE_SIZE > PAGE_SIZE - 8;
}

/** The innermost frame of a failure is the statement that threw, where its text is in the source. */
function pointAtFailure(frames: CallFrame[], stage: SpanKind, message: string, source: LoaderSource): void {
  const text = THROWN_IN_SOURCE.exec(message)?.[0];
  const found = text === undefined ? null : source.statementWith(text);
  if (found === null || STAGES_OF_FILE[found.file]?.includes(stage) === false) return;
  const { file, line, fn } = found;
  const depth = frames.map((frame) => frame.file).lastIndexOf(file);
  const known = frames[depth];
  const span = frames[frames.length - 1]?.span ?? 0;
  if (known !== undefined) {
    frames.splice(depth, frames.length, { ...known, line });
  } else {
    const upstream = fn.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    frames.push({ span, name: fn, upstream, args: '', file, line });
  }
}
