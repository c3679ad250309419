import type { CallFrame } from '../../../../shared/view-types';
import { PAGE_SIZE } from '../../../../shared/address';
import { opKind, SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { argumentsOf } from './call-arguments';
import * as sites from './call-sites';
import { HEADER_SITES, stageSites, stepSites, type OpRole } from './call-sites';
import { failureCalls } from './failure-site';
import type { LoaderSource, SourceFunction } from './loader-source';
import { OpContext } from './op-context';

/** How functions are called whose own name says too little. */
const SHOWN_NAMES: Readonly<Record<string, string>> = { new: 'Loader.new', constructor: 'new ElfFile' };

/** A function's name as people read it. */
export function shownName(name: string): string {
  return SHOWN_NAMES[name] ?? name;
}

/** One call that was under way: a function and the line in it. */
export interface StackFrame {
  readonly fn: SourceFunction;
  /** 1-based. */
  readonly line: number;
  readonly span: number;
  /** The line is the statement that threw: what it would have assigned does not exist. */
  readonly throws: boolean;
}

/** Spans from the root to the innermost one that an op lies in. */
function spanPath(view: LoadView, op: number): number[] {
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
  const found = stackFrames(view, source, op);
  if (found === null) return [];
  return found.frames.map(({ fn, line, span }) => ({
    span,
    name: shownName(fn.name),
    upstream: fn.upstream,
    args: argumentsOf(found.context, fn),
    file: fn.file,
    line,
  }));
}

/** The calls that were under way while an op was done, innermost first, and what the loader was working on. */
export function stackFrames(
  view: LoadView,
  source: LoaderSource,
  op: number,
): { readonly frames: readonly StackFrame[]; readonly context: OpContext } | null {
  const path = spanPath(view, op);
  if (path.length < 3) return null;
  const context = new OpContext(view, op, path);
  const { stageKind, stepKind, part, failing } = context;
  const role = roleOf(view, op, context.step);
  const inStep = stepSites(stageKind, stepKind, part < 0 ? null : 'copyOnWrite', role);
  // The file's header is read before the loader is called.
  const called = view.elfFile === null ? HEADER_SITES : [...stageSites(stageKind), ...inStep];
  const failure = failing ? failureCalls(context, source, called, role.crossesPage) : null;
  const frames: StackFrame[] = (failure?.calls ?? called).map(({ fn, anchor }) => ({
    fn,
    line: source.lineOf(fn, anchor),
    span: spanOf(fn, path),
    throws: false,
  }));
  const last = frames.pop();
  const innermost = path[path.length - 1] as number;
  if (failure !== null) {
    if (last !== undefined) frames.push(last);
    frames.push({ ...failure.thrown, span: innermost, throws: true });
  } else if (last !== undefined) {
    frames.push(failing ? { ...last, span: innermost, throws: true } : last);
  }
  return { frames: frames.reverse(), context };
}

/** Functions that last as long as the load. */
const WHOLE_LOAD: ReadonlySet<SourceFunction> = new Set([sites.LOAD_KERNEL, sites.LOAD_SEGMENTS]);

/** Functions that last as long as a stage. */
const WHOLE_STAGE: ReadonlySet<SourceFunction> = new Set([
  sites.LOADER_NEW,
  sites.ENTRY_POINT,
  sites.HANDLE_LOAD,
  sites.HANDLE_BSS,
  sites.HANDLE_TLS,
  sites.HANDLE_DYNAMIC,
  sites.HANDLE_RELRO,
  sites.REMOVE_COPIED,
]);

/** Functions that a part of a step is, or that it calls. */
const IN_PART: ReadonlySet<SourceFunction> = new Set([
  sites.MAKE_MUT,
  sites.UNMAP,
  sites.MAP_TO,
  sites.MAP_TO_DERIVED,
]);

/** The span that stands for a call: the one that lasts as long as it, or the smallest that does. */
function spanOf(fn: SourceFunction, path: readonly number[]): number {
  if (WHOLE_LOAD.has(fn)) return path[0] as number;
  if (WHOLE_STAGE.has(fn)) return path[1] as number;
  return (IN_PART.has(fn) ? path[3] : undefined) ?? (path[2] as number);
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
