import type { SpanKind } from '../../../shared/trace-types';

/**
 * The marks that the loader leaves for whoever watches it. They name what is being done; what it changes in
 * memory is seen at the memory itself.
 *
 * A stage lasts until the next stage, a step until the next step or stage. A part of a step ends where it says.
 */
export interface Probe {
  /** A stage of the load begins; `header` is the program header it handles, -1 for none. */
  stage(kind: SpanKind, header: number): void;
  /** A step begins; `subject` is a page number, or the program header's index. */
  step(kind: SpanKind, subject: number): void;
  /** A `relocation` step begins: the entry's index, and its offset field in two words from `words[at]` on. */
  relocation(index: number, words: Uint32Array, at: number): void;
  /**
   * How many steps may follow as one run. In a run the steps are told first and their changes of memory after that,
   * one of each step's.
   */
  readonly runLimit: number;
  /** A run of `count` steps begins that are about neighbouring pages, the first of them `page`. */
  pageRun(kind: SpanKind, page: number, count: number): void;
  /**
   * A run of `relocation` steps begins, from entry `index` on: the offset fields are `places` behind `offsetLow`, which
   * may be negative, and have the same high word.
   */
  relocationRun(
    index: number,
    offsetLow: number,
    offsetHigh: number,
    places: Uint32Array,
    count: number,
  ): void;
  /** A part of the current step begins; `page` is the page number it is about. */
  part(kind: SpanKind, page: number): void;
  /** The part ends. */
  endPart(): void;
  /** The offset of the kernel's addresses is chosen. */
  offset(virtualAddressOffset: bigint): void;
  /** Upstream's `log::info!`. */
  log(text: string): void;
}

/** Watches nothing. */
export const SILENT_PROBE: Probe = {
  stage: () => undefined,
  step: () => undefined,
  relocation: () => undefined,
  runLimit: Infinity,
  pageRun: () => undefined,
  relocationRun: () => undefined,
  part: () => undefined,
  endPart: () => undefined,
  offset: () => undefined,
  log: () => undefined,
};
