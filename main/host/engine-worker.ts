/** The client of one engine worker: a document's session, in a thread of its own. */
import { rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CallParams, CallResult, EngineCalls } from '../../shared/contract';
import type { SearchMatch, SearchOutcome } from '../engine/session/search-memory';
import type { ExportResult, LoadProgress, LoadSummary } from '../../shared/load-types';
import type { AttachedSource } from '../../shared/memory-types';
import { FailureError } from '../../shared/result';
import type {
  AttachParams,
  CheckRangeParams,
  EngineRequests,
  EngineWorkerData,
  ExportParams,
  ExportProgress,
  ExportStepsParams,
  LoadParams,
  ReportFormat,
  RequestMessage,
  RequestName,
  SaveEditedParams,
  SaveRangeParams,
  SearchParams,
  SearchProgress,
  WorkerMessage,
} from './engine-protocol';

/** Heap of a worker. Bulk data (file, page cache, trace) lies in array buffers, outside of it. */
const DEFAULT_HEAP_MIB = 2048;

/**
 * Share of the computer's memory that this process may fill before a load is given up. What lies in array buffers
 * has no other bound, and a system that runs out of memory ends the whole application.
 */
const MEMORY_SHARE = 0.6;

/** How long a worker may take to end by itself before it is ended. */
const CLOSE_TIMEOUT_MS = 2000;

/** Requests that write files. */
const WRITING: ReadonlySet<RequestName> = new Set<RequestName>([
  'export',
  'exportSteps',
  'saveEdited',
  'saveRange',
]);

/** How to run a worker. */
export interface EngineWorkerOptions {
  /** Bound of the worker's JavaScript heap in MiB. */
  readonly heapMiB?: number;
  /** Memory of the whole process, in bytes, at which a load is given up; {@link MEMORY_SHARE} unless given. */
  readonly memoryLimit?: number;
  /** Called once if the worker ends by itself, whether or not something was waiting for it. */
  readonly onCrash?: (failure: FailureError) => void;
}

/** Who waits for an answer. */
interface Pending {
  readonly name: RequestName;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: FailureError) => void;
  readonly onProgress: ((progress: LoadProgress & ExportProgress & SearchProgress) => void) | undefined;
}

/** One worker thread with one session. A failure rejects as `FailureError`; a crash rejects all that waits. */
export class EngineWorker {
  private readonly pending = new Map<number, Pending>();
  private readonly imagePaths: string[] = [];
  private readonly cancelledUpTo = new Int32Array(new SharedArrayBuffer(4));
  private readonly exited: Promise<void>;
  private readonly worker: Worker;
  private lastId = 0;
  /** Whether an export was under way when this was closed. */
  private exporting = false;
  private ended: FailureError | null = null;

