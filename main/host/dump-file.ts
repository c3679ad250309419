/** A file of raw memory, read where and when bytes are asked for: it may be larger than this computer's memory. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { DumpFile } from '../engine/session/sides/dump-reader';
import { isSameStamp, stampFrom, stampOf, type FileStamp } from './file-watch';
import { checkKind, fileFailure } from './regular-file';
import { ZeroProbe } from './zero-probe';

export class NodeDumpFile implements DumpFile {
  /** `null` after a read that failed: the next one opens the file anew, as a disk that went away may be back. */
  private descriptor: number | null;
  private changes = 0;
  private readonly probe: ZeroProbe;

  private constructor(
    readonly path: string,
    readonly size: number,
    descriptor: number,
    /** The file as it was looked at last; `null`: it was not there. */
    private stamp: FileStamp | null,
  ) {
    this.descriptor = descriptor;
    this.probe = new ZeroProbe((flags) => openRegular(path, flags));
  }

  /** @throws FailureError `file.…` where it is no file that can be read */
  static open(path: string): NodeDumpFile {
    try {
      const descriptor = openRegular(path);
      const stats = fstatSync(descriptor);
      return new NodeDumpFile(path, stats.size, descriptor, stampFrom(stats));
    } catch (error) {
      throw fileFailure(error, path);
    }
  }

  read(position: number, out: Uint8Array): number {
    this.version();
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
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      throw isGone ? new Error('it has been moved or deleted') : error;
    }
  }

  zerosFrom(position: number): number {
    if (!this.probe.isWorthIt(position)) return 0;
    this.version();
    return Math.max(0, Math.min(this.probe.zerosFrom(position), this.size - position));
  }

  version(): number {
    const before = this.stamp;
    this.stamp = stampOf(this.path);
    if (isSameStamp(before, this.stamp)) return this.changes;
    // Another file may have taken its place: what was opened would go on to show the one that is gone.
    this.close();
    this.changes += 1;
    return this.changes;
  }

  close(): void {
    this.probe.reset();
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
function openRegular(path: string, flags = 0): number {
  checkKind(statSync(path), path);
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  try {
    checkKind(fstatSync(descriptor), path);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
