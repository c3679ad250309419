/**
 * Keeps at most one request under way and one waiting: a newer one replaces the one that waits, and the answer
 * to a request that has been replaced is dropped. Fast input (scrubbing, a held key) then never piles up work.
 */
export interface Latest<P> {
  /** Asks for `params`; earlier requests no longer count. */
  request(params: P): void;
  /** Drops what is under way and what waits. */
  cancel(): void;
}

/** What happens to the answer of the newest request. */
export interface LatestHandlers<P, T> {
  readonly fetch: (params: P) => Promise<T>;
  readonly done: (value: T, params: P) => void;
  readonly failed: (error: unknown, params: P) => void;
}

/** Creates a {@link Latest} around a fetch. */
export function latestOnly<P, T>(handlers: LatestHandlers<P, T>): Latest<P> {
  let serial = 0;
  let running = false;
  let waiting: { readonly params: P; readonly serial: number } | null = null;

  async function run(params: P, mine: number): Promise<void> {
    running = true;
    try {
      const value = await handlers.fetch(params);
      if (mine === serial) handlers.done(value, params);
    } catch (error) {
      if (mine === serial) handlers.failed(error, params);
    } finally {
      running = false;
      const next = waiting;
      waiting = null;
      if (next !== null && next.serial === serial) void run(next.params, next.serial);
    }
  }

  return {
    request(params) {
      serial += 1;
      if (running) waiting = { params, serial };
      else void run(params, serial);
    },
    cancel() {
      serial += 1;
      waiting = null;
    },
  };
}