  private constructor(
    workerPath: string,
    private readonly options: EngineWorkerOptions,
  ) {
    const workerData: EngineWorkerData = {
      cancelledUpTo: this.cancelledUpTo.buffer,
      memoryLimit: options.memoryLimit ?? MEMORY_SHARE * availableMemory(),
    };
    this.worker = new Worker(workerPath, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMiB ?? DEFAULT_HEAP_MIB },
    });
    this.worker.on('message', (message: WorkerMessage) => this.receive(message));
    this.worker.on('error', (error) => this.end(crash(error)));
    this.exited = new Promise((resolve) => {
      this.worker.once('exit', (status) => {
        this.end(crash(new Error(`it ended with status ${status}`)));
        this.removeImages();
        resolve();
      });
    });
  }

  /**
   * Starts a worker.
   *
   * @param workerPath the built worker, `engine-worker.cjs`.
   */
  static start(workerPath: string, options: EngineWorkerOptions = {}): EngineWorker {
    return new EngineWorker(workerPath, options);
  }

  /**
   * Loads a kernel. The session before stays until the new one is there: if this fails, it is still the one that
   * answers.
   */
  load(params: LoadParams, onProgress?: (progress: LoadProgress) => void): Promise<LoadSummary> {
    const imagePath = this.newImagePath();
    const originalImagePath = this.newImagePath();
    return this.request('load', { ...params, imagePath, originalImagePath }, onProgress);
  }

  /** Puts a kernel or a dump beside the document. @throws FailureError `load.cancelled`, `file.…`, `dump.address` */
  attach(params: AttachParams, onProgress?: (progress: LoadProgress) => void): Promise<AttachedSource> {
    return this.request('attach', { ...params, imagePath: this.newImagePath() }, onProgress);
  }

  /** Asks the session one of the contract's engine calls. */
  call<N extends keyof EngineCalls>(name: N, params: CallParams<N>): Promise<CallResult<N>> {
    return this.request('call', { name, params }) as Promise<CallResult<N>>;
  }

  /** The report of the loaded kernel: JSON for programs, or text for people. */
  report(format: ReportFormat): Promise<string> {
    return this.request('report', { format });
  }

  /** Writes the memory of a moment to a file. */
  exportTo(params: ExportParams, onProgress?: (progress: ExportProgress) => void): Promise<ExportResult> {
    return this.request('export', params, onProgress);
  }

  /** Writes the steps that a filter lets through to a file. */
  exportSteps(
    params: ExportStepsParams,
    onProgress?: (progress: ExportProgress) => void,
  ): Promise<ExportResult> {
    return this.request('exportSteps', params, onProgress);
  }

  /** Writes the file of the document with bytes replaced under another name. */
  saveEdited(
    params: SaveEditedParams,
    onProgress?: (progress: ExportProgress) => void,
  ): Promise<ExportResult> {
    return this.request('saveEdited', params, onProgress);
  }

  /** Makes sure that every byte of a range is there. @throws FailureError `save.missing` */
  async checkRange(params: CheckRangeParams): Promise<void> {
    await this.request('checkRange', params);
  }

  /** Writes bytes of a space to a file. */
  saveRange(params: SaveRangeParams, onProgress?: (progress: ExportProgress) => void): Promise<ExportResult> {
    return this.request('saveRange', params, onProgress);
  }

  /**
   * Looks for a pattern in the memory of a moment.
   *
   * @param onMatches gets what was found since it was last called, ascending; all of it before this resolves
   */
  async search(
    params: SearchParams,
    onMatches: (matches: readonly SearchMatch[]) => void,
    onProgress?: (progress: SearchProgress) => void,
  ): Promise<SearchOutcome> {
    const { rest, ...outcome } = await this.request('search', params, (progress) => {
      onMatches(progress.matches);
      onProgress?.(progress);
    });
    onMatches(rest);
    return outcome;
  }

  /** Cancels every load, export and search asked for so far; they fail with `load.cancelled` and so on. */
  cancel(): void {
    Atomics.store(this.cancelledUpTo, 0, this.lastId);
  }

  /**
   * Ends the session and the thread. What still waits fails with `engine.closed` at once; a running export has
   * removed its temporary file when this resolves.
   */
  async close(): Promise<void> {
    this.cancel();
    // Ended by force, an export would leave its temporary file; it sees the cancel at its next chunk.
    this.exporting ||= [...this.pending.values()].some(({ name }) => WRITING.has(name));
    if (!this.ended) {
      this.request('close', null).catch(() => undefined);
      this.end(new FailureError('engine.closed', 'The document was closed.'), true);
    }
    const timer = this.exporting
      ? undefined
      : setTimeout(() => void this.worker.terminate(), CLOSE_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** A file for the memory of a load; it is removed at the latest when the worker has ended. */
  private newImagePath(): string {
    const unique = `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    const path = join(tmpdir(), `loadscope-${unique}.img`);
    this.imagePaths.push(path);
    return path;
  }

  private request<N extends RequestName>(
    name: N,
    params: EngineRequests[N]['params'],
    onProgress?: (progress: EngineRequests[N]['progress']) => void,
  ): Promise<EngineRequests[N]['result']> {
    if (this.ended) {
      return Promise.reject(this.ended);
    }
    const id = ++this.lastId;
    return new Promise<unknown>((resolve, reject) => {
      this.pending.set(id, { name, resolve, reject, onProgress });
      this.worker.postMessage({ id, name, params } as RequestMessage);
    });
  }

  private receive(message: WorkerMessage): void {
    const waiting = this.pending.get(message.id);
    if (!waiting) {
      return;
    }
    if (message.type === 'progress') {
      waiting.onProgress?.(message.progress as LoadProgress & ExportProgress & SearchProgress);
      return;
    }
    this.pending.delete(message.id);
    if (message.result.ok) {
      waiting.resolve(message.result.value);
    } else {
      const { code, message: text, advice } = message.result.failure;
      waiting.reject(new FailureError(code, text, advice));
    }
  }

  /** Nothing is answered from here on; `expected` where we asked for that. */
  private end(failure: FailureError, expected = false): void {
    if (this.ended) {
      return;
    }
    this.ended = failure;
    for (const waiting of this.pending.values()) {
      waiting.reject(failure);
    }
    this.pending.clear();
    if (!expected) {
      this.options.onCrash?.(failure);
    }
  }

  /** What a worker that crashed could not delete (on Windows an open file keeps its name). */
  private removeImages(): void {
    for (const path of this.imagePaths) {
      rmSync(path, { force: true });
    }
  }
}

/** Bytes of memory that this computer has, or that the container gives of it (Node before 19.6 cannot tell). */
function availableMemory(): number {
  const { constrainedMemory } = process as { constrainedMemory?: () => number };
  return Math.min(totalmem(), constrainedMemory?.() || Infinity);
}

/** The failure that the end of a worker means. */
function crash(error: Error): FailureError {
  const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return outOfMemory
    ? new FailureError(
        'engine.crashed',
        'The engine ran out of memory with this file and was ended; nothing else is affected.',
        'Open a smaller kernel, for example one without debug information.',
      )
    : new FailureError(
        'engine.crashed',
        `The engine ended unexpectedly: ${error.message}.`,
        'Load the file again. If that happens twice, please report it with the file.',
      );
}
