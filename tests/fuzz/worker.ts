/** A thread that fuzzes: takes mutants from a common counter until they or the time are used up. */
import { parentPort, workerData } from 'node:worker_threads';
import { Fuzzer, type Campaign, type Tally } from './campaign';
import { originals } from './originals';

/** What a thread is started with. */
export interface WorkerData extends Omit<Campaign, 'originals'> {
  readonly root: string;
  readonly firstMutant: number;
  readonly endMutant: number;
  /** Time of day in milliseconds after which no more mutants are taken. */
  readonly deadline: number;
  /** Two numbers: mutants taken so far by all threads; then, for each thread, the one at work. */
  readonly shared: SharedArrayBuffer;
  readonly thread: number;
}

/** What a thread tells: its tally so far. */
export interface WorkerMessage {
  readonly tally: Tally;
  readonly done: boolean;
}

const BATCH = 16;
const BATCHES_PER_MESSAGE = 8;

async function work(data: WorkerData): Promise<void> {
  const fuzzer = new Fuzzer({ ...data, originals: originals(data.root) });
  const shared = new Int32Array(data.shared);
  const tell = (done: boolean): void => {
    parentPort?.postMessage({ tally: fuzzer.tally, done } satisfies WorkerMessage);
  };
  try {
    for (let batch = 1; Date.now() < data.deadline; batch++) {
      const first = data.firstMutant + Atomics.add(shared, 0, BATCH);
      if (first >= data.endMutant) break;
      await fuzzer.run(first, Math.min(first + BATCH, data.endMutant), (number) => {
        Atomics.store(shared, 1 + data.thread, number);
      });
      if (batch % BATCHES_PER_MESSAGE === 0) tell(false);
    }
  } finally {
    fuzzer.close();
  }
  tell(true);
}

// A failure ends the thread, which its owner sees.
void work(workerData as WorkerData);
