/** What changed bytes: typing goes on, everything else is a step of its own. */
export type EditKind = 'typing' | 'paste' | 'fill' | 'revert';

/** Steps that can be taken back. */
const MAX_STEPS = 1000;

interface Step<S> {
  readonly state: S;
  /** Where the change was. */
  readonly at: number;
}

/** The way back and forth over changes of a state that is never changed in place. */
export class EditSteps<S> {
  private back: Step<S>[] = [];
  private forth: Step<S>[] = [];
  /** Where the next byte is typed, if it belongs to the step that was done last. */
  private typingAt: { readonly from: number; readonly to: number } | null = null;

  get canUndo(): boolean {
    return this.back.length > 0;
  }

  get canRedo(): boolean {
    return this.forth.length > 0;
  }

  /**
   * Notes a change. Bytes that are typed one behind the other are one step, and so are the two digits of a byte.
   *
   * @param before the state before it
   */
  done(before: S, kind: EditKind, at: number, length: number): void {
    this.forth = [];
    if (!this.goesOn(kind, at)) this.back = [...this.back, { state: before, at }].slice(-MAX_STEPS);
    this.typingAt = kind === 'typing' ? { from: at, to: at + length } : null;
  }

  /** Notes that a byte was typed, though it stayed as it was: what is typed goes on behind it, but no step begins. */
  typed(kind: EditKind, at: number, length: number): void {
    this.typingAt = this.goesOn(kind, at) ? { from: at, to: at + length } : null;
  }

  /** The next change is a step of its own. */
  rest(): void {
    this.typingAt = null;
  }

  /** Whether what is typed belongs to the step that was done last. */
  private goesOn(kind: EditKind, at: number): boolean {
    return kind === 'typing' && this.typingAt !== null && at >= this.typingAt.from && at <= this.typingAt.to;
  }

  undo(now: S): Step<S> | null {
    const step = this.back.pop();
    this.rest();
    if (step === undefined) return null;
    this.forth.push({ state: now, at: step.at });
    return step;
  }

  redo(now: S): Step<S> | null {
    const step = this.forth.pop();
    this.rest();
    if (step === undefined) return null;
    this.back.push({ state: now, at: step.at });
    return step;
  }

  clear(): void {
    this.back = [];
    this.forth = [];
    this.rest();
  }
}
