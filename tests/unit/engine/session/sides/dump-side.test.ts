import { describe, expect, it } from 'vitest';
import { DumpSide } from '../../../../../main/engine/session/sides/dump-side';
import { readRange } from '../../../../../main/engine/session/sides/read-range';
import { PROVENANCE } from '../../../../../shared/provenance';
import { FailureError } from '../../../../../shared/result';
import { TestDumpFile } from '../../../../fixtures/dump-file';

const PAGE = 4096;
const bytes = Uint8Array.from({ length: 3 * PAGE + 100 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
const at = { first: 0, moment: 0 } as const;

function dump(address = '0x10000', space: 'physical' | 'virtual' = 'physical') {
  const file = new TestDumpFile(bytes.slice());
  return { file, side: new DumpSide(file, { space, address }) };
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof FailureError) return error.failure.code;
    throw error;
  }
  return 'none';
}

describe('a dump', () => {
  it('has its bytes at its place and nothing elsewhere', () => {
    const { side } = dump();
    const pages = side.calls['memory.pages']({ space: 'physical', first: 0xf, count: 6, moment: 0 });
    expect(pages.map(({ bytes: there }) => there?.length ?? null)).toEqual([
      null,
      PAGE,
      PAGE,
      PAGE,
      100,
      null,
    ]);
    expect(pages[2]?.bytes).toEqual(bytes.subarray(PAGE, 2 * PAGE));
    expect(pages[4]?.bytes).toEqual(bytes.subarray(3 * PAGE));
    expect(pages[4]?.provenance).toEqual(new Uint8Array(100).fill(PROVENANCE.fileUnmapped));
    expect(pages[0]?.owner.title).toBe('not in the dump');
    expect(pages.every(({ unreadable }) => unreadable === null)).toBe(true);
    expect(side.calls['memory.ranges']({ space: 'physical', moment: 0 })).toMatchObject([
      { first: 0x10, count: 4 },
    ]);
    const legend = side.calls['memory.legend']({ space: 'physical', moment: 0 }).bytes;
    expect(legend[PROVENANCE.fileUnmapped]).toBe(bytes.length);
  });

  it('reads ranges with what is not there round them', () => {
    const reader = dump().side.reader('physical', 0);
    const parts = [...readRange(reader, 0xf000, 6 * PAGE)];
    expect(parts.map(({ kind, first }) => [kind, first])).toEqual([
      ['absent', 0xf000],
      ['bytes', 0x10000],
      ['absent', 0x10000 + bytes.length],
    ]);
  });

  it('lies in the upper half of virtual memory, with canonical addresses', () => {
    const { side } = dump('0xffff800000000000', 'virtual');
    expect(side.about('m')).toMatchObject({
      address: '0xffff800000000000',
      spaces: ['virtual'],
      lastMoment: 0,
    });
    const asked = { space: 'virtual', page: 2 ** 35, offset: 1, moment: 0 } as const;
    expect(side.calls['inspect.byte'](asked)).toMatchObject({ title: '0xffff800000000001', badge: 'dump' });
    const extent = { space: 'virtual', position: 2 ** 47 + 5, kind: 'object', moment: 0 } as const;
    expect(side.calls['memory.extent'](extent)).toMatchObject({ first: 2 ** 47, length: bytes.length });
  });

  it('says why a page cannot be read, keeps its neighbours, and recovers', () => {
    const { file, side } = dump();
    const ask = () => side.calls['memory.pages']({ space: 'physical', first: 0x10, count: 3, moment: 0 });
    file.broken = { from: PAGE, to: PAGE + 1, reason: 'EIO: i/o error, read' };
    const [before, broken, after] = ask();
    expect(before?.bytes).not.toBeNull();
    expect(after?.bytes).not.toBeNull();
    expect(broken).toMatchObject({ bytes: null, provenance: null });
    expect(broken?.unreadable).toContain('EIO');
    const parts = [...readRange(side.reader('physical', 0), 0x10000, 3 * PAGE)];
    expect(parts.map(({ kind }) => kind)).toEqual(['bytes', 'unreadable', 'bytes']);
    const byte = { space: 'physical', page: 0x11, offset: 0, moment: 0 } as const;
    expect(side.calls['inspect.byte'](byte)).toMatchObject({ badge: 'unreadable', facts: [] });
    file.broken = null;
    expect(ask()[1]).toMatchObject({ unreadable: null, bytes: bytes.subarray(PAGE, 2 * PAGE) });
  });

  it('never shows bytes of before where the file has shrunk, nor zeros', () => {
    const { file, side } = dump();
    const ask = () => side.calls['memory.pages']({ space: 'physical', first: 0x10, count: 4, moment: 0 });
    expect(ask().every(({ bytes: there }) => there !== null)).toBe(true);
    file.bytes = bytes.slice(0, 2 * PAGE + 10);
    const pages = ask();
    expect(pages.map(({ bytes: there }) => there !== null)).toEqual([true, true, false, false]);
    expect(pages[2]?.unreadable).toContain('it had 0x3064 bytes when it was attached');
    file.bytes = bytes.slice().fill(9);
    expect(ask()[0]?.bytes?.[0]).toBe(9);
  });

  it('refuses places, spaces and moments that it cannot have', () => {
    const place = (space: 'physical' | 'virtual', address: string) => () =>
      new DumpSide(new TestDumpFile(bytes), { space, address });
    expect(codeOf(place('physical', '0x10001'))).toBe('dump.address');
    expect(codeOf(place('physical', 'ten'))).toBe('dump.address');
    expect(codeOf(place('virtual', '0x800000000000'))).toBe('dump.address');
    expect(codeOf(place('virtual', '0xfffffffffffff000'))).toBe('dump.address');
    // Its end would be shown 2^64 - 2^48 bytes away.
    expect(codeOf(place('virtual', '0x7ffffffff000'))).toBe('dump.address');
    expect(codeOf(place('virtual', '0x7fffffffc000'))).toBe('none');
    expect(codeOf(place('virtual', '0xffff800000000000'))).toBe('none');
    const { side } = dump();
    expect(codeOf(() => side.reader('virtual', 0))).toBe('query.space');
    expect(codeOf(() => side.reader('physical', 1))).toBe('query.moment');
    expect(codeOf(() => side.calls['memory.pages']({ ...at, space: 'file', count: 1 }))).toBe('query.space');
  });

  it('closes its file', () => {
    const { file, side } = dump();
    side.close();
    expect(file.closed).toBe(true);
  });

  it('of terabytes is read where it is looked at only', () => {
    const asked: number[] = [];
    const file = {
      path: '/huge',
      size: 4 * 2 ** 40,
      read: (position: number, out: Uint8Array) => {
        asked.push(position);
        out.fill(position / PAGE);
        return out.length;
      },
      version: () => 0,
      close: () => undefined,
    };
    const side = new DumpSide(file, { space: 'physical', address: '0x0' });
    const page = 2 ** 30 - 5;
    const [view] = side.calls['memory.pages']({ space: 'physical', first: page, count: 1, moment: 0 });
    expect(view?.bytes?.[0]).toBe(page & 0xff);
    expect(asked).toEqual([page * PAGE]);
  });
});
