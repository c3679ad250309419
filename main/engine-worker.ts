/** Entry of the engine worker: one session, one request after the other. Runs in the application and in the CLI. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { EngineCalls } from '../shared/contract';
import { DEFAULT_MACHINE, physicalSize } from '../shared/machine';
import { FailureError } from '../shared/result';
import type { Result } from '../shared/result';
import { mergeMappings, readKernelConfig } from './engine/elf/bootloader-config';
import { elfCorePlan } from './engine/export/elf-core';
import { imageAt } from './engine/export/image-reader';
import { rawPlan } from './engine/export/raw';
import { writeExport } from './engine/export/sink';
import { stepsPlan } from './engine/export/steps-text';
import { BackingFile } from './engine/memory/backing-file';
import { DebugSession } from './engine/session/debug-session';
import { checkKernelPlacement } from './engine/session/machine-file';
import type { SearchMatch } from './engine/session/search-memory';
import { buildReport, reportJson } from './engine/session/report';
import type { Sha256 } from './engine/session/report';
import { reportText } from './engine/session/report-text';
import type {
  EngineRequests,
  EngineWorkerData,
  ReportFormat,
  RequestMessage,
  RequestName,
  WorkerMessage,
} from './host/engine-protocol';
import { memoryWatch } from './host/memory-watch';
import { readRegularFile } from './host/regular-file';

const PROGRESS_INTERVAL_MS = 50;

if (!parentPort) {
  throw new Error('engine-worker runs as a worker thread only');
}
const port = parentPort;
const { memoryLimit, ...shared } = workerData as EngineWorkerData;
const cancelledUpTo = new Int32Array(shared.cancelledUpTo);

/** What is open: the session and where it came from. */
interface OpenDocument {
  readonly session: DebugSession;
  readonly path: string;
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
  load(
    { path, machine = DEFAULT_MACHINE, config = 'kernel', cacheBytes, imagePath },
    { isCancelled: isAskedToStop, onProgress },
  ) {
    const isTooLarge = memoryWatch(memoryLimit);
    const isCancelled = (): boolean => {
      if (isTooLarge()) throw outOfMemory();
      return isAskedToStop();
    };
    const elf = readRegularFile(path, {
      checkSize: (size) => checkKernelPlacement(machine, size),
      isCancelled,
    });
    const kernel =
      config === 'kernel' ? readKernelConfig(elf, machine.loader) : { mappings: null, warnings: [] };
    const memory = BackingFile.create({
      path: imagePath,
      size: physicalSize(machine),
      ...(cacheBytes !== undefined && { cacheBytes }),
    });
    try {
      const session = DebugSession.load({
        path,
        name: basename(path),
        elf,
        machine,
        mappings: mergeMappings(machine, kernel.mappings),
        warnings: kernel.warnings,
        memory,
        onProgress,
        isCancelled,
      });
      open?.session.close();
      open = { session, path };
    } catch (error) {
      memory.close();
      throw error;
    }
    return open.session.summary();
  },

  call({ name, params }) {
    // The caller's types tie `params` to `name`; the dispatcher has checked them where they came in.
    const calls = openDocument().session.calls as Record<keyof EngineCalls, (params: unknown) => unknown>;
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

  search({ moment, ...query }, { isCancelled, onProgress }) {
    const { session } = openDocument();
    let matches: SearchMatch[] = [];
    const at = { ...query, moment: moment ?? session.trace.opCount };
    const outcome = session.search(at, {
      find: (bytes, needle, from) => Buffer.prototype.indexOf.call(bytes, needle, from),
      onMatch: (match) => void matches.push(match),
      onProgress: (searched, total) => {
        if (isCancelled()) throw new FailureError('search.cancelled', 'The search was cancelled.');
        if (onProgress({ searched, total, matches })) matches = [];
      },
    });
    return { ...outcome, rest: matches };
  },

  close() {
    open?.session.close();
    open = null;
    port.close();
    return null;
  },
};

function reportAs(format: ReportFormat, session: DebugSession, name: string): string {
  if (format === 'text') {
    return reportText(name, session);
  }
  const hash = createHash('sha256');
  const sha256: Sha256 = {
    update: (bytes) => void hash.update(bytes),
    digestHex: () => hash.digest('hex'),
  };
  return reportJson(buildReport(session, sha256));
}

function outOfMemory(): FailureError {
  return new FailureError(
    'engine.outOfMemory',
    'There is not enough memory for this file.',
    'Close other documents, or open a smaller kernel.',
  );
}

/** The failure that an error means which is no failure of its own: a bug, or no memory left. */
function unexpected(error: unknown): FailureError {
  if (
    error instanceof RangeError &&
    /allocation|Invalid (typed )?array( buffer)? length/i.test(error.message)
  ) {
    return outOfMemory();
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new FailureError(
    'engine.internal',
    `Internal error in Loadscope: ${text.replace(/\s*\n\s*/g, ' ')}`,
    'This is a bug in Loadscope: please report it with the kernel file.',
  );
}

/**
 * A copy of `value` in which every array of bytes or words has a buffer of exactly its size, collected in `transfer`.
 * A view would carry its whole buffer across, and a buffer that the session keeps must not be transferred.
 */
function detached(value: unknown, transfer: ArrayBuffer[]): unknown {
  if (value instanceof Uint8Array || value instanceof Uint32Array) {
    const copy = value.slice();
    transfer.push(copy.buffer);
    return copy;
  }
  if (Array.isArray(value)) {
    return value.map((item) => detached(item, transfer));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, detached(item, transfer)]));
  }
  return value;
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

port.on('message', ({ id, name, params }: RequestMessage) => {
  const transfer: ArrayBuffer[] = [];
  const result = handle(id, name, params);
  post({ type: 'result', id, result: detached(result, transfer) as Result<unknown> }, transfer);
});
