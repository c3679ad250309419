/** One thing that is measured. A file `tests/bench/NAME.bench.ts` exports a list of them as `benchmarks`. */
export interface Benchmark {
  readonly name: string;
  /** Measured runs; one run before them warms up. */
  readonly runs: number;
  /** Makes what a run works on; not measured. */
  readonly prepare?: () => void | Promise<void>;
  /** One run; returns how much it did, in `unit`s, for the rate. */
  readonly run: () => number | Promise<number>;
  readonly unit: string;
  /** Takes away what `prepare` made; not measured. */
  readonly cleanUp?: () => void | Promise<void>;
}
