import { basename } from 'node:path';
import type { CallParams, EngineCalls } from '../../shared/contract';
import type {
  DocumentState,
  ExportFormat,
  ExportResult,
  LoadProgress,
  LoadSummary,
} from '../../shared/load-types';
import { DEFAULT_MACHINE, type LoaderVersion } from '../../shared/machine';
import { FailureError, type Failure } from '../../shared/result';
import type { ExportProgress, ExportStepsParams, LoadParams } from './engine-protocol';
import { stampOf, watchAgainst, type FileStamp } from './file-watch';

/** The part of the engine worker's client that a document uses. */
export interface DocumentWorker {
  load(params: LoadParams, onProgress: (progress: LoadProgress) => void): Promise<LoadSummary>;
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
  close(): Promise<void>;
}

/** Starts a worker; `onCrash` is called once if it ends by itself. */
export type StartWorker = (onCrash: (failure: FailureError) => void) => DocumentWorker;

type ReadyState = Extract<DocumentState, { kind: 'ready' }>;

/** A load under way. */
interface Loading {
  readonly worker: DocumentWorker;
  /** Ends the load as far as the window is concerned. */
  readonly fail: (failure: Failure) => void;
}

const CANCELLED: Failure = {
  code: 'load.cancelled',
  message: 'The load was cancelled.',
  advice: 'Reload to run it again.',
};

const NO_PROGRESS: LoadProgress = { stage: 'Reading the file', ops: 0, fraction: null };

/**
 * One kernel file and the engine worker that loaded it: what a window shows, from empty to ready or failed.
 *
 * A reload keeps the earlier load until the new one is finished; if the reload fails, the earlier load stays.
 */
export class KernelDocument {
  readonly #startWorker: StartWorker;
  readonly #onState: (state: DocumentState) => void;
  #state: DocumentState = { kind: 'empty' };
  #worker: DocumentWorker | null = null;
  #loading: Loading | null = null;
  #revision = 0;
  /** The release whose load is shown; a reload keeps it. */
  #loader: LoaderVersion = DEFAULT_MACHINE.loader;
  #stopWatching: () => void = () => undefined;

  constructor(startWorker: StartWorker, onState: (state: DocumentState) => void) {
    this.#startWorker = startWorker;
    this.#onState = onState;
  }

  get state(): DocumentState {
    return this.#state;
  }

  /** The file's path; `null` for an empty document. */
  get path(): string | null {
    return this.#state.kind === 'empty' ? null : this.#state.path;
  }

  /**
   * Loads `path` in place of whatever is here. Never rejects: failures become the state.
   *
   * @param loader the release of the loader
   * @returns whether the file is loaded now
   */
  async open(path: string, loader: LoaderVersion = DEFAULT_MACHINE.loader): Promise<boolean> {
    const earlier = this.#state.kind === 'ready' && this.#state.path === path ? this.#state : null;
    const abandoned = this.#loading;
    const worker: DocumentWorker = this.#startWorker((error) => this.#crashed(worker, error.failure));
    const stamp = stampOf(path);
    const fail = (failure: Failure): void => {
      this.#loading = null;
      this.#loadFailed(path, failure, earlier, stamp);
    };
    const loading: Loading = { worker, fail };
    this.#loading = loading;
    this.#stopWatching();
    void abandoned?.worker.close();
    const name = basename(path);
    this.#enter({ kind: 'loading', path, name, progress: NO_PROGRESS });
    try {
      const machine = { ...DEFAULT_MACHINE, loader };
      const summary = await worker.load({ path, machine, config: 'kernel' }, (progress) => {
        if (this.#loading === loading) this.#enter({ kind: 'loading', path, name, progress });
      });
      if (this.#loading !== loading) return false;
      this.#loader = loader;
      await this.#adopt(worker, path, summary, stamp);
      return true;
    } catch (error) {
      await worker.close();
      if (this.#loading === loading) fail(failureOf(error));
      return false;
    }
  }

  /** Loads the same file again, by the same release of the loader where no other is given. */
  async reload(loader: LoaderVersion = this.#loader): Promise<void> {
    if (this.path === null) throw notReady();
    await this.open(this.path, loader);
  }

  /** Cancels the load under way, else the export. A load is not waited for: its worker ends when it can, or must. */
  cancel(): void {
    const loading = this.#loading;
    if (loading === null) {
      this.#worker?.cancel();
      return;
    }
    loading.fail(CANCELLED);
    void loading.worker.close();
  }

  /**
   * A query to the engine.
   *
   * @throws FailureError `document.notReady` where nothing is loaded, or the engine's own
   */
  call<N extends keyof EngineCalls>(name: N, params: CallParams<N>): Promise<unknown> {
    return this.#ready().call(name, params);
  }

  /** Writes the memory at a moment to a file. */
  exportTo(...args: Parameters<DocumentWorker['exportTo']>): Promise<ExportResult> {
    return this.#ready().exportTo(...args);
  }

  /** Writes the steps that a filter lets through to a file. */
  exportSteps(...args: Parameters<DocumentWorker['exportSteps']>): Promise<ExportResult> {
    return this.#ready().exportSteps(...args);
  }

  /** Ends the workers and what they keep on disk. */
  async close(): Promise<void> {
    this.#stopWatching();
    const workers = [this.#worker, this.#loading?.worker ?? null].filter((worker) => worker !== null);
    this.#worker = null;
    this.#loading = null;
    await Promise.all(workers.map((worker) => worker.close()));
  }

  async #adopt(worker: DocumentWorker, path: string, summary: LoadSummary, stamp: FileStamp | null) {
    const replaced = this.#worker;
    this.#worker = worker;
    this.#loading = null;
    this.#revision += 1;
    const name = basename(path);
    this.#enter({ kind: 'ready', path, name, revision: this.#revision, summary, stale: null });
    this.#watch(path, stamp);
    await replaced?.close();
  }

  #loadFailed(path: string, failure: Failure, earlier: ReadyState | null, stamp: FileStamp | null): void {
    if (earlier === null) {
      const replaced = this.#worker;
      this.#worker = null;
      this.#enter({ kind: 'failed', path, name: basename(path), failure });
      void replaced?.close();
      return;
    }
    const stale =
      failure.code === 'load.cancelled'
        ? earlier.stale
        : `The file could not be loaded again; this is the earlier load. ${failure.message}`;
    this.#enter({ ...earlier, stale });
    this.#watch(path, stamp);
  }

  /** A worker that ends while it loads rejects the load; one that held the loaded kernel takes the kernel along. */
  #crashed(worker: DocumentWorker, failure: Failure): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    this.#stopWatching();
    if (this.#state.kind === 'ready') {
      this.#enter({ kind: 'failed', path: this.#state.path, name: this.#state.name, failure });
    }
  }

  #watch(path: string, stamp: FileStamp | null): void {
    if (stamp === null) return;
    this.#stopWatching = watchAgainst(path, stamp, (stale) => {
      if (this.#state.kind === 'ready') this.#enter({ ...this.#state, stale });
    });
  }

  #ready(): DocumentWorker {
    if (this.#state.kind !== 'ready' || this.#worker === null) throw notReady();
    return this.#worker;
  }

  #enter(state: DocumentState): void {
    this.#state = state;
    this.#onState(state);
  }
}

function notReady(): FailureError {
  return new FailureError('document.notReady', 'No kernel is loaded in this window.', 'Open a kernel first.');
}

/** The failure of anything thrown; what is no {@link FailureError} is a defect and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, advice: 'This is a defect of Loadscope: please report it.' };
}
