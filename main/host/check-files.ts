/** What `check` does with each file: loads it in a worker of its own, and asks what is wrong. */
import type { LoadProgress } from '../../shared/load-types';
import type { Problem, Problems } from '../../shared/problem-types';
import { FailureError, type Failure } from '../../shared/result';
import type { LoadStatus } from '../../shared/trace-types';
import type { LoadParams } from './engine-protocol';
import type { EngineWorker } from './engine-worker';

/** What was found in one file. */
export type CheckedFile =
  | (Problems & {
      readonly path: string;
      readonly status: LoadStatus;
      /** Upstream's text of the failure; `null` where the kernel loads. */
      readonly message: string | null;
      /** Bytes of the file. */
      readonly size: number;
      readonly loader: string;
    })
  | { readonly path: string; readonly status: 'unreadable'; readonly failure: Failure };

/** A file with findings. */
export type ReadFile = Exclude<CheckedFile, { status: 'unreadable' }>;

/** How findings are counted in a file. */
export function countOf({ problems, more }: ReadFile): Readonly<Record<Problem['severity'], number>> {
  const counts = { error: 0, warning: 0, note: 0 };
  const severityOf = new Map<string, Problem['severity']>();
  for (const { rule, severity } of problems) {
    counts[severity]++;
    severityOf.set(rule, severity);
  }
  // Those that are not listed are like the last of their rule that is.
  for (const { rule, count } of more) counts[severityOf.get(rule) ?? 'warning'] += count;
  return counts;
}

/** Whether a file is to fail a build. */
export function isFailing(file: CheckedFile, strict: boolean): boolean {
  if (file.status === 'unreadable') return true;
  const { error, warning } = countOf(file);
  return error > 0 || (strict && warning > 0);
}

/** What {@link checkFile} needs besides the file. */
export interface CheckHost {
  /** Starts a worker; a file that ends its worker must not end the others' check. */
  readonly start: () => EngineWorker;
  readonly onProgress: (progress: LoadProgress) => void;
  /** Whether somebody wants to end all of it: then a failure is no finding. */
  readonly isInterrupted: () => boolean;
}

/**
 * Checks one file.
 *
 * @throws FailureError only if interrupted
 */
export async function checkFile(load: LoadParams, host: CheckHost): Promise<CheckedFile> {
  const { path } = load;
  const worker = host.start();
  try {
    const { status, message, fileSize: size, loader } = await worker.load(load, host.onProgress);
    const found = await findings(worker);
    return { path, status, message, size, loader, ...found };
  } catch (error) {
    if (!(error instanceof FailureError) || host.isInterrupted()) throw error;
    return { path, status: 'unreadable', failure: error.failure };
  } finally {
    await worker.close();
  }
}

/** How long to wait for what is still looked for, in milliseconds. */
const ASK_EVERY = 10;

async function findings(worker: EngineWorker): Promise<Problems> {
  for (;;) {
    const found = await worker.call('problems.list', undefined);
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }
}
