/** Time between two questions to the system, in milliseconds: one takes as long as mapping a thousand pages. */
const INTERVAL_MS = 5;

/**
 * Watches the memory of the process for somebody who asks often.
 *
 * @param limit bytes of resident memory
 * @returns a function that says whether the process is larger than that, as of a few milliseconds ago
 */
export function memoryWatch(limit: number): () => boolean {
  let next = performance.now() + INTERVAL_MS;
  let exceeded = false;
  return () => {
    const now = performance.now();
    if (now >= next) {
      next = now + INTERVAL_MS;
      exceeded = process.memoryUsage.rss() > limit;
    }
    return exceeded;
  };
}
