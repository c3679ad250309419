/**
 * Loaded into Electron's main process before the application (`electron -r`): says on standard output when the page
 * shows what it is to show, and ends Electron. The condition is an expression for the page, in the environment.
 */
import { app } from 'electron';
import { CONDITION, READY_LINE } from './opening-names';

/** Waits for the condition, then for the frame that shows it: the next one draws, the one after it is on the screen. */
const script = (condition: string): string => `new Promise((resolve) => {
  const look = () => (${condition})
    ? requestAnimationFrame(() => requestAnimationFrame(resolve))
    : requestAnimationFrame(look);
  look();
}).then(() => null)`;

const condition = process.env[CONDITION];
if (condition !== undefined) {
  app.on('web-contents-created', (_event, contents) => {
    contents.once('dom-ready', () => {
      void contents.executeJavaScript(script(condition)).then(() => {
        process.stdout.write(`${READY_LINE}\n`, () => app.exit(0));
      });
    });
  });
}
