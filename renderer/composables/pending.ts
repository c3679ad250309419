/**
 * How many queries of the window are without their answer, mirrored to `<html data-pending>`: when it is 0, every
 * panel shows the state that `<html data-moment>` names. Scripts and tests wait for it.
 */
let pending = 0;
/** Who waits for the count to come down to 0. */
let waiting: (() => void)[] = [];

function publish(): void {
  document.documentElement.dataset['pending'] = String(pending);
  if (pending > 0) return;
  const resolved = waiting;
  waiting = [];
  for (const resolve of resolved) resolve();
}

/** Counts one query; call the returned function, once, when its answer is on the screen. */
export function beginPending(): () => void {
  pending += 1;
  publish();
  let open = true;
  return () => {
    if (!open) return;
    open = false;
    pending -= 1;
    publish();
  };
}

/**
 * Resolves once no query is without its answer, at the latest after some time: a view that is slow to answer must not
 * hold up the others for longer.
 *
 * @param patience in milliseconds
 */
export function answered(patience: number): Promise<void> {
  if (pending === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience);
    waiting.push(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
