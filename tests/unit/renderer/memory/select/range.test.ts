import { describe, expect, it } from 'vitest';
import { findRange, type RangeLookup } from '../../../../../renderer/panels/memory/select/find-range';
import { parseRange } from '../../../../../renderer/panels/memory/select/range-text';
import type { GotoKind, GotoTarget, MemorySpace } from '../../../../../shared/view-types';

const place = (name: string, distance = 0n): { name: string; distance: bigint } => ({ name, distance });

describe('a typed range is read', () => {
  it.each([
    ['0x1000..0x1fff', { type: 'ends', first: place('0x1000'), last: place('0x1fff') }],
    [' 1000 – 1fff ', { type: 'ends', first: place('1000'), last: place('1fff') }],
    ['0x1000..=0x1fff', { type: 'ends', first: place('0x1000'), last: place('0x1fff') }],
    ['main..main+0x40', { type: 'ends', first: place('main'), last: place('main', 64n) }],
    ['main+8..main+16-1', { type: 'ends', first: place('main', 8n), last: place('main', 15n) }],
    ['0x1000+256', { type: 'length', first: place('0x1000'), length: 256n }],
    ['main + 0x40', { type: 'length', first: place('main'), length: 64n }],
    ['main+4+8', { type: 'length', first: place('main', 4n), length: 8n }],
    ['main', { type: 'whole', first: place('main') }],
    ['#214', { type: 'whole', first: place('#214') }],
    ['LOAD 2', { type: 'whole', first: place('LOAD 2') }],
  ])('%s', (text, range) => {
    expect(parseRange(text)).toEqual(range);
  });

  it.each([
    ['..0x10', 'The first byte is missing, as in 0x1000..0x1fff.'],
    ['0x10..', 'The last byte is missing, as in 0x1000..0x1fff.'],
    ['1..2..3', 'A range has two ends: first..last.'],
    ['main+0', 'A range has one byte at least.'],
  ])('%s, which is none', (text, problem) => {
    expect(parseRange(text)).toEqual({ problem });
  });
});

function target(kind: GotoKind, space: MemorySpace, page: number, offset = 0): GotoTarget {
  return { kind, label: kind, detail: '', target: { type: 'memory', space, page, offset } };
}

const MEANINGS: Readonly<Record<string, readonly GotoTarget[]>> = {
  main: [target('symbol', 'virtual', 0x800000, 0x690)],
  add: [target('symbol', 'virtual', 0x800001), target('physical', 'physical', 0, 0xadd)],
  '.text': [target('section', 'virtual', 0x800005)],
  'LOAD 2': [target('segment', 'virtual', 0x800005)],
  ffff800000000000: [target('virtual', 'virtual', 2 ** 35)],
  '#214': [
    { kind: 'relocation', label: 'Relocation 214', detail: '', target: { type: 'moment', moment: 33 } },
  ],
  '#7': [{ kind: 'relocation', label: 'Relocation 7', detail: '', target: { type: 'moment', moment: 7 } }],
  'step 3': [{ kind: 'step', label: 'Step 3', detail: '', target: { type: 'moment', moment: 3 } }],
};
const SIZES: Readonly<Record<MemorySpace, number>> = {
  physical: 2 ** 40,
  virtual: 2 ** 48,
  file: 5000,
};

const LOOKUP: RangeLookup = {
  resolve: (name) => Promise.resolve(MEANINGS[name] ?? []),
  changeAt: (moment) =>
    Promise.resolve(
      moment === 33
        ? { change: { frame: 0x102f, offset: 0x10, length: 8 }, page: 0x800018 }
        : { change: null, page: null },
    ),
  extent: (_space, position, kind) =>
    Promise.resolve(
      kind === 'symbol' && position === 0x800000690
        ? { kind, label: 'main', first: 0x800000690, length: 0x123 }
        : null,
    ),
  sizeOf: (space) => SIZES[space],
};
const find = (text: string, space: MemorySpace = 'physical') => findRange(text, space, LOOKUP);

describe('a typed range is found', () => {
  it.each([
    ['0x1000..0x1fff', 'physical', 0x1000, 0x1000],
    ['1000..1fff', 'physical', 0x1000, 0x1000],
    ['0x1000+256', 'physical', 0x1000, 256],
    ['p:0x10+1', 'physical', 0x10, 1],
    ['file 0x10..0x11', 'file', 0x10, 2],
    ['0+1099511627776', 'physical', 0, 2 ** 40],
    ['0xffff800000000000..0xffffffffffffffff', 'virtual', 2 ** 47, 2 ** 47],
    ['main', 'virtual', 0x800000690, 0x123],
    ['main+8', 'virtual', 0x800000690, 8],
    ['main..main+0x40', 'virtual', 0x800000690, 65],
    ['main..0x8000006a0', 'virtual', 0x800000690, 17],
    ['.text', 'virtual', 0x800005000, 1],
    ['#214', 'virtual', 0x800018010, 8],
  ] as const)('%s', async (text, space, first, length) => {
    expect(await find(text, space)).toMatchObject({ space, first, length });
  });

  it('with names where they are, whatever is looked at', async () => {
    expect(await find('main+4')).toMatchObject({ space: 'virtual', first: 0x800000690 });
    expect(await find('add+4')).toMatchObject({ space: 'physical', first: 0xadd });
    expect(await find('ffff800000000000+1', 'virtual')).toMatchObject({ first: 2 ** 47 });
    expect(await find('#214')).toMatchObject({ space: 'physical', first: 0x102f010, length: 8 });
  });

  it.each([
    ['nothing', 'Nothing in memory is called nothing.'],
    ['0xzz', '0xzz is no address.'],
    ['step 3', 'Nothing in memory is called step 3.'],
    ['#7', 'Relocation 7 wrote nothing.'],
    ['0x1000..0xfff', 'The last byte is before the first.'],
    ['0..0x10000000000', '0x10000000000 is not in physical memory, which ends at 0xffffffffff.'],
    ['0xffffffffff+2', '2 bytes reach beyond the end of physical memory, 0xffffffffff.'],
    ['0x10-0x20', '-0x10 is not in physical memory, which ends at 0xffffffffff.'],
    ['v:0x800000000000', '0x800000000000 is no virtual address: bits 47 to 63 differ.'],
    ['file 0x1387+2', '2 bytes reach beyond the end of the file, 0x1387.'],
    ['main..p:0x1000', 'The first byte is in virtual memory, the last in physical memory.'],
  ])('%s, or what is wrong is said', async (text, problem) => {
    expect(await find(text)).toEqual({ problem });
  });
});
