/** Reading a file whole (a kernel, a machine file), with a clear failure for everything that can be wrong. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { FailureError } from '../../shared/result';

/** Bytes read at a time; a cancel is noticed between two reads. */
const CHUNK = 16 * 2 ** 20;

/** How a file is to be read. */
export interface ReadOptions {
  /** Throws where a file of this size cannot be used; asked before anything is read. */
  readonly checkSize?: (size: number) => void;
  readonly isCancelled?: () => boolean;
}

/** Node gives and takes names as text: bytes that are no UTF-8 have become replacement characters. */
function notFoundAdvice(path: string): string {
  return path.includes('\ufffd')
    ? 'If its name is not UTF-8, rename the file or make a link to it; else check the path.'
    : 'Check the path.';
}

/** The failure that a file system error on `path` means. */
export function fileFailure(error: unknown, path: string): FailureError {
  if (error instanceof FailureError) {
    return error;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new FailureError('file.notFound', `${path} does not exist.`, notFoundAdvice(path));
    case 'ELOOP':
      return new FailureError(
        'file.notFound',
        `${path} is a symbolic link that leads back to itself.`,
        'Mend the link, or choose the file itself.',
      );
    case 'ENAMETOOLONG':
      return new FailureError(
        'file.notFound',
        `No file can have a path as long as that (${path.length} characters).`,
        'Check the path.',
      );
    case 'EACCES':
    case 'EPERM':
      return new FailureError(
        'file.permission',
        `No permission to read ${path}.`,
        'Change its permissions or use a copy.',
      );
    default: {
      const reason = error instanceof Error ? error.message : String(error);
      return new FailureError('file.unreadable', `${path} could not be read: ${reason}.`, 'Check the disk.');
    }
  }
}

/** @throws FailureError where it is no file with bytes: `file.isDirectory`, `file.notRegular`, `file.empty` */
export function checkKind(stats: Stats, path: string): void {
  if (stats.isDirectory()) {
    throw new FailureError('file.isDirectory', `${path} is a folder.`, 'Choose a file in it.');
  }
  if (!stats.isFile()) {
    throw new FailureError('file.notRegular', `${path} is not a regular file.`, 'Choose a regular file.');
  }
  if (stats.size === 0) {
    throw new FailureError('file.empty', `${path} is empty.`, 'Write it again, or choose another file.');
  }
}

function allocate(size: number, path: string): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch {
    throw new FailureError(
      'file.tooLarge',
      `${path} (${size} bytes) does not fit in this computer's memory.`,
      'Choose a smaller file, for example a kernel without debug information.',
    );
  }
}

function changed(path: string): FailureError {
  return new FailureError(
    'file.changed',
    `${path} changed while it was being read.`,
    'Wait until it is written, then try again.',
  );
}

/** Reads exactly the bytes that `before` promises. */
function readAll(descriptor: number, before: Stats, path: string, options: ReadOptions): Uint8Array {
  const bytes = allocate(before.size, path);
  let done = 0;
  while (done < bytes.length) {
    if (options.isCancelled?.()) {
      throw new FailureError('load.cancelled', `Loading ${path} was cancelled.`);
    }
    const count = readSync(descriptor, bytes, done, Math.min(CHUNK, bytes.length - done), done);
    if (count === 0) {
      throw changed(path);
    }
    done += count;
  }
  const after = fstatSync(descriptor);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    throw changed(path);
  }
  return bytes;
}

/**
 * Reads a regular file from its first byte to its last.
 *
 * @throws FailureError `file.notFound`, `file.permission`, `file.isDirectory`, `file.notRegular`, `file.empty`,
 * `file.tooLarge`, `file.changed`, `file.unreadable`, `load.cancelled`, or what `checkSize` throws.
 */
export function readRegularFile(path: string, options: ReadOptions = {}): Uint8Array {
  let descriptor: number | null = null;
  try {
    // Looked at before it is opened: opening a pipe or a device can wait for ever.
    checkKind(statSync(path), path);
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    checkKind(stats, path);
    options.checkSize?.(stats.size);
    return readAll(descriptor, stats, path, options);
  } catch (error) {
    throw fileFailure(error, path);
  } finally {
    if (descriptor !== null) {
      closeSync(descriptor);
    }
  }
}
