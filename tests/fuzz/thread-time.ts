import { readFileSync } from 'node:fs';

/** Time that this thread had of a processor; where the system does not tell, time that has passed. */
export function threadMilliseconds(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}
