import type { CallParams, EngineCalls } from '../../shared/contract';
import type { ExportFormat, ExportResult, LoadProgress, LoadSummary } from '../../shared/load-types';
import type { AttachedSource } from '../../shared/memory-types';
import type { FailureError } from '../../shared/result';
import type {
  AttachParams,
  CheckRangeParams,
  ExportProgress,
  ExportStepsParams,
  LoadParams,
  SaveEditedParams,
  SaveRangeParams,
} from './engine-protocol';

/** The part of the engine worker's client that a document uses. */
export interface DocumentWorker {
  load(params: LoadParams, onProgress: (progress: LoadProgress) => void): Promise<LoadSummary>;
  attach(params: AttachParams, onProgress: (progress: LoadProgress) => void): Promise<AttachedSource>;
  call<N extends keyof EngineCalls>(name: N, params: CallParams<N>): Promise<unknown>;
  cancel(): void;
  exportTo(
    params: { path: string; format: ExportFormat; moment: number },
    onProgress: (progress: { written: number; total: number }) => void,
  ): Promise<ExportResult>;
  exportSteps(
    params: ExportStepsParams,
    onProgress: (progress: ExportProgress) => void,
  ): Promise<ExportResult>;
  saveEdited(params: SaveEditedParams, onProgress: (progress: ExportProgress) => void): Promise<ExportResult>;
  checkRange(params: CheckRangeParams): Promise<void>;
  saveRange(params: SaveRangeParams, onProgress: (progress: ExportProgress) => void): Promise<ExportResult>;
  close(): Promise<void>;
}

/** Starts a worker; `onCrash` is called once if it ends by itself. */
export type StartWorker = (onCrash: (failure: FailureError) => void) => DocumentWorker;
