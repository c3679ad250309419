/**
 * A process that opens one document in the engine worker as the application ships it, and keeps it open: the command
 * line without its commands.
 */
import { DEFAULT_MACHINE } from '../../shared/machine';
import { EngineWorker } from '../../main/host/engine-worker';

/** What to open, and the built worker. */
export interface DocumentRequest {
  readonly path: string;
  readonly worker: string;
}

/** Bytes of the process's memory. */
export interface DocumentMemory {
  readonly rss: number;
  /** The highest so far. */
  readonly peak: number;
}

/** Why the document could not be opened. */
export interface DocumentFailure {
  readonly failure: string;
}

/** Frames that the window shows. */
const PAGES = 64;

async function measure({ path, worker: workerPath }: DocumentRequest): Promise<DocumentMemory> {
  const worker = EngineWorker.start(workerPath);
  const { opCount } = await worker.load({ path, machine: DEFAULT_MACHINE, config: 'kernel' });
  // The first paint of the window: what is made when it is first asked for belongs to the document.
  for (const moment of [opCount, 0, Math.floor(opCount / 2)]) {
    const { page } = await worker.call('time.where', { moment });
    await worker.call('memory.ranges', { space: 'physical', moment });
    await worker.call('memory.ranges', { space: 'virtual', moment });
    await worker.call('memory.pages', { space: 'virtual', first: page ?? 0, count: PAGES, moment });
    await worker.call('inspect.moment', { moment });
  }
  await worker.call('source.files', undefined);
  const memory = { rss: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 };
  await worker.close();
  return memory;
}

process.once('message', (request: DocumentRequest) => {
  const answer = measure(request).catch((error: unknown): DocumentFailure => ({ failure: String(error) }));
  void answer.then((message) => process.send?.(message, () => process.disconnect()));
});
