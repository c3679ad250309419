/** Our side of the loading benchmarks: a worker thread that loads whenever it is told to. */
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { assert } from '../../main/engine/base/assert';
import type { LoadGoal, LoadTiming, LoadWorkerData } from './load-worker';

/** The heap of an engine worker in the application. */
const HEAP_MIB = 2048;

/** One worker thread with one kernel file. */
export class Ours {
  readonly #worker: Worker;

  private constructor(built: string, elf: Uint8Array, folder: string) {
    const own = new Uint8Array(elf);
    const workerData: LoadWorkerData = { elf: own, folder };
    this.#worker = new Worker(join(built, 'load-worker.cjs'), {
      workerData,
      transferList: [own.buffer],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    });
  }

  /** Starts a worker with a copy of the file. */
  static start(built: string, elf: Uint8Array, folder: string): Ours {
    return new Ours(built, elf, folder);
  }

  /** One load. */
  async load(goal: LoadGoal): Promise<LoadTiming> {
    const answer = once(this.#worker, 'message');
    this.#worker.postMessage(goal);
    const [timing] = (await answer) as [LoadTiming];
    assert(timing.status === 'ok', 'the kernel of a benchmark loads');
    return timing;
  }

  /** Ends the worker. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
