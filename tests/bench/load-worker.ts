/**
 * The worker in which our loads are measured: the engine's code, built and run as in the application's engine worker.
 * It differs in where the file's bytes come from: they are in memory before the clock starts.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { loadTrace, openDocument } from './document';

/** What the worker is started with. */
export interface LoadWorkerData {
  readonly elf: Uint8Array;
  /** Where memory images are made. */
  readonly folder: string;
}

/** How far a load goes: to its finished trace, or to the document that answers queries. */
export type LoadGoal = 'trace' | 'document';

/** One load. */
export interface LoadTiming {
  readonly milliseconds: number;
  readonly status: string;
  readonly ops: number;
}

if (!parentPort) throw new Error('load-worker runs as a worker thread only');
const port = parentPort;
const { elf, folder } = workerData as LoadWorkerData;

/**
 * Timed, for both: the kernel's own configuration, the creation of the memory image, placing the kernel file in it,
 * the loader with recording, progress and the watch over memory on, freezing the trace. For a document besides:
 * symbols and the look-up tables that a session is opened with. Not timed: reading the file, removing the image.
 *
 * Garbage is left to the engine's own collector: a collection that is asked for throws compiled code away as well, and
 * what is measured then is the interpreter.
 */
const GOALS: Record<LoadGoal, () => LoadTiming> = {
  trace() {
    const started = performance.now();
    const { load, close } = loadTrace(elf, folder);
    const milliseconds = performance.now() - started;
    close();
    return { milliseconds, status: load.result.status, ops: load.trace.opCount };
  },

  document() {
    const started = performance.now();
    const session = openDocument(elf, folder);
    const milliseconds = performance.now() - started;
    session.close();
    return { milliseconds, status: session.result.status, ops: session.trace.opCount };
  },
};

port.on('message', (goal: LoadGoal) => port.postMessage(GOALS[goal]()));
