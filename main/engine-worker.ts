/** Entry of the engine worker: one session, one request after the other. Runs in the application and in the CLI. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { EngineCalls } from '../shared/contract';
import { DEFAULT_MACHINE } from '../shared/machine';
import type { AttachedSource } from '../shared/memory-types';
import { FailureError } from '../shared/result';
import type { Result } from '../shared/result';
import { shownText } from '../shared/shown-text';
import { bytesPlan } from './engine/export/bytes-plan';
import { elfCorePlan } from './engine/export/elf-core';
import { imageAt } from './engine/export/image-reader';
import { checkWhole, rangePlan, type SavedRange } from './engine/export/range';
import { rawPlan } from './engine/export/raw';
import { writeExport } from './engine/export/sink';
import { stepsPlan } from './engine/export/steps-text';
import type { DebugSession } from './engine/session/debug-session';
import { DumpSide } from './engine/session/sides/dump-side';
import { Workbench } from './engine/session/workbench';
import { searchMemory, type SearchMatch } from './engine/session/search-memory';
import { buildReport, reportJson } from './engine/session/report';
import { reportText } from './engine/session/report-text';
import type {
  CheckRangeParams,
  EngineRequests,
  EngineWorkerData,
  ReportFormat,
  RequestMessage,
  RequestName,
  WorkerMessage,
} from './host/engine-protocol';
import { NodeDumpFile } from './host/dump-file';
import { applyEdits } from './host/file-edits';
import {
  aboutKernel,
  loadKernelBytes,
  readKernel,
  type KernelLoad,
  type LoadWatch,
} from './host/load-kernel';
import { memoryWatch } from './host/memory-watch';
import { readRegularFile } from './host/regular-file';
import { detached, outOfMemory, unexpected } from './host/worker-answers';
import { HOST } from './host-functions';

const PROGRESS_INTERVAL_MS = 50;

/** How long work in the background goes on before waiting questions are answered, in milliseconds. */
const BACKGROUND_MS = 12;

if (!parentPort) {
  throw new Error('engine-worker runs as a worker thread only');
}
const port = parentPort;
const { memoryLimit, ...shared } = workerData as EngineWorkerData;
const cancelledUpTo = new Int32Array(shared.cancelledUpTo);

/** What is open: the session with all that is beside it, and where it came from. */
interface OpenDocument {
  readonly session: DebugSession;
  readonly bench: Workbench;
  readonly path: string;
  /** How it was loaded: kernels beside it are loaded alike. */
  readonly load: KernelLoad;
}
let open: OpenDocument | null = null;

/** What a request's handler may say and ask on the way. */
interface Job<N extends RequestName> {
  readonly isCancelled: () => boolean;
  /** Says whether it was the time for it: what it was given is only then on its way. */
  readonly onProgress: (progress: EngineRequests[N]['progress']) => boolean;
}

type Handlers = {
  readonly [N in RequestName]: (
    params: EngineRequests[N]['params'],
    job: Job<N>,
  ) => EngineRequests[N]['result'];
};

function openDocument(): OpenDocument {
  if (!open) {
    throw new FailureError('document.none', 'No file is loaded.', 'Open a kernel file first.');
  }
  return open;
}

