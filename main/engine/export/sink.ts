/**
 * Writing an export so that nothing can be lost: into a temporary file in the same folder, synced, then renamed.
 * A file that is there already stays as it is until the new one is whole, and survives every failure.
 */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { ExportResult } from '../../../shared/load-types';
import { FailureError } from '../../../shared/result';
import type { ExportPlan } from './image-reader';

/** Where an export goes and who watches it. */
export interface SinkOptions {
  readonly path: string;
  /** A file that must not be written over: the kernel that is open. */
  readonly source?: string;
  /** Permission bits of a new file, those of the system's choice unless given; one that is replaced keeps its own. */
  readonly mode?: number;
  readonly onProgress?: (written: number, total: number) => void;
  /** Polled before each write; a cancelled export throws `export.cancelled`. */
  readonly isCancelled?: () => boolean;
}

const PROGRESS_INTERVAL_MS = 50;

/**
 * Start of a temporary file's name: which process of which computer is at work on it. Of the computer's name only
 * what every file system takes.
 */
const TEMPORARY_PREFIX = `.loadscope-${hostname()
  .replace(/[^A-Za-z0-9]/g, '')
  .slice(0, 32)}-`;
const TEMPORARY_SUFFIX = '.tmp';

/** Everything that the disk must be able to hold beyond the file itself: its own bookkeeping. */
const SPACE_RESERVE = 2 ** 20;

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The failure that a file system error on the way to `path` means. */
function exportFailure(error: unknown, path: string): FailureError {
  if (error instanceof FailureError) {
    return error;
  }
  const folder = dirname(path);
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new FailureError(
        'export.noSpace',
        `There is no space left in ${folder} for ${path}.`,
        'Free some space or choose a folder on another disk.',
      );
    case 'EFBIG':
      return new FailureError(
        'export.tooLarge',
        `The file system of ${folder} cannot hold a file as large as ${path}.`,
        'Choose a folder on another file system.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new FailureError(
        'export.permission',
        `No permission to write ${path}.`,
        'Choose a folder that you may write to.',
      );
    case 'ELOOP':
      return new FailureError(
        'export.noFolder',
        `${path} is or lies behind a symbolic link that leads back to itself.`,
        'Choose another place.',
      );
    case 'ENAMETOOLONG':
      return new FailureError(
        'export.noFolder',
        `No file can have a name as long as that (${path.length} characters).`,
        'Choose a shorter name.',
      );
    case 'ENOENT':
    case 'ENOTDIR':
      return new FailureError(
        'export.noFolder',
        `The folder ${folder} does not exist.`,
        'Create it or choose another one.',
      );
    default: {
      const reason = error instanceof Error ? error.message : String(error);
      return new FailureError(
        'export.failed',
        `${path} could not be written: ${reason}.`,
        'Choose another place.',
      );
    }
  }
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** Checks that `path` may be replaced; its state, or `null` where nothing is there yet. */
function checkTarget(path: string, source: string | undefined): Stats | null {
  const target = statOrNull(path);
  if (!target) {
    return null;
  }
  if (target.isDirectory()) {
    throw new FailureError('export.isDirectory', `${path} is a folder.`, 'Give the name of a file.');
  }
  if (!target.isFile()) {
    throw new FailureError(
      'export.notRegular',
      `${path} is not a regular file.`,
      'Give the name of a regular file.',
    );
  }
  const open = source === undefined ? null : statOrNull(source);
  if (open && open.dev === target.dev && open.ino === target.ino) {
    throw new FailureError(
      'export.isSource',
      `${path} is the kernel file itself; an export would destroy it.`,
      'Choose another name.',
    );
  }
  accessSync(path, constants.W_OK);
  return target;
}

/**
 * Fails where the file system is known to have less than `needed` bytes free. Node before 18.15 cannot tell, nor
 * can some network file systems; there the write itself finds out.
 */
