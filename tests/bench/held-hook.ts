/**
 * Loaded into Electron's main process before the application (`electron -r`): holds "step over" backwards once the page
 * shows its kernel, says on standard output what came of it, and ends Electron.
 */
import { app } from 'electron';
import { HELD_LINE, type Held } from './held-names';

/** Presses a second, as keyboards repeat at most. */
const RATE = 30;
const PRESSES = 120;

/**
 * Runs in the page. The playhead shows a moment together with all views; `<html>` names it for no longer than until the
 * next movement, which may be at once.
 */
const HOLD = `(async () => {
  const { dataset } = document.documentElement;
  const frame = () => new Promise(requestAnimationFrame);
  const settled = async () => {
    do await frame();
    while (dataset.appState !== 'ready' || dataset.pending !== '0' || dataset.moment === undefined);
  };
  const press = () => dispatchEvent(new KeyboardEvent('keydown', {
    key: 'F10', code: 'F10', ctrlKey: true, bubbles: true, cancelable: true,
  }));
  await settled();
  // What is compiled and drawn for the first time is not what a held key costs.
  for (let i = 0; i < 30; i++) { press(); await settled(); }
  const started = performance.now();
  const playhead = document.querySelector('[role=slider][aria-label="Current moment"]');
  let [pressed, shown, last, end] = [0, 0, playhead.ariaValueNow, started];
  const look = () => {
    if (playhead.ariaValueNow === last) return;
    [shown, last, end] = [shown + 1, playhead.ariaValueNow, performance.now()];
  };
  while (pressed < ${PRESSES}) {
    await frame();
    look();
    for (; pressed < Math.min((performance.now() - started) * ${RATE / 1000}, ${PRESSES}); pressed++) press();
  }
  const released = performance.now();
  await settled();
  look();
  return { shownPerSecond: shown / (end - started) * 1000, settledAfter: performance.now() - released };
})()`;

app.on('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', () => {
    void contents.executeJavaScript(HOLD).then((held: Held) => {
      process.stdout.write(`${HELD_LINE}${JSON.stringify(held)}\n`, () => app.exit(0));
    });
  });
});
