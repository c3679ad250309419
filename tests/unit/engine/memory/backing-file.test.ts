import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoadStopped } from '../../../../main/engine/base/errors';
import { BackingFile } from '../../../../main/engine/memory/backing-file';
import type { FailureError } from '../../../../shared/result';

const MIB = 2 ** 20;
const TIB = 2 ** 40;
/** A cache of the smallest size: 8 blocks of 64 KiB. */
const SMALLEST_CACHE = 0;
const FRAMES_PER_BLOCK = 16;
/** A few frames, with what file systems add to them. */
const SMALL = 128 * 1024;

let folder: string;
const open: BackingFile[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-memory-'));
});
afterEach(() => {
  open.splice(0).forEach((memory) => memory.close());
  rmSync(folder, { recursive: true });
});

function create(size: number, cacheBytes?: number): BackingFile {
  const memory = BackingFile.create({
    path: join(folder, 'image'),
    size,
    ...(cacheBytes !== undefined && { cacheBytes }),
  });
  open.push(memory);
  return memory;
}

/** Descriptors of this process that lead to the image, whether or not its name still exists. */
function descriptors(): string[] {
  return readdirSync('/proc/self/fd')
    .map((number) => `/proc/self/fd/${number}`)
    .filter((link) => {
      try {
        return readlinkSync(link).startsWith(join(folder, 'image'));
      } catch {
        return false;
      }
    });
}

/** Bytes that the image takes on the disk. */
function bytesOnDisk(): number {
  return statSync(descriptors()[0]!).blocks * 512;
}

function readFrame(memory: BackingFile, frame: number): Uint8Array {
  const out = new Uint8Array(4096);
  memory.readFrame(frame, out);
  return out;
}

describe('BackingFile', () => {
  it('reads as zeros before the first write', () => {
    const memory = create(MIB);
    expect(memory.size).toBe(MIB);
    expect(readFrame(memory, 255)).toEqual(new Uint8Array(4096));
    expect([memory.entryLow(3, 511), memory.entryHigh(3, 511)]).toEqual([0, 0]);
    expect(memory.touchedFrames).toBe(0);
  });

  it('rounds its size up to whole frames', () => {
    expect(create(4097).frameCount).toBe(2);
  });

  it('keeps an entry as two little-endian halves', () => {
    const memory = create(MIB);
    memory.writeEntry(2, 1, 0x89ab_cdef, 0x8123_4567);
    expect([memory.entryLow(2, 1), memory.entryHigh(2, 1)]).toEqual([0x89ab_cdef, 0x8123_4567]);
    expect([...readFrame(memory, 2).subarray(8, 16)]).toEqual([
      0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x81,
    ]);
  });

  it('loads bytes across frames and blocks', () => {
    const memory = create(MIB);
    const bytes = Uint8Array.from({ length: 3 * 65536 + 5 }, (_, i) => (i * 7) % 251);
    memory.load(4090, bytes);
    expect(readFrame(memory, 0).subarray(4090)).toEqual(bytes.subarray(0, 6));
    expect(readFrame(memory, 17)).toEqual(bytes.subarray(6 + 16 * 4096, 6 + 17 * 4096));
    expect(memory.touchedFrames).toBe(49);
  });

  it('touches a frame that is only zeroed, and no neighbour', () => {
    const memory = create(MIB);
    memory.zeroFrame(9);
    expect([8, 9, 10].map((frame) => memory.isTouched(frame))).toEqual([false, true, false]);
  });

  describe('with the smallest cache', () => {
    it('keeps what was written to far more blocks than fit', () => {
      const memory = create(64 * MIB, SMALLEST_CACHE);
      const frames = Array.from({ length: 100 }, (_, i) => i * FRAMES_PER_BLOCK + (i % FRAMES_PER_BLOCK));
      frames.forEach((frame, i) => memory.writeEntry(frame, i, i + 1, ~i >>> 0));
      const read = frames.map((frame, i) => [memory.entryLow(frame, i), memory.entryHigh(frame, i)]);
      expect(read).toEqual(frames.map((_, i) => [i + 1, ~i >>> 0]));
    });

    it('copies between blocks, far more of them than fit', () => {
      const memory = create(64 * MIB, SMALLEST_CACHE);
      for (let i = 0; i < 40; i++) {
        memory.writeEntry(i * FRAMES_PER_BLOCK, 0, i + 1, 0);
        memory.copyFrame(i * FRAMES_PER_BLOCK, 10_000 + i * FRAMES_PER_BLOCK);
      }
      const copies = Array.from({ length: 40 }, (_, i) => memory.entryLow(10_000 + i * FRAMES_PER_BLOCK, 0));
      expect(copies).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    });

    it("copies where the target's block takes the place of the source's", () => {
      // With eight blocks in use the first to go is the one that came first: the source.
      const memory = create(64 * MIB, SMALLEST_CACHE);
      for (let block = 0; block < 8; block++) memory.writeEntry(block * FRAMES_PER_BLOCK, 0, block + 1, 0);
      memory.copyFrame(0, 1000 * FRAMES_PER_BLOCK);
      expect([memory.entryLow(0, 0), memory.entryLow(1000 * FRAMES_PER_BLOCK, 0)]).toEqual([1, 1]);
    });

    it('a frame zeroed after it was written back is zero', () => {
      const memory = create(64 * MIB, SMALLEST_CACHE);
      memory.writeEntry(0, 5, 1, 1);
      for (let block = 1; block < 30; block++) memory.writeEntry(block * FRAMES_PER_BLOCK, 0, 1, 0);
      memory.zeroFrame(0);
      for (let block = 1; block < 30; block++) memory.writeEntry(block * FRAMES_PER_BLOCK, 0, 2, 0);
      expect([memory.entryLow(0, 5), memory.entryHigh(0, 5)]).toEqual([0, 0]);
    });
  });

  it.each([
    ['an entry', (memory: BackingFile) => memory.entryLow(256, 0)],
    ['a write', (memory: BackingFile) => memory.writeEntry(256, 0, 1, 0)],
    ['zeroing', (memory: BackingFile) => memory.zeroFrame(256)],
    ['a copy from there', (memory: BackingFile) => memory.copyFrame(256, 0)],
    ['a copy to there', (memory: BackingFile) => memory.copyFrame(0, 256)],
    ['bytes', (memory: BackingFile) => memory.zeroBytes(256, 0, 1)],
    ['reading', (memory: BackingFile) => memory.readBytes(256, 0, new Uint8Array(1), 0, 1)],
    ['a whole frame', (memory: BackingFile) => memory.readFrame(2 ** 40, new Uint8Array(4096))],
    ['a file that does not fit', (memory: BackingFile) => memory.load(MIB - 4, new Uint8Array(5))],
  ])('%s outside of memory ends the load', (_, access) => {
    expect(() => access(create(MIB))).toThrow(LoadStopped);
  });
});