function checkFreeSpace(folder: string, needed: number): void {
  if (typeof statfsSync !== 'function') {
    return;
  }
  const { bavail, bsize, blocks } = statfsSync(folder);
  const free = bavail * bsize;
  if (blocks > 0 && free < needed + SPACE_RESERVE) {
    throw new FailureError(
      'export.noSpace',
      `${folder} has ${free} bytes free; the export needs up to ${needed + SPACE_RESERVE}.`,
      'Free some space or choose a folder on another disk.',
    );
  }
}

/** Writes all of `bytes` at `position`. */
function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}

function checkCancelled({ path, isCancelled }: SinkOptions): void {
  if (isCancelled?.()) {
    throw new FailureError('export.cancelled', `The export to ${path} was cancelled.`);
  }
}

/** Writes the plan's content to the open file; how long that is then. */
function writePlan(descriptor: number, plan: ExportPlan, options: SinkOptions): number {
  let reported = 0;
  let end = 0;
  if (plan.size !== null) ftruncateSync(descriptor, plan.size);
  for (const { position, bytes, done } of plan.chunks()) {
    checkCancelled(options);
    writeAll(descriptor, bytes, position);
    end = Math.max(end, position + bytes.length);
    const now = Date.now();
    if (done >= plan.total || now - reported >= PROGRESS_INTERVAL_MS) {
      reported = now;
      options.onProgress?.(done, plan.total);
    }
  }
  fsyncSync(descriptor);
  checkCancelled(options);
  return plan.size ?? end;
}

/** Makes a rename durable. Not every system lets a folder be opened for that. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The file is whole and in its place; only its survival of a power failure is less certain.
  }
}

/** The file that a write to `path` would change: the target of a link, there or not, so that the link stays one. */
function realTarget(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync(full);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      throw error;
    }
    const folder = realpathSync(dirname(full));
    const name = join(folder, basename(full));
    // Ends: a chain of links that came back to itself would have been ELOOP.
    return isLink(name) ? realTarget(resolve(folder, readlinkSync(name))) : name;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** A name for a temporary file: short and its own, as the target's may already be as long as can be. */
function temporaryIn(folder: string): string {
  const unique = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  return join(folder, `${TEMPORARY_PREFIX}${process.pid}-${unique}${TEMPORARY_SUFFIX}`);
}

/** Removes what exports to `folder` have left whose process was killed; nobody else would. */
function removeAbandoned(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(TEMPORARY_PREFIX) || !name.endsWith(TEMPORARY_SUFFIX)) continue;
      const pid = Number.parseInt(name.slice(TEMPORARY_PREFIX.length), 10);
      if (pid > 0 && !isAlive(pid)) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // A folder that may not be listed, a file that another user left: the export does not depend on it.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/**
 * Writes a planned export to a file.
 *
 * @throws FailureError `export.…`; what was at the path before is then still there, and nothing else is.
 */
export function writeExport(plan: ExportPlan, options: SinkOptions): ExportResult {
  let temporary: string | null = null;
  let descriptor: number | null = null;
  try {
    const path = realTarget(options.path);
    const folder = dirname(path);
    const replaced = checkTarget(path, options.source);
    removeAbandoned(folder);
    checkFreeSpace(folder, plan.total);
    const name = temporaryIn(folder);
    descriptor = openSync(name, 'wx', 0o666);
    temporary = name;
    const mode = replaced?.mode ?? options.mode;
    if (mode !== undefined) {
      fchmodSync(descriptor, mode & 0o777);
    }
    const bytes = writePlan(descriptor, plan, options);
    const written = descriptor;
    descriptor = null;
    closeSync(written);
    renameSync(temporary, path);
    temporary = null;
    syncFolder(folder);
    return { path: options.path, bytes };
  } catch (error) {
    throw exportFailure(error, options.path);
  } finally {
    if (descriptor !== null) {
      closeSync(descriptor);
    }
    if (temporary !== null) {
      rmSync(temporary, { force: true });
    }
  }
}
