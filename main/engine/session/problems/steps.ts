/** Work that stops again and again, each time after at most a few milliseconds; returns what it has found. */
export type Steps<T = void> = Generator<undefined, T, undefined>;

/** Visits each of a list, some at a step. */
export function* visitInSteps<T>(list: readonly T[], visit: (one: T) => void, most = 1024): Steps {
  for (let i = 0; i < list.length; i++) {
    if (i % most === most - 1) yield;
    visit(list[i] as T);
  }
}

/** Does all of the work at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
