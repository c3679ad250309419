import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { FailureError } from '../../../shared/result';

/**
 * The sparse file behind a memory image: reads, writes and failures that say what to do.
 *
 * On POSIX the file's name is removed at once, so that nothing stays behind however the process ends.
 */
export class ImageFile {
  private closed = false;

  private constructor(
    private readonly descriptor: number,
    private readonly path: string,
    private readonly unlinked: boolean,
  ) {}

  /**
   * Creates a file of `size` bytes, all of them a hole.
   *
   * @param path a path that does not exist yet
   * @throws FailureError `image.create` where the file cannot be made
   */
  static create(path: string, size: number): ImageFile {
    let descriptor: number | null = null;
    try {
      descriptor = openSync(path, 'wx+', 0o600);
      ftruncateSync(descriptor, size);
      const unlinked = process.platform !== 'win32';
      if (unlinked) unlinkSync(path);
      return new ImageFile(descriptor, path, unlinked);
    } catch (error) {
      if (descriptor !== null) {
        closeSync(descriptor);
        unlinkSync(path);
      }
      throw new FailureError(
        'image.create',
        `The memory image of ${size} bytes could not be created at ${path}: ${reason(error)}.`,
        'Free space in the folder for temporary files, or point TMPDIR at a folder on another disk.',
      );
    }
  }

  /** @throws FailureError `image.write` */
  write(bytes: Uint8Array, position: number): void {
    try {
      let done = 0;
      while (done < bytes.length) {
        done += writeSync(this.descriptor, bytes, done, bytes.length - done, position + done);
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
   * Fills `bytes` from `position` on.
   *
   * @throws FailureError `image.read`
   */
  read(bytes: Uint8Array, position: number): void {
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
    closeSync(this.descriptor);
    if (!this.unlinked) unlinkSync(this.path);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
