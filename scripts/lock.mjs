import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const HEARTBEAT = 2_000;
/** A holder that has not shown a sign of life for so long is gone (its process id may have been given away). */
const DEAD_AFTER = 30_000;
const POLL = 300;

/**
 * Runs `task` while holding the lock file `path`; waits for another process that holds it.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withLock(path, task) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    if (isAbandoned(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) console.log(`Waiting for another process that is setting up (${path}) …`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  const heart = setInterval(() => touch(path), HEARTBEAT);
  try {
    return await task();
  } finally {
    clearInterval(heart);
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function take(path) {
  try {
    const fd = openSync(path, 'wx');
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody removed the lock file; the work under it goes on.
  }
}

/** @param {string} path */
function isAbandoned(path) {
  try {
    const age = Date.now() - statSync(path).mtimeMs;
    if (age > DEAD_AFTER) return true;
    const pid = Number(readFileSync(path, 'utf8'));
    if (!pid) return false; // just being written
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
