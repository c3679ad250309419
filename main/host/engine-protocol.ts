/** The messages between an engine worker and its client. Both ends are typed from here. */
import type { EngineCalls } from '../../shared/contract';
import type { StepsFormat } from '../../shared/debugger-types';
import type { AttachedSource, ByteEdit, DumpPlace, Side } from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
import type { ExportFormat, ExportResult, LoadProgress, LoadSummary } from '../../shared/load-types';
import type { Machine } from '../../shared/machine';
import type { Result } from '../../shared/result';
import type { SearchMatch, SearchOutcome, SearchQuery } from '../engine/session/search-memory';

/** What to load, and how. */
export interface LoadParams {
  readonly path: string;
  /** `DEFAULT_MACHINE` where absent. */
  readonly machine?: Machine;
  /** Whether the kernel's own configuration (the default) supplies the mappings that the machine does not give. */
  readonly config?: 'kernel' | 'default';
  /** Bound of the page cache in bytes; the engine's default where absent. */
  readonly cacheBytes?: number;
  /** Bytes of the file to replace before the load; what the file is without them is attached beside it. */
  readonly edits?: readonly ByteEdit[];
}

/** What to put beside the document: a kernel, loaded into the same kind of machine, or a dump. */
export interface AttachParams {
  readonly kind: 'kernel' | 'dump';
  readonly path: string;
  /** Where a dump belongs. */
  readonly place: DumpPlace | null;
}

/** Which bytes to write, and where. */
export interface SaveRangeParams {
  readonly path: string;
  readonly side: Side;
  readonly space: MemorySpace;
  readonly first: number;
  readonly length: number;
  /** Whether zeros stand for bytes that are not there. */
  readonly zeros: boolean;
}

/** The edits of the document's file, and where to write it with them. */
export interface SaveEditedParams {
  readonly path: string;
  readonly edits: readonly ByteEdit[];
}

/** Bytes of which all have to be there. */
export type CheckRangeParams = Omit<SaveRangeParams, 'path' | 'zeros'>;

/** What to write, and where. */
export interface ExportParams {
  readonly path: string;
  readonly format: ExportFormat;
  /** `null`: the last moment. */
  readonly moment: number | null;
}

/** Which steps to write, and where. */
export interface ExportStepsParams {
  readonly path: string;
  readonly format: StepsFormat;
  readonly filter: string;
}

/** How far an export has come, in bytes. */
export interface ExportProgress {
  readonly written: number;
  readonly total: number;
}

/** What to look for, and where. */
export interface SearchParams extends Omit<SearchQuery, 'moment'> {
  /** `null`: the last moment. */
  readonly moment: number | null;
}

/** How far a search has come, in bytes, and what it has found since it last said so. */
export interface SearchProgress {
  readonly searched: number;
  readonly total: number;
  readonly matches: readonly SearchMatch[];
}

/** How a search ended, and what it has found since its last progress. */
export interface SearchResult extends SearchOutcome {
  readonly rest: readonly SearchMatch[];
}

export type ReportFormat = 'json' | 'text';

/** Every request: its parameters, its result, its progress. */
export interface EngineRequests {
  /** The image files are named by the client, which removes them if the worker cannot. */
  load: {
    params: LoadParams & { readonly imagePath: string; readonly originalImagePath: string };
    result: LoadSummary;
    progress: LoadProgress;
  };
  call: {
    params: { readonly name: keyof EngineCalls; readonly params: unknown };
    result: unknown;
    progress: never;
  };
  report: { params: { readonly format: ReportFormat }; result: string; progress: never };
  export: { params: ExportParams; result: ExportResult; progress: ExportProgress };
  exportSteps: { params: ExportStepsParams; result: ExportResult; progress: ExportProgress };
  /** The image file of an attached kernel is named by the client. */
  attach: {
    params: AttachParams & { readonly imagePath: string };
    result: AttachedSource;
    progress: LoadProgress;
  };
  /** Writes the file of the document with bytes replaced, as it is on disk now. */
  saveEdited: { params: SaveEditedParams; result: ExportResult; progress: ExportProgress };
  /** Fails where bytes are missing: said before anybody is asked for a path. */
  checkRange: { params: CheckRangeParams; result: null; progress: never };
  saveRange: { params: SaveRangeParams; result: ExportResult; progress: ExportProgress };
  search: { params: SearchParams; result: SearchResult; progress: SearchProgress };
  close: { params: null; result: null; progress: never };
}
export type RequestName = keyof EngineRequests;

/** A request on its way to the worker; `id` grows with every one. */
export type RequestMessage = {
  [N in RequestName]: { readonly id: number; readonly name: N; readonly params: EngineRequests[N]['params'] };
}[RequestName];

/** What the worker answers, and says on the way. */
export type WorkerMessage =
  | { readonly type: 'result'; readonly id: number; readonly result: Result<unknown> }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly progress: LoadProgress | ExportProgress | SearchProgress;
    };

/** What a worker is started with. */
export interface EngineWorkerData {
  /** One 32-bit cell: every request up to this id is cancelled. Shared, because a busy worker reads no messages. */
  readonly cancelledUpTo: SharedArrayBuffer;
  /** Memory of the whole process, in bytes, at which a load is given up. */
  readonly memoryLimit: number;
}
