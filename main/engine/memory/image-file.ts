import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { FailureError } from '../../../shared/result';
import { assert } from '../base/assert';

/**
 * The sparse file behind a memory image: reads, writes and failures that say what to do.
 *
 * The file is made when something is written to it for the first time: memory that fits into the cache needs none. On
 * POSIX its name is removed at once, so that nothing stays behind however the process ends.
 */
export class ImageFile {
  private descriptor: number | null = null;
  private closed = false;

  /**
   * @param path a path that does not exist yet
   * @param size bytes, all of them a hole at first
   */
  constructor(
    private readonly path: string,
    private readonly size: number,
  ) {}

  /** @throws FailureError `image.create` where the file cannot be made, `image.write` where it cannot be written */
  write(bytes: Uint8Array, position: number): void {
    const descriptor = this.descriptor ?? this.create();
    try {
      let done = 0;
      while (done < bytes.length) {
        const count = writeSync(descriptor, bytes, done, bytes.length - done, position + done);
        if (count === 0) throw new Error('the disk takes no more bytes');
        done += count;
      }
    } catch (error) {
      throw new FailureError(
        'image.write',
        `The memory image could not be written at ${this.path}: ${reason(error)}.`,
        'Free space in the folder for temporary files, then load again.',
      );
    }
  }

  /**
   * Fills `bytes` from `position` on, where something was written before.
   *
   * @throws FailureError `image.read`
   */
  read(bytes: Uint8Array, position: number): void {
    assert(this.descriptor !== null, 'what is read was written');
    try {
      let done = 0;
      while (done < bytes.length) {
        const count = readSync(this.descriptor, bytes, done, bytes.length - done, position + done);
        if (count === 0) throw new Error('the image is shorter than the machine');
        done += count;
      }
    } catch (error) {
      throw new FailureError(
        'image.read',
        `The memory image could not be read at ${this.path}: ${reason(error)}.`,
        'Check the disk that holds the folder for temporary files, then load again.',
      );
    }
  }

  /** Releases the file, and deletes it where it still has a name. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.descriptor === null) return;
    closeSync(this.descriptor);
    if (!UNLINKS_AT_ONCE) unlinkSync(this.path);
  }

  private create(): number {
    assert(!this.closed, 'the image is open');
    let descriptor: number | null = null;
    try {
      descriptor = openSync(this.path, 'wx+', 0o600);
      ftruncateSync(descriptor, this.size);
      if (UNLINKS_AT_ONCE) unlinkSync(this.path);
      this.descriptor = descriptor;
      return descriptor;
    } catch (error) {
      if (descriptor !== null) {
        closeSync(descriptor);
        unlinkSync(this.path);
      }
      throw new FailureError(
        'image.create',
        `The memory image of ${this.size} bytes could not be created at ${this.path}: ${reason(error)}.`,
        'Free space in the folder for temporary files, or point TMPDIR at a folder on another disk.',
      );
    }
  }
}

/** Windows does not remove the name of an open file. */
const UNLINKS_AT_ONCE = process.platform !== 'win32';

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