const handlers: Handlers = {
  load(params, { isCancelled: isAskedToStop, onProgress }) {
    const { path, edits = [], machine = DEFAULT_MACHINE, config = 'kernel', originalImagePath } = params;
    const isCancelled = stopper(isAskedToStop);
    const load: KernelLoad = { ...params, machine, config };
    const watch: LoadWatch = { isCancelled, onProgress };
    const elf = readKernel(path, machine, watch);
    const original = edits.length === 0 ? null : elf.slice();
    applyEdits(elf, edits);
    const session = loadKernelBytes(elf, load, watch);
    // What the window still asks about a job of the load before must never meet one of this load.
    const bench = new Workbench(session, HOST, Date.now());
    let summary = session.summary();
    if (original !== null) {
      try {
        const beside = loadKernelBytes(
          original,
          { ...load, imagePath: originalImagePath },
          {
            isCancelled,
            onProgress: (progress) =>
              onProgress({ ...progress, stage: `Without the edits: ${progress.stage}` }),
          },
        );
        bench.attach(beside.side, aboutKernel(beside, 'original', path));
        summary = { ...summary, original: beside.summary() };
      } catch (error) {
        bench.close();
        throw error;
      }
    }
    open?.bench.close();
    open = { session, bench, path, load };
    return summary;
  },

  call({ name, params }) {
    // The caller's types tie `params` to `name`; the dispatcher has checked them where they came in.
    const calls = openDocument().bench.calls as Record<keyof EngineCalls, (params: unknown) => unknown>;
    return calls[name](params);
  },

  report({ format }) {
    const { session, path } = openDocument();
    return reportAs(format, session, basename(path));
  },

  export({ path, format, moment }, { isCancelled, onProgress }) {
    const { session, path: source } = openDocument();
    const last = session.trace.opCount;
    if (moment !== null && !(Number.isInteger(moment) && moment >= 0 && moment <= last)) {
      throw new FailureError(
        'export.moment',
        `Moment ${moment} does not exist: this load has the moments 0 to ${last}.`,
        'Give one of them.',
      );
    }
    const image = imageAt(session, moment ?? last);
    const plan = format === 'raw' ? rawPlan(image) : elfCorePlan(image);
    return writeExport(plan, {
      path,
      source,
      isCancelled,
      onProgress: (written, total) => onProgress({ written, total }),
    });
  },

  exportSteps({ path, format, filter }, { isCancelled, onProgress }) {
    const { session, path: source } = openDocument();
    const { problem } = session.steps.filter(filter);
    if (problem !== null) {
      throw new FailureError(
        'export.filter',
        `The filter is wrong: ${problem.message}`,
        'Mend it, or clear it.',
      );
    }
    return writeExport(stepsPlan(session.steps, filter, format), {
      path,
      source,
      isCancelled,
      onProgress: (written, total) => onProgress({ written, total }),
    });
  },

  attach(params, { isCancelled: isAskedToStop, onProgress }) {
    const { bench, load } = openDocument();
    if (params.kind === 'dump') return attachDump(bench, params);
    const { path, imagePath } = params;
    const watch: LoadWatch = { isCancelled: stopper(isAskedToStop), onProgress };
    const elf = readKernel(path, load.machine, watch);
    const session = loadKernelBytes(elf, { ...load, path, imagePath }, watch);
    return bench.attach(session.side, aboutKernel(session, 'kernel', path));
  },

  checkRange(params) {
    checkWhole(rangeOf(params));
    return null;
  },

  saveRange({ path, zeros, ...params }, { isCancelled, onProgress }) {
    const range = rangeOf(params);
    if (!zeros) checkWhole(range);
    return writeExport(rangePlan(range), {
      path,
      source: openDocument().path,
      isCancelled,
      onProgress: (written, total) => onProgress({ written, total }),
    });
  },

  saveEdited({ path, edits }, { isCancelled, onProgress }) {
    const { path: source } = openDocument();
    const elf = readRegularFile(source, { isCancelled });
    applyEdits(elf, edits);
    return writeExport(bytesPlan(elf), {
      path,
      source,
      mode: statSync(source).mode,
      isCancelled,
      onProgress: (written, total) => onProgress({ written, total }),
    });
  },

  search({ moment, ...query }, { isCancelled, onProgress }) {
    const { session, bench } = openDocument();
    let matches: SearchMatch[] = [];
    const at = { ...query, moment: moment ?? session.trace.opCount };
    const outcome = searchMemory(bench, at, {
      onMatch: (match) => void matches.push(match),
      onProgress: (searched, total) => {
        if (isCancelled()) throw new FailureError('search.cancelled', 'The search was cancelled.');
        if (onProgress({ searched, total, matches })) matches = [];
      },
    });
    return { ...outcome, rest: matches };
  },

  close() {
    open?.bench.close();
    open = null;
    port.close();
    return null;
  },
};

/** What ends a load: somebody who asks for it, or memory that runs out. */
function stopper(isAskedToStop: () => boolean): () => boolean {
  const isTooLarge = memoryWatch(memoryLimit);
  return () => {
    if (isTooLarge()) throw outOfMemory();
    return isAskedToStop();
  };
}

/** Puts a dump beside the document. */
function attachDump(bench: Workbench, { path, place }: EngineRequests['attach']['params']): AttachedSource {
  if (place === null) {
    throw new FailureError('dump.address', 'A dump needs a place.', 'Say at which address it begins.');
  }
  const file = NodeDumpFile.open(path);
  try {
    const side = new DumpSide(file, place);
    return bench.attach(side, side.about(shownText(basename(path))));
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Bytes of what is open. */
function rangeOf({ side, space, first, length }: CheckRangeParams): SavedRange {
  return { reader: openDocument().bench.reader(side, space), space, first, length };
}

function reportAs(format: ReportFormat, session: DebugSession, name: string): string {
  if (format === 'text') {
    return reportText(name, session);
  }
  return reportJson(buildReport(session, HOST.sha256()));
}

function post(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

/** Runs one request. */
function handle<N extends RequestName>(
  id: number,
  name: N,
  params: EngineRequests[N]['params'],
): Result<unknown> {
  let reported = 0;
  const job: Job<N> = {
    isCancelled: () => Atomics.load(cancelledUpTo, 0) >= id,
    onProgress: (progress) => {
      const now = Date.now();
      if (now - reported < PROGRESS_INTERVAL_MS) return false;
      reported = now;
      post({ type: 'progress', id, progress });
      return true;
    },
  };
  try {
    return { ok: true, value: handlers[name](params, job) };
  } catch (error) {
    const { failure } = error instanceof FailureError ? error : unexpected(error);
    return { ok: false, failure };
  }
}

let isWorking = false;

/** Works in the background, a little at a time: messages that have come in are answered between. */
function work(): void {
  open?.bench.jobs.run(BACKGROUND_MS);
  isWorking = open?.bench.jobs.isBusy === true;
  if (isWorking) setImmediate(work);
}

port.on('message', ({ id, name, params }: RequestMessage) => {
  const transfer: ArrayBuffer[] = [];
  const result = handle(id, name, params);
  post({ type: 'result', id, result: detached(result, transfer) as Result<unknown> }, transfer);
  if (isWorking || open?.bench.jobs.isBusy !== true) return;
  isWorking = true;
  setImmediate(work);
});
