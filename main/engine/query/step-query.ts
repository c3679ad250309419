import type { Expression } from '../../../shared/expression/types';
import { defined } from '../base/assert';
import type { LoadView } from '../trace/load-view';
import { Batch, BATCH_SIZE, Scratch } from './batch';
import { Compiler } from './compile';
import type { Filter } from './filters';
import { QueryIndex } from './query-index';

/** A condition over steps, ready to be asked of a load. */
export class StepQuery {
  private readonly batch: Batch;
  /** Places of all ops of a batch. */
  private readonly all = Uint32Array.from({ length: BATCH_SIZE }, (_, place) => place);
  private readonly kept = new Uint32Array(BATCH_SIZE);

  private constructor(
    private readonly view: LoadView,
    private readonly filter: Filter,
  ) {
    this.batch = new Batch(view.trace, BATCH_SIZE);
  }

  /**
   * @param expression a condition of `STEP_ENVIRONMENT` (`parseCondition`)
   * @throws AssertionError where it is none
   */
  static compile(view: LoadView, expression: Expression): StepQuery {
    return new StepQuery(view, new Compiler(view, new Scratch(BATCH_SIZE)).filter(expression));
  }

  /**
   * Those of some moments at which the condition is true.
   *
   * @param moments of the load, ascending; moment 0 has no op, and nothing is true of it
   */
  select(moments: Uint32Array): Uint32Array {
    const found = new Uint32Array(moments.length);
    let length = 0;
    for (let from = moments[0] === 0 ? 1 : 0; from < moments.length; from += BATCH_SIZE) {
      this.batch.takeMoments(moments, from, Math.min(moments.length, from + BATCH_SIZE));
      length = this.keepMoments(found, length);
    }
    return shortened(found, length);
  }

  /** Every moment at which the condition is true, ascending. */
  selectAll(): Uint32Array {
    const { opCount } = this.view.trace;
    const found = new Uint32Array(opCount);
    let length = 0;
    this.forEachBatch(() => {
      length = this.keepMoments(found, length);
    });
    return shortened(found, length);
  }

  /** Every step that has an op of which the condition is true: their places among the steps, ascending. */
  selectSteps(): Uint32Array {
    const { steps } = this.view.trace;
    const { batch, kept } = this;
    const found = new Uint32Array(steps.length);
    let length = 0;
    let last = -1;
    let lastIndex = -1;
    this.forEachBatch(() => {
      const count = this.filter.keep(batch, this.all, batch.length, kept);
      for (let i = 0; i < count; i++) {
        const step = batch.steps[kept[i] as number] as number;
        if (step === last) continue;
        // Neighbouring spans that are both steps are neighbouring steps.
        lastIndex = step === last + 1 ? lastIndex + 1 : defined(steps.indexOf(step), 'a step');
        last = step;
        found[length++] = lastIndex;
      }
    });
    return shortened(found, length);
  }

  /** Takes all ops, batch by batch. */
  private forEachBatch(look: () => void): void {
    const { opCount } = this.view.trace;
    const { parts } = QueryIndex.of(this.view);
    for (let first = 0; first < opCount; first += BATCH_SIZE) {
      this.batch.takeRange(first, Math.min(BATCH_SIZE, opCount - first), parts);
      look();
    }
  }

  /** Appends the moments of the batch at which the condition is true; returns how many there are then. */
  private keepMoments(found: Uint32Array, length: number): number {
    const { batch, kept } = this;
    const { ops } = batch;
    const count = this.filter.keep(batch, this.all, batch.length, kept);
    for (let i = 0; i < count; i++) found[length + i] = (ops[kept[i] as number] as number) + 1;
    return length + count;
  }
}

/** The first numbers of a list; its memory goes on being used where most of it is. */
function shortened(list: Uint32Array, length: number): Uint32Array {
  return length > list.length / 2 ? list.subarray(0, length) : list.slice(0, length);
}
