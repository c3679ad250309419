import type { CallFrame } from '../../../shared/contract';
import { virtOfPage } from '../../../shared/address';
import { opKind, spanKind } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import { spanTitle } from '../trace/describe-span';
import { stageSites, stepSites, type CallSite, type OpRole } from './call-sites';
import type { LoaderSource } from './loader-source';

/** Texts of failures by the function that throws them, where the text alone tells the line. */
const THROWN_IN_SOURCE = /^[^:$`]{12,60}/;

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
  const role = roleOf(view, op);
  const sites = [...stageSites(stage), ...stepSites(stage, step, part === 'failure' ? null : part, role)];
  const frames = sites.map((site, depth) => frameOf(view, source, site, path, depth));
  if (kinds[kinds.length - 1] === 'failure') pointAtFailure(frames, view, source);
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
    name: fn.name === 'new' ? 'Loader.new' : fn.name,
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

function roleOf(view: LoadView, op: number): OpRole {
  const { ops } = view.trace;
  const kind = opKind(ops.kind[op] as number);
  const place = view.tables.place(ops.frame[op] as number);
  const cleared = kind === 'entryWritten' && ((ops.low[op] as number) | (ops.high[op] as number)) === 0;
  const onTable = kind === 'entryWritten' ? place !== null && place.level > 1 : place !== null;
  return { kind, onTable, cleared };
}

/** The innermost frame of a failure is the line that threw, where its text is in the source. */
function pointAtFailure(frames: CallFrame[], view: LoadView, source: LoaderSource): void {
  const text = THROWN_IN_SOURCE.exec(view.message ?? '')?.[0];
  const found = text === undefined ? null : source.lineWith(text);
  const last = frames[frames.length - 1];
  if (found === null || last === undefined) return;
  if (found.file === last.file) frames[frames.length - 1] = { ...last, line: found.line };
  else frames.push({ ...last, name: 'failure', upstream: 'Err', args: '', ...found });
}
