/** A file of raw memory, read where and when bytes are asked for: it may be larger than this computer's memory. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { DumpFile } from '../engine/session/sides/dump-reader';
import { checkKind, fileFailure } from './regular-file';

export class NodeDumpFile implements DumpFile {
  /** `null` after a read that failed: the next one opens the file anew, as a disk that went away may be back. */
  private descriptor: number | null;

  private constructor(
    readonly path: string,
    readonly size: number,
    descriptor: number,
  ) {
    this.descriptor = descriptor;
  }

  /** @throws FailureError `file.…` where it is no file that can be read */
  static open(path: string): NodeDumpFile {
    try {
      const descriptor = openRegular(path);
      return new NodeDumpFile(path, fstatSync(descriptor).size, descriptor);
    } catch (error) {
      throw fileFailure(error, path);
    }
  }

  read(position: number, out: Uint8Array): number {
    try {
      this.descriptor ??= openRegular(this.path);
      let done = 0;
      while (done < out.length) {
        const count = readSync(this.descriptor, out, done, out.length - done, position + done);
        if (count === 0) break;
        done += count;
      }
      return done;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    const { descriptor } = this;
    this.descriptor = null;
    if (descriptor === null) return;
    try {
      closeSync(descriptor);
    } catch {
      // Nothing was written to it: there is nothing to lose.
    }
  }
}

/** Looked at before it is opened: opening a pipe or a device can wait for ever. */
function openRegular(path: string): number {
  checkKind(statSync(path), path);
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    checkKind(fstatSync(descriptor), path);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
