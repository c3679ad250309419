import { describe, expect, it } from 'vitest';
import {
  bitsText,
  entryBits,
  fieldName,
  type BitField,
} from '../../../../renderer/panels/page-table/entry-bits';

type Row = Parameters<typeof entryBits>[0];

function bits(row: Partial<Row> & { readonly entry: string }): {
  readonly high: BitField[];
  readonly low: BitField[];
} {
  const { high, low } = entryBits({ level: 1, changed: null, ...row });
  return { high: [...high], low: [...low] };
}

/** All bits once, in their order. */
function covered({ high, low }: ReturnType<typeof bits>): number[] {
  return [...high, ...low].flatMap((field) =>
    Array.from({ length: field.high - field.low + 1 }, (_, i) => field.high - i),
  );
}

describe('the bits of an entry', () => {
  it('are each in one field, on every level and in leaves of every size', () => {
    const all = Array.from({ length: 64 }, (_, i) => 63 - i);
    for (const level of [1, 2, 3, 4]) {
      for (const entry of ['0x0', '0x1', '0x81', '0x2081']) {
        expect(covered(bits({ entry, level }))).toEqual(all);
      }
    }
  });

  it('of a page are its frame and its flags', () => {
    const { high, low } = bits({ entry: '0x800000000143f201' });
    expect(high.map((one) => `${bitsText(one)} ${one.short} ${one.value}`)).toEqual([
      '63 NX 1',
      '62–52 available 000',
      '51–12 frame 0x000000143f',
    ]);
    expect(high[2]!.copies).toBe('0x143f000');
    expect(low.filter(({ set }) => set).map(({ name, copies }) => `${name}: ${copies}`)).toEqual([
      'COPIED: COPIED = 1',
      'PRESENT: PRESENT = 1',
    ]);
    expect(fieldName(low.at(-1)!)).toBe('Bit 0, PRESENT: 1. The entry is in use by the processor.');
  });

  it('mean something else on other levels', () => {
    const seventh = (level: number) => bits({ entry: '0x81', level }).low.find(({ low }) => low === 7)!;
    expect(seventh(1)).toMatchObject({ name: 'PAT', short: 'PAT' });
    expect(seventh(2)).toMatchObject({ name: 'HUGE_PAGE', short: 'PS' });
    expect(seventh(4).meaning).toBe('Must be clear on level 4.');
    const large = bits({ entry: '0xc0001081', level: 3 }).high;
    expect(large.map((one) => `${bitsText(one)} ${one.short} ${one.set}`)).toEqual([
      '63 NX false',
      '62–52 available false',
      '51–30 frame true',
      '29–13 must be 0 false',
      '12 PAT true',
    ]);
    expect(large[2]!.copies).toBe('0xc0000000');
    const broken = bits({ entry: '0xc0002081', level: 3 }).high.find(({ kind }) => kind === 'reserved');
    expect(broken).toMatchObject({ set: true, copies: '0x1' });
  });

  it('that the op changed are marked', () => {
    const { high, low } = bits({
      entry: '0x143f201',
      changed: { oldEntry: '0x143f003', gained: ['COPIED'], lost: ['WRITABLE'] },
    });
    expect([...high, ...low].filter(({ changed }) => changed).map(({ name }) => name)).toEqual([
      'COPIED',
      'WRITABLE',
    ]);
  });
});
