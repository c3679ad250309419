import { basename } from 'node:path';
import type { CallParams, EngineCalls } from '../../shared/contract';
import type { DocumentState, ExportResult, LoadProgress, LoadSummary } from '../../shared/load-types';
import type { LoaderVersion } from '../../shared/machine';
import type { AttachedSource, ByteEdit, SourceChange } from '../../shared/memory-types';
import { FailureError, type Failure } from '../../shared/result';
import { shownText } from '../../shared/shown-text';
import type { DocumentWorker, StartWorker } from './document-worker';
import { DumpWatches } from './dump-watches';
import type { CheckRangeParams } from './engine-protocol';
import { editedBytes } from './file-edits';
import { stampOf, watchAgainst, type FileStamp } from './file-watch';
import { DEFAULT_CHOICE, paramsOf, type ChosenMachine, type LoadChoice } from './load-choice';

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

const CONFLICT = 'edit.conflict';

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
  /** How the load that is shown was made, or the one that failed was to be made; a reload keeps it. */
  #choice: () => LoadChoice = () => DEFAULT_CHOICE;
  #stopWatching: () => void = () => undefined;
  readonly #dumps: DumpWatches;

  /** @param onSourceChange called when a dump that is attached beside the document is another one on disk */
  constructor(
    startWorker: StartWorker,
    onState: (state: DocumentState) => void,
    onSourceChange: (change: SourceChange) => void = () => undefined,
  ) {
    this.#startWorker = startWorker;
    this.#onState = onState;
    this.#dumps = new DumpWatches(onSourceChange);
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
   * @param choice may throw a `FailureError`, e.g. as the machine is described wrongly
   * @returns whether the file is loaded now
   */
  async open(path: string, choice: () => LoadChoice = () => DEFAULT_CHOICE): Promise<boolean> {
    return (await this.#load(path, choice)) === null;
  }

  /** Loads the same file again, as it is on disk. */
  async reload(): Promise<void> {
    await this.#reloadWith({ edits: [] });
  }

  /** Loads the same file, with its edits, by a release of the loader. */
  async reloadWith(loader: LoaderVersion): Promise<void> {
    await this.#reloadWith({ loader });
  }

  /** Loads the same file, with its edits, into a machine; `null`: the default one. */
  async loadInto(machine: ChosenMachine | null): Promise<void> {
    // A description may name the release of the loader.
    await this.#reloadWith({ machine, loader: null });
  }

  /**
   * Loads the same file with some bytes replaced; none: as it is on disk.
   *
   * @throws FailureError `edit.conflict` where the file does not have the bytes to be replaced any more; the earlier load
   *   stays
   */
  async loadEdited(edits: readonly ByteEdit[]): Promise<void> {
    const failure = await this.#reloadWith({ edits });
    if (failure?.code === CONFLICT) throw new FailureError(failure.code, failure.message, failure.advice);
  }

  #reloadWith(changes: Partial<LoadChoice>): Promise<Failure | null> {
    if (this.path === null) throw notReady();
    const choice = this.#choice;
    return this.#load(this.path, () => ({ ...choice(), ...changes }));
  }

  /** @returns why the file is not loaded now; `null` where it is */
  async #load(path: string, choice: () => LoadChoice): Promise<Failure | null> {
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
    // A first load that fails is tried again as it was asked for.
    if (earlier === null) this.#choice = choice;
    this.#stopWatching();
    void abandoned?.worker.close();
    const name = shownText(basename(path));
    this.#enter({ kind: 'loading', path, name, progress: NO_PROGRESS });
    try {
      const how = choice();
      const summary = await worker.load(paramsOf(path, how), (progress) => {
        if (this.#loading === loading) this.#enter({ kind: 'loading', path, name, progress });
      });
      if (this.#loading !== loading) return CANCELLED;
      this.#choice = () => how;
      await this.#adopt(worker, path, summary, { stamp, how });
      return null;
    } catch (error) {
      await worker.close();
      const failure = failureOf(error);
      if (this.#loading === loading) fail(failure);
      return failure;
    }
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
    if (name === 'sources.detach') this.#dumps.remove((params as CallParams<'sources.detach'>).source);
    return this.#ready().call(name, params);
  }

  /** Puts a kernel or a dump beside the document. A dump is watched: it is read from the disk as it is shown. */
  async attach(...args: Parameters<DocumentWorker['attach']>): Promise<AttachedSource> {
    const worker = this.#ready();
    const [{ kind, path }] = args;
    const stamp = stampOf(path);
    const source = await worker.attach(...args);
    if (kind === 'dump' && worker === this.#worker) this.#dumps.add(source.id, path, stamp);
    return source;
  }

  /** Writes the memory at a moment to a file. */
  exportTo(...args: Parameters<DocumentWorker['exportTo']>): Promise<ExportResult> {
    return this.#ready().exportTo(...args);
  }

  /** Writes the steps that a filter lets through to a file. */
  exportSteps(...args: Parameters<DocumentWorker['exportSteps']>): Promise<ExportResult> {
    return this.#ready().exportSteps(...args);
  }

  /** Writes the file with bytes replaced under another name. */
  saveEdited(...args: Parameters<DocumentWorker['saveEdited']>): Promise<ExportResult> {
    return this.#ready().saveEdited(...args);
  }

  /** Makes sure that every byte of a range is there. @throws FailureError `save.missing` */
  checkRange(params: CheckRangeParams): Promise<void> {
    return this.#ready().checkRange(params);
  }

  /** Writes bytes of a space to a file. */
  saveRange(...args: Parameters<DocumentWorker['saveRange']>): Promise<ExportResult> {
    return this.#ready().saveRange(...args);
  }

  /** Ends the workers and what they keep on disk. */
  async close(): Promise<void> {
    this.#stopWatching();
    this.#dumps.clear();
    const workers = [this.#worker, this.#loading?.worker ?? null].filter((worker) => worker !== null);
    this.#worker = null;
    this.#loading = null;
    await Promise.all(workers.map((worker) => worker.close()));
  }

  async #adopt(
    worker: DocumentWorker,
    path: string,
    summary: LoadSummary,
    { stamp, how }: { readonly stamp: FileStamp | null; readonly how: LoadChoice },
  ): Promise<void> {
    const replaced = this.#worker;
    this.#worker = worker;
    // What was attached went away with the load before.
    this.#dumps.clear();
    this.#loading = null;
    this.#revision += 1;
    const name = shownText(basename(path));
    const { edits, machine } = how;
    this.#enter({
      kind: 'ready',
      path,
      name,
      revision: this.#revision,
      summary,
      stale: null,
      editedBytes: editedBytes(edits),
      ...(edits.length > 0 && { edits }),
      ...(machine !== null && { machineFile: machine.name }),
    });
    this.#watch(path, stamp);
    await replaced?.close();
  }

  #loadFailed(path: string, failure: Failure, earlier: ReadyState | null, stamp: FileStamp | null): void {
    if (earlier === null) {
      const replaced = this.#worker;
      this.#worker = null;
      this.#enter({ kind: 'failed', path, name: shownText(basename(path)), failure });
      void replaced?.close();
      return;
    }
    // The edits tell of themselves that they do not fit.
    const stale =
      failure.code === 'load.cancelled' || failure.code === CONFLICT
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
    this.#dumps.clear();
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
