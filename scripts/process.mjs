import { spawn } from 'node:child_process';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] whole environment of the child; default: ours
 * @property {number} [timeout] milliseconds after which the child and its children are ended
 * @property {boolean} [quiet] keeps the output back and returns it instead of showing it
 *
 * @typedef {object} Ended
 * @property {number} status exit status; 1 where a signal or a time-out ended it
 * @property {string} output standard output and error, only with `quiet`
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let interrupted = false;

/**
 * Runs a program to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>} a program that cannot be started has status 127; rejects only after an interrupt
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    if (interrupted) return reject(new SetupError('Interrupted.'));
    // A time-out has to end grandchildren as well, hence the group; without one, Ctrl+C must reach the child.
    const grouped = options.timeout !== undefined && process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      detached: grouped,
    });
    running.add(child);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    const end = () => (grouped && child.pid ? process.kill(-child.pid, 'SIGKILL') : child.kill('SIGKILL'));
    const timer = options.timeout === undefined ? undefined : setTimeout(end, options.timeout);
    /** @param {number} status */
    const finish = (status) => {
      clearTimeout(timer);
      running.delete(child);
      if (interrupted) reject(new SetupError('Interrupted.'));
      else resolve({ status, output });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(127);
    });
    child.on('close', (status) => finish(status ?? 1));
  });
}

/** Ends what {@link run} has under way and refuses all that would come after; for a signal handler. */
function interrupt() {
  interrupted = true;
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Whether a program is on the path.
 *
 * @param {string} name
 * @returns {Promise<boolean>}
 */
export async function hasProgram(name) {
  const finder = process.platform === 'win32' ? 'where' : 'which';
  return (await run(finder, [name], { quiet: true })).status === 0;
}

/** A failure with a text for the user; no stack is shown. */
export class SetupError extends Error {}

/**
 * Runs a script's main function: shows a {@link SetupError} in one piece, sets the exit status.
 *
 * @param {() => Promise<number>} main returns the exit status
 */
export async function runMain(main) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, interrupt);
  }
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exitCode = interrupted ? 130 : 1;
  }
}