describe.skipIf(process.platform !== 'linux')('on the disk', () => {
  it('is not there before the cache must be emptied', () => {
    const memory = create(MIB);
    memory.writeEntry(0, 0, 1, 1);
    expect(readdirSync(folder)).toEqual([]);
    expect(descriptors()).toEqual([]);
    memory.close();
    expect(() => memory.flush()).toThrow('the image is open');
  });

  it('has no name from the first moment on', () => {
    const memory = create(MIB);
    memory.writeEntry(0, 0, 1, 1);
    memory.flush();
    expect(readdirSync(folder)).toEqual([]);
    expect(descriptors()).toHaveLength(1);
  });

  it('holds touched frames only, however far apart, in 1 TiB', () => {
    const memory = create(TIB);
    const frames = [0, 1, 500_000, TIB / 4096 - 1];
    frames.forEach((frame, i) => memory.writeEntry(frame, i, i + 1, 0));
    memory.flush();
    expect(bytesOnDisk()).toBeGreaterThan(0);
    expect(bytesOnDisk()).toBeLessThanOrEqual(SMALL);
    expect(frames.map((frame, i) => memory.entryLow(frame, i))).toEqual([1, 2, 3, 4]);
  });

  it('holds nothing of frames that were only read or zeroed', () => {
    const memory = create(TIB, SMALLEST_CACHE);
    for (let i = 0; i < 100; i++) {
      memory.zeroFrame(i * 1000);
      memory.entryLow(i * 1000 + 500, 0);
    }
    memory.flush();
    expect(descriptors()).toEqual([]);
    expect(memory.touchedFrames).toBe(100);
  });

  it('is gone when it is closed, and closing twice does nothing', () => {
    const memory = create(MIB);
    memory.writeEntry(0, 0, 1, 1);
    memory.flush();
    memory.close();
    memory.close();
    expect(descriptors()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a file that cannot be made', () => {
  const creation = (path: string, size = MIB): FailureError => {
    const memory = BackingFile.create({ path, size });
    memory.writeEntry(0, 0, 1, 1);
    try {
      memory.flush();
    } catch (error) {
      return error as FailureError;
    } finally {
      memory.close();
    }
    throw new Error('the file was made');
  };

  it('in a folder that does not exist', () => {
    const { failure } = creation(join(folder, 'missing', 'image'));
    expect(failure.code).toBe('image.create');
    expect(failure.message).toContain(join(folder, 'missing', 'image'));
    expect(failure.message).toContain('ENOENT');
    expect(failure.advice).toContain('TMPDIR');
  });

  it('where another file is: that file stays', () => {
    expect(creation(folder).failure.code).toBe('image.create');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('larger than any disk: no file stays behind', () => {
    expect(creation(join(folder, 'image'), 2 ** 63).failure.code).toBe('image.create');
    expect(readdirSync(folder)).toEqual([]);
  });
});
