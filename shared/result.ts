/** A failure as it crosses a process border: a value, never a lost exception. */
export interface Failure {
  /** Stable identifier, e.g. `file.notFound`, `load.cancelled`, `export.noSpace`. */
  readonly code: string;
  /** One sentence: what failed, where and why. */
  readonly message: string;
  /** What the user can do about it, one sentence; empty where there is nothing. */
  readonly advice: string;
}

/** A value or the failure to get it. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** A failure thrown inside one process; crosses borders as its {@link Failure}. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(code: string, message: string, advice = '') {
    super(message);
    this.name = 'FailureError';
    this.failure = { code, message, advice };
  }
}

/** Marks a switch as complete: the compiler refuses a missing case, a wrong value at run time says which. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${String(value)}`);
}
