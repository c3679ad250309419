import * as fs from 'node:fs';
import { mkdtempSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeDumpFile } from '../../../main/host/dump-file';
import { FailureError } from '../../../shared/result';

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, readSync: vi.fn(actual.readSync) };
});

let folder: string;
let path: string;
const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i % 251);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-dump-'));
  path = join(folder, 'memory.img');
  writeFileSync(path, bytes);
});
afterEach(() => {
  vi.mocked(fs.readSync).mockReset();
  rmSync(folder, { recursive: true });
});

async function useRealReads(): Promise<void> {
  const actual = await vi.importActual<typeof fs>('node:fs');
  vi.mocked(fs.readSync).mockImplementation(actual.readSync);
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : 'other';
  }
  return 'none';
}

describe('NodeDumpFile', () => {
  it('reads at any place, fewer bytes at the end, and never more', async () => {
    await useRealReads();
    const file = NodeDumpFile.open(path);
    expect(file.size).toBe(10_000);
    const out = new Uint8Array(4096);
    expect(file.read(4096, out)).toBe(4096);
    expect(out).toEqual(bytes.subarray(4096, 8192));
    expect(file.read(8192, out)).toBe(10_000 - 8192);
    expect(file.read(20_000, out)).toBe(0);
    file.close();
    file.close();
  });

  it('sees what the file is now: shorter, or other bytes', async () => {
    await useRealReads();
    const file = NodeDumpFile.open(path);
    const out = new Uint8Array(4096);
    file.read(0, out);
    truncateSync(path, 100);
    expect(file.read(0, out)).toBe(100);
    writeFileSync(
      path,
      bytes.map((byte) => byte ^ 1),
    );
    expect(file.read(0, out)).toBe(4096);
    expect(out[1]).toBe(0);
    file.close();
  });

  it('goes on after a failed read as soon as the file can be read again', async () => {
    await useRealReads();
    const file = NodeDumpFile.open(path);
    const out = new Uint8Array(16);
    vi.mocked(fs.readSync).mockImplementationOnce(() => {
      throw new Error('EIO: i/o error, read');
    });
    expect(() => file.read(0, out)).toThrow('EIO');
    expect(file.read(0, out)).toBe(16);
    file.close();
    rmSync(path);
    expect(() => file.read(0, out)).toThrow('it has been moved or deleted');
    writeFileSync(path, bytes);
    expect(file.read(1, out)).toBe(16);
    expect(out[0]).toBe(1);
    file.close();
  });

  it('reads the file that has taken its place, and tells that it is another one', async () => {
    await useRealReads();
    const file = NodeDumpFile.open(path);
    const out = new Uint8Array(16);
    const before = file.version();
    file.read(0, out);
    expect(file.version()).toBe(before);
    const other = join(folder, 'other.img');
    writeFileSync(other, new Uint8Array(10_000).fill(0xaa));
    renameSync(other, path);
    expect(file.version()).not.toBe(before);
    file.read(0, out);
    expect(out).toEqual(new Uint8Array(16).fill(0xaa));
    file.close();
  });

  it('refuses what is no file with bytes', () => {
    expect(codeOf(() => NodeDumpFile.open(join(folder, 'none')))).toBe('file.notFound');
    mkdirSync(join(folder, 'sub'));
    expect(codeOf(() => NodeDumpFile.open(join(folder, 'sub')))).toBe('file.isDirectory');
    writeFileSync(join(folder, 'empty'), '');
    expect(codeOf(() => NodeDumpFile.open(join(folder, 'empty')))).toBe('file.empty');
  });
});
