import { partitionPoint } from '../../../shared/partition-point';
import { WordColumn } from '../base/column';
import { SPAN } from '../trace/codes';
import type { Trace } from '../trace/recorder';

/** Ops that are looked at together: their columns fit into a processor's cache. */
export const BATCH_SIZE = 4096;

/** Kinds from here on are parts of a step: the failure of one, a copy-on-write. */
const FIRST_PART = Math.min(SPAN.failure, SPAN.copyOnWrite);

/** A column of 64-bit numbers in two halves; where `there` is 0 there is none. */
export class Numbers {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly there: Uint8Array;

  constructor(size: number) {
    this.low = new Uint32Array(size);
    this.high = new Uint32Array(size);
    this.there = new Uint8Array(size);
  }

  /** Writes one number. */
  set(row: number, low: number, high: number): void {
    this.low[row] = low;
    this.high[row] = high;
    this.there[row] = 1;
  }
}

/**
 * Some ops, ascending, each with the step that it lies in. Columns and filters name an op of the batch by its place in
 * it.
 */
export class Batch {
  readonly ops: Uint32Array;
  /** Spans of the steps. */
  readonly steps: Uint32Array;
  length = 0;

  constructor(
    private readonly trace: Trace,
    readonly size: number,
  ) {
    this.ops = new Uint32Array(size);
    this.steps = new Uint32Array(size);
  }

  /**
   * Takes the `count` ops from `first` on.
   *
   * @param parts of the trace
   */
  takeRange(first: number, count: number, parts: StepParts): void {
    const { ops, steps } = this;
    for (let i = 0; i < count; i++) ops[i] = first + i;
    steps.set(this.trace.ops.span.subarray(first, first + count));
    parts.replace(steps, first, count);
    this.length = count;
  }

  /** Takes the ops that led to some moments, `from` to `to` (excluded). */
  takeMoments(moments: Uint32Array, from: number, to: number): void {
    const { ops, steps } = this;
    const { span: spans } = this.trace.ops;
    const { kind } = this.trace.spans;
    for (let i = from; i < to; i++) {
      const op = (moments[i] as number) - 1;
      const span = spans[op] as number;
      ops[i - from] = op;
      steps[i - from] = (kind[span] as number) < FIRST_PART ? span : stepOfSpan(this.trace, span);
    }
    this.length = to - from;
  }
}

/** The parts of steps, which are few: nearly every op names its step itself. */
export class StepParts {
  /** First op and the one behind the last, and the step, of each part. */
  private readonly firsts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly steps: Uint32Array;

  constructor(trace: Trace) {
    const { kind, firstOp, length } = trace.spans;
    const parts = new WordColumn();
    for (let span = 0; span < length; span++) {
      if ((kind[span] as number) >= FIRST_PART) parts.push(span);
    }
    const spans = parts.frozen();
    this.firsts = spans.map((span) => firstOp[span] as number);
    this.ends = spans.map((span) => trace.spans.endOp(span));
    this.steps = spans.map((span) => stepOfSpan(trace, span));
  }

  /** Puts steps in the place of their parts among the spans of the ops from `first` on. */
  replace(spans: Uint32Array, first: number, count: number): void {
    const { firsts, ends, steps } = this;
    const last = first + count;
    // The part before may hold the one that a failure is of it, so its end may lie behind this one's.
    let part = Math.max(0, partitionPoint(firsts.length, (i) => (firsts[i] as number) < first) - 2);
    for (; part < firsts.length && (firsts[part] as number) < last; part++) {
      const from = Math.max(first, firsts[part] as number);
      const to = Math.min(last, ends[part] as number);
      if (from < to) spans.fill(steps[part] as number, from - first, to - first);
    }
  }
}

/** The step that a span is or is part of. */
export function stepOfSpan({ steps, spans }: Trace, span: number): number {
  let step = span;
  while (steps.indexOf(step) === null) step = spans.parent[step] as number;
  return step;
}

/** Memory for columns and lists of places, by how deep in the expression they are needed; made when first asked for. */
export class Scratch {
  private readonly columns: Numbers[] = [];
  private readonly lists: Uint32Array[] = [];
  private readonly masks: Uint8Array[] = [];

  constructor(readonly size: number) {}

  numbers(depth: number): Numbers {
    return (this.columns[depth] ??= new Numbers(this.size));
  }

  places(depth: number): Uint32Array {
    return (this.lists[depth] ??= new Uint32Array(this.size));
  }

  /** One byte a place, all zero; who changes it puts the zeros back. */
  mask(depth: number): Uint8Array {
    return (this.masks[depth] ??= new Uint8Array(this.size));
  }
}
