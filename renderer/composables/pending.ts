/**
 * How many queries of the window are without their answer, mirrored to `<html data-pending>`: when it is 0, every
 * panel shows the state that `<html data-moment>` names. Scripts and tests wait for it.
 */
let pending = 0;

function publish(): void {
  document.documentElement.dataset['pending'] = String(pending);
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
