import { mkdtempSync, rmSync } from 'node:fs';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BackingFile } from '../../../../main/engine/memory/backing-file';
import { FailureError } from '../../../../shared/result';

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, writeSync: vi.fn(actual.writeSync), readSync: vi.fn(actual.readSync) };
});

const FRAMES_PER_BLOCK = 16;
let folder: string;
let memory: BackingFile;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-disk-'));
  memory = BackingFile.create({ path: join(folder, 'image'), size: 2 ** 24, cacheBytes: 0 });
});
afterEach(() => {
  vi.mocked(fs.writeSync).mockReset();
  vi.mocked(fs.readSync).mockReset();
  memory.close();
  rmSync(folder, { recursive: true });
});

function touchManyBlocks(): void {
  for (let block = 0; block < 20; block++) memory.writeEntry(block * FRAMES_PER_BLOCK, 0, block + 1, 0);
}

function failureOf(action: () => void): FailureError['failure'] {
  try {
    action();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('a disk that fails during a load', () => {
  it('full: says what could not be written and what to do', () => {
    vi.mocked(fs.writeSync).mockImplementation(() => {
      throw new Error('ENOSPC: no space left on device, write');
    });
    const failure = failureOf(touchManyBlocks);
    expect(failure.code).toBe('image.write');
    expect(failure.message).toContain('ENOSPC: no space left on device');
    expect(failure.advice).toContain('Free space');
  });

  it('goes on after a short write', async () => {
    const actual = await vi.importActual<typeof fs>('node:fs');
    vi.mocked(fs.writeSync).mockImplementation(((
      descriptor: number,
      bytes: Uint8Array,
      offset: number,
      length: number,
      position: number,
    ) =>
      actual.writeSync(descriptor, bytes, offset, Math.min(length, 1000), position)) as typeof fs.writeSync);
    vi.mocked(fs.readSync).mockImplementation(actual.readSync);
    const bytes = Uint8Array.from({ length: 2 ** 20 }, (_, i) => (i * 13) % 251);
    memory.load(0, bytes);
    const out = new Uint8Array(4096);
    memory.readFrame(3, out);
    expect(out).toEqual(bytes.subarray(3 * 4096, 4 * 4096));
  });

  it('unreadable, or cut by somebody else: the same', async () => {
    const actual = await vi.importActual<typeof fs>('node:fs');
    vi.mocked(fs.writeSync).mockImplementation(actual.writeSync);
    touchManyBlocks();
    vi.mocked(fs.readSync).mockImplementation(() => {
      throw new Error('EIO: i/o error, read');
    });
    expect(failureOf(() => memory.entryLow(0, 0))).toMatchObject({
      code: 'image.read',
      message: expect.stringContaining('EIO') as string,
    });
    vi.mocked(fs.readSync).mockImplementation(() => 0);
    expect(failureOf(() => memory.entryLow(0, 0)).message).toContain('shorter than the machine');
  });
});
