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
  /** A step begins. `subject` is a page number or an index, `low` and `high` halves of an address or 0. */
  step(kind: SpanKind, subject: number, low?: number, high?: number): void;
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
  part: () => undefined,
  endPart: () => undefined,
  offset: () => undefined,
  log: () => undefined,
};
