import * as fs from 'node:fs';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DumpReader } from '../../../main/engine/session/sides/dump-reader';
import { NodeDumpFile } from '../../../main/host/dump-file';

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, readSync: vi.fn(actual.readSync) };
});

const MIB = 2 ** 20;
const PAGE = 4096;
const SIZE = 64 * MIB + 100;
/** Where the file has a byte that is not zero, and is no hole. */
const DATA = 40 * MIB + 5 * PAGE + 17;

let folder: string;
let path: string;
let file: NodeDumpFile;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-holes-'));
  path = join(folder, 'memory.img');
  const descriptor = openSync(path, 'w');
  ftruncateSync(descriptor, SIZE);
  writeSync(descriptor, Buffer.from([1]), 0, 1, DATA);
  closeSync(descriptor);
  file = NodeDumpFile.open(path);
});
afterEach(() => {
  file.close();
  vi.mocked(fs.readSync).mockClear();
  rmSync(folder, { recursive: true });
});

/** Whether this system reads past its cache, and this disk keeps holes. */
function hasHoles(): boolean {
  return file.zerosFrom(0) > 0;
}

/** The pages at which the dump says that there may be something, from the first on. */
function filledPages(reader: DumpReader): number[] {
  const pages: number[] = [];
  for (let page = reader.nextFilled(0); page !== Infinity; page = reader.nextFilled(page + 1))
    pages.push(page);
  return pages;
}

describe('holes of a dump', () => {
  it('are passed over, and no page with a byte in it ever is', ({ skip }) => {
    if (!hasHoles()) skip();
    const reader = new DumpReader(file, 16 * PAGE);
    const filled = filledPages(reader);
    expect(filled).toContain(16 + Math.floor(DATA / PAGE));
    // Around data some more pages are read, and one at the end of each look.
    expect(filled.length).toBeLessThan(MIB / PAGE + 100);
    expect(reader.nextFilled(0)).toBeGreaterThan(16);
  });

  it('are looked at again each time, as others may write to the file', ({ skip }) => {
    if (!hasHoles()) skip();
    const place = 8 * MIB;
    const before = file.zerosFrom(place);
    expect(before).toBeGreaterThan(PAGE);
    const descriptor = openSync(path, 'r+');
    writeSync(descriptor, Buffer.from([1]), 0, 1, place + PAGE + 1);
    closeSync(descriptor);
    expect(file.zerosFrom(place)).toBe(PAGE);
    expect(file.zerosFrom(place + PAGE)).toBe(0);
  });

  it('end where the file ends, also when it has shrunk since', ({ skip }) => {
    if (!hasHoles()) skip();
    const last = Math.floor(SIZE / PAGE) * PAGE;
    expect(file.zerosFrom(last)).toBe(100);
    expect(new DumpReader(file, 0).nextFilled(last / PAGE)).toBe(Infinity);
    fs.truncateSync(path, 60 * MIB);
    expect(file.zerosFrom(last)).toBe(0);
    const reader = new DumpReader(file, 0);
    expect(reader.nextFilled((60 * MIB) / PAGE)).toBe((60 * MIB) / PAGE);
    rmSync(path);
    expect(file.zerosFrom(0)).toBe(0);
    expect(reader.nextFilled(0)).toBe(0);
  });

  it('are none where a look at them fails, and in a file that has none', async ({ skip }) => {
    if (!hasHoles()) skip();
    vi.mocked(fs.readSync).mockImplementationOnce(() => {
      throw new Error('EIO: i/o error, read');
    });
    expect(file.zerosFrom(4 * MIB)).toBe(0);
    // Nothing is known of what lies behind it either; farther on it looks again.
    expect(file.zerosFrom(4 * MIB + PAGE)).toBe(0);
    expect(file.zerosFrom(6 * MIB)).toBeGreaterThan(0);
    writeFileSync(path, new Uint8Array(MIB));
    const whole = NodeDumpFile.open(path);
    vi.mocked(fs.readSync).mockClear();
    expect(whole.zerosFrom(0)).toBe(0);
    expect(fs.readSync).not.toHaveBeenCalled();
    whole.close();
  });
});
