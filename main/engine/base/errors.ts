/**
 * How a load ends when it does not succeed. These three are results, not bugs: the trace up to them is kept.
 * Our own bugs are `AssertionError`s, and a cancelled load is a `FailureError`.
 */

/** Upstream's `Err("…")`; the message is upstream's text. */
export class LoaderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LoaderError';
  }
}

/** An upstream panic; the message is the panic's text. */
export class LoaderPanic extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LoaderPanic';
  }
}

/**
 * Upstream's behaviour is undefined here (an access outside memory) or without bound on our machine:
 * the load ends in this defined result instead.
 */
export class LoadStopped extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LoadStopped';
  }
}

/** Panics as `Option::unwrap` does on `None`. */
export function unwrap<T>(value: T | null): T {
  if (value === null) throw new LoaderPanic('called `Option::unwrap()` on a `None` value');
  return value;
}

/** Panics as `Option::expect` does on `None`. */
export function expect<T>(value: T | null, message: string): T {
  if (value === null) throw new LoaderPanic(message);
  return value;
}

/** Panics as `assert!` does; `expression` is the asserted source text. */
export function upstreamAssert(condition: boolean, expression: string): void {
  if (!condition) throw new LoaderPanic(`assertion failed: ${expression}`);
}

/** Panics as `assert_eq!` with a message does. */
export function upstreamAssertEq(left: bigint | number, right: bigint | number, message: string): void {
  if (left !== right) {
    throw new LoaderPanic(
      `assertion \`left == right\` failed: ${message}\n  left: ${left}\n right: ${right}`,
    );
  }
}

/** The panic of `unreachable!`, with or without a message. */
export function unreachable(message?: string): LoaderPanic {
  const text = 'internal error: entered unreachable code';
  return new LoaderPanic(message === undefined ? text : `${text}: ${message}`);
}

/** The panic of `unimplemented!`, with or without a message. */
export function unimplemented(message?: string): LoaderPanic {
  return new LoaderPanic(message === undefined ? 'not implemented' : `not implemented: ${message}`);
}
