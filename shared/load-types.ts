/** What a window has open: a document, its load in short, and what an export of it wrote. */
import type { LoaderVersion } from './machine';
import type { ByteEdit } from './memory-types';
import type { ProvenanceName } from './provenance';
import type { Failure } from './result';
import type { LoadStatus, SpanKind } from './trace-types';

/** How far a load has come. */
export interface LoadProgress {
  /** Upstream's stage in words, e.g. `LOAD 2`, `Relocations`. */
  readonly stage: string;
  readonly ops: number;
  /** 0 to 1, or `null` where the amount of work is not known. */
  readonly fraction: number | null;
}

/** What a window shows. */
export type DocumentState =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'loading';
      readonly path: string;
      readonly name: string;
      readonly progress: LoadProgress;
    }
  | {
      readonly kind: 'ready';
      readonly path: string;
      readonly name: string;
      /** Grows with every load of this document; data of another revision is stale. */
      readonly revision: number;
      readonly summary: LoadSummary;
      /** Set when the file on disk has changed, shrunk or vanished since the load. */
      readonly stale: string | null;
      /** Bytes of the file that were replaced for this load; 0: it is the file as it is on disk. */
      readonly editedBytes: number;
      /** Those bytes; absent where there are none. */
      readonly edits?: readonly ByteEdit[];
      /** Name of the file that describes the machine; absent: the default machine. */
      readonly machineFile?: string;
    }
  | {
      readonly kind: 'failed';
      readonly path: string;
      readonly name: string;
      readonly failure: Failure;
    };

/** The title of a window. */
export function titleOf(state: DocumentState): string {
  if (state.kind === 'empty') return 'Loadscope';
  const edited = state.kind === 'ready' && state.editedBytes > 0 ? ' (edited)' : '';
  return `${state.name}${edited} — Loadscope`;
}

/** One stage of the load for the timeline and the report. */
export interface StageSummary {
  readonly span: number;
  readonly kind: SpanKind;
  /** `Plan`, `LOAD 1`, `TLS`, `Relocations`, `RELRO`, `Clean-up`. */
  readonly title: string;
  /** e.g. `R · 5 pages`, `358 · 366 ops`. */
  readonly detail: string;
  readonly provenance: ProvenanceName;
  /** Moments: the stage's ops are `firstMoment` to `lastMoment`, both included. */
  readonly firstMoment: number;
  readonly lastMoment: number;
  readonly status: 'done' | 'failed' | 'unreached';
}

/** A finished load in short. */
export interface LoadSummary {
  readonly status: LoadStatus;
  /** Upstream's text of the error or panic; `null` where the kernel loads. */
  readonly message: string | null;
  /** One sentence on a failure for people: which step, what it wanted; `null` where the kernel loads. */
  readonly explanation: string | null;
  readonly fileSize: number;
  readonly virtualAddressOffset: string | null;
  readonly entryPoint: string | null;
  readonly tls: {
    readonly startAddr: string;
    readonly fileSize: string;
    readonly memSize: string;
  } | null;
  readonly opCount: number;
  readonly stepCount: number;
  readonly framesAllocated: number;
  readonly pagesMapped: number;
  readonly stages: readonly StageSummary[];
  readonly warnings: readonly string[];
  readonly kernelAddress: string;
  readonly kernelFrames: number;
  readonly rootTable: string;
  readonly physicalSize: string;
  readonly loader: LoaderVersion;
  /** e.g. `BIOS, 4 GiB`. */
  readonly machine: string;
  /** Bytes of physical memory that have been touched, page tables included. */
  readonly touchedBytes: number;
  readonly loadMilliseconds: number;
  /** The same of the file without the bytes that were edited; absent where none were. */
  readonly original?: LoadSummary;
}

export type ExportFormat = 'raw' | 'elf-core';

/** What an export wrote. */
export interface ExportResult {
  readonly path: string;
  readonly bytes: number;
}
