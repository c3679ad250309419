/** A step that a zoom or a pan makes, and its opposite undoes. */
export interface WindowStep {
  /** What is done, and by how much: only the same thing is undone. */
  readonly kind: string;
  readonly direction: 1 | -1;
  /** Where the pointer is, in pixels; the keyboard always makes its steps at one place. */
  readonly x: number;
  readonly y: number;
}

interface TakenStep<W> extends WindowStep {
  readonly from: W;
  readonly to: W;
}

/** A pointer that has moved no farther, in pixels, is where it was. */
const SAME_PLACE = 4;
/** Steps that are remembered: more than lead from the largest window to the smallest. */
const MOST_STEPS = 256;

/**
 * The windows that steps have come through. A window ends at whole pages or rows and stops at the ends of what there is, so the
 * opposite of a step could end beside where one was; it leads back there instead.
 */
export class WindowTrail<W> {
  private steps: TakenStep<W>[] = [];

  /** @param isSame whether two windows show the same */
  constructor(private readonly isSame: (a: W, b: W) => boolean) {}

  /**
   * Takes a step.
   *
   * @param current the window in sight: where another than the last step has led to, there is no way back
   * @param next where the step leads that undoes none
   */
  take(step: WindowStep, current: W, next: () => W): W {
    const last = this.steps.at(-1);
    const goesOn =
      last !== undefined &&
      last.kind === step.kind &&
      Math.hypot(last.x - step.x, last.y - step.y) <= SAME_PLACE &&
      this.isSame(last.to, current);
    if (goesOn && last.direction !== step.direction) {
      this.steps.pop();
      return last.from;
    }
    const to = next();
    // Where a step leads nowhere, its opposite is the first of the way back.
    if (this.isSame(to, current)) return current;
    const { x, y } = goesOn ? last : step;
    this.steps = [...(goesOn ? this.steps : []), { ...step, x, y, from: current, to }].slice(-MOST_STEPS);
    return to;
  }
}
