import { call } from '../api/client';

/** Ends a job. One that cannot be reached any more has ended already, with its load or with the engine. */
export async function cancelJob(job: number): Promise<void> {
  try {
    await call('job.cancel', { job });
  } catch {
    // Nobody waits for it.
  }
}
