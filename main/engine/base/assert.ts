/** A broken assumption of our own: a bug in Loadscope, never a result of loading a kernel. */
export class AssertionError extends Error {
  constructor(message: string) {
    super(`internal error in Loadscope: ${message}`);
    this.name = 'AssertionError';
  }
}

/** Ends with an {@link AssertionError} unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The value, or an {@link AssertionError} where there is none. */
export function defined<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new AssertionError(`${what} is missing`);
  return value;
}
