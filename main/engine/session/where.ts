import { offsetInPage, PAGE_SIZE, pageOfVirt } from '../../../shared/address';
import type { OpRow, SpanRow, Where } from '../../../shared/view-types';
import { spanKind } from '../trace/codes';
import { describeOp } from '../trace/describe-op';
import { describeSpan, PAGE_STEPS, relocationOffset } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { stepAt, stepOfOp, stepSpanOfOp } from '../trace/timeline';
import { callStack } from './source/call-stack';
import type { LoaderSource } from './source/loader-source';
import { changeOf } from './pages/page-view';

/** What a relocation writes. */
const WORD_BYTES = 8;

/** Everything about one moment that is not memory. */
export function where(view: LoadView, source: LoaderSource, moment: number): Where {
  const op = moment - 1;
  const done = op >= 0;
  return {
    moment,
    step: stepAt(view.trace, moment),
    stack: done ? callStack(view, source, op) : [],
    op: done ? describeOp(view, op) : null,
    change: changeOf(view, op),
    stepChanges: done ? stepChanges(view, op) : [],
    page: done ? pageOfStep(view, op) : null,
    pageBytes: done ? bytesOfStep(view, op) : null,
  };
}

/** What the step that an op lies in changes. */
function stepChanges(view: LoadView, op: number): Where['stepChanges'] {
  const { spans } = view.trace;
  const step = stepSpanOfOp(view.trace, op);
  const changes: Where['stepChanges'][number][] = [];
  for (let at = spans.firstOp[step] as number; at < spans.endOp(step); at++) {
    const change = changeOf(view, at);
    if (change !== null) changes.push({ ...change, moment: at + 1 });
  }
  return changes;
}

/** The page that the step of an op is about: the one it maps, or the one its relocation writes to. */
function pageOfStep(view: LoadView, op: number): number | null {
  const { spans } = view.trace;
  const step = stepSpanOfOp(view.trace, op);
  const kind = spanKind(spans.kind[step] as number);
  if (PAGE_STEPS.has(kind)) return view.owners.pageOf(step);
  if (kind === 'entryPoint') return pageOfVirt(view.entryPoint);
  if (kind !== 'relocation') return null;
  return pageOfVirt(relocationOffset(view, step) + view.offset);
}

/** The entry point, or the word of a relocation as far as it lies in the step's page; `null` for other steps. */
function bytesOfStep(view: LoadView, op: number): Where['pageBytes'] {
  const step = stepSpanOfOp(view.trace, op);
  const kind = spanKind(view.trace.spans.kind[step] as number);
  if (kind === 'entryPoint') return { offset: offsetInPage(view.entryPoint), length: 1 };
  if (kind !== 'relocation') return null;
  const offset = offsetInPage(relocationOffset(view, step) + view.offset);
  return { offset, length: Math.min(WORD_BYTES, PAGE_SIZE - offset) };
}

/** Children of a span for the steps tree: `count` of them from the `first` on. */
export function childSpans(view: LoadView, parent: number, first: number, count: number): SpanRow[] {
  const { spans, stages, steps } = view.trace;
  if (parent === 0) {
    return stages.slice(first, first + count).map((span) => describeSpan(view, span, stepCount(view, span)));
  }
  if (spans.parent[parent] === 0) {
    const start = firstStepOf(view, parent);
    const end = start + stepCount(view, parent);
    const rows: SpanRow[] = [];
    for (let i = start + first; i < Math.min(end, start + first + count); i++) {
      rows.push(describeSpan(view, steps.span(i), partCount(view, steps.span(i))));
    }
    return rows;
  }
  const rows: SpanRow[] = [];
  for (let span = parent + 1; span < spans.length && spans.parent[span] === parent; span++) {
    rows.push(describeSpan(view, span, 0));
  }
  return rows.slice(first, first + count);
}

/** Ops in words: `count` of them from the one that leads to `firstMoment`. */
export function opRows(view: LoadView, firstMoment: number, count: number): OpRow[] {
  const rows: OpRow[] = [];
  const first = Math.max(1, firstMoment);
  for (let moment = first; moment < first + count && moment <= view.trace.opCount; moment++) {
    rows.push(describeOp(view, moment - 1));
  }
  return rows;
}

/** Position in the list of steps of a stage's first step. */
function firstStepOf(view: LoadView, stage: number): number {
  return stepOfOp(view.trace, view.trace.spans.firstOp[stage] as number);
}

function stepCount(view: LoadView, stage: number): number {
  const { spans } = view.trace;
  const last = spans.endOp(stage) - 1;
  return stepOfOp(view.trace, last) - firstStepOf(view, stage) + 1;
}

/** Parts of a step; the spans after a step up to the next one are its parts. */
function partCount(view: LoadView, step: number): number {
  const { spans } = view.trace;
  let parts = 0;
  while (spans.parent[step + 1 + parts] === step) parts++;
  return parts;
}
