import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './process.mjs';

const CONNECT_TIMEOUT = 2_000;
const START_TIMEOUT = 15_000;

/**
 * Whether a window can be shown: the display that the environment names answers.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>}
 */
export async function hasDisplay(env) {
  if (process.platform !== 'linux') return true;
  const display = env['DISPLAY'];
  if (display) {
    const address = displayAddress(display);
    return address !== null && (await answers(address));
  }
  const { WAYLAND_DISPLAY: wayland, XDG_RUNTIME_DIR: folder } = env;
  return Boolean(wayland && existsSync(wayland.startsWith('/') ? wayland : join(folder ?? '/', wayland)));
}

/**
 * Where the X server of a DISPLAY value listens, e.g. `:1` or `host:0.0`.
 *
 * @param {string} display
 * @returns {{ path: string } | { host: string, port: number } | null}
 */
export function displayAddress(display) {
  const match = /^(?:unix)?([^:/]*):(\d+)(?:\.\d+)?$/.exec(display);
  if (!match) return null;
  const [, host, number] = match;
  if (!host) return { path: `/tmp/.X11-unix/X${number}` };
  return { host, port: 6000 + Number(number) };
}

/**
 * @param {{ path: string } | { host: string, port: number }} address
 * @returns {Promise<boolean>}
 */
function answers(address) {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: CONNECT_TIMEOUT });
    /** @param {boolean} answer */
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}

/**
 * Starts an Xvfb on a display number that it finds free itself.
 *
 * @returns {Promise<{ display: string, stop: () => Promise<void> }>}
 */
export function startXvfb() {
  const args = ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-noreset'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let complaints = '';
  server.stderr?.setEncoding('utf8').on('data', (text) => (complaints += text));
  const stop = () =>
    new Promise((/** @type {(value: void) => void} */ resolve) => {
      if (server.exitCode !== null || server.signalCode !== null) return resolve();
      server.once('exit', () => resolve());
      server.kill('SIGTERM');
    });
  process.once('exit', () => server.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('it did not answer in time'), START_TIMEOUT);
    /** @param {string} reason */
    const fail = (reason) => {
      clearTimeout(timer);
      server.kill('SIGKILL');
      reject(new SetupError(`Xvfb could not be started: ${reason}\n${complaints.trim()}`));
    };
    server.once('error', (error) => fail(error.message));
    server.once('exit', (status) => fail(`it ended with status ${status}`));
    server.stdio[3]?.once('data', (number) => {
      clearTimeout(timer);
      resolve({ display: `:${String(number).trim()}`, stop });
    });
  });
}
