import { describe, expect, it } from 'vitest';
import { OP } from '../../../../main/engine/trace/codes';
import { relaTags } from '../../../fixtures/elf-builder';
import type { DynamicTable, ElfSpec, RelaSpec } from '../../../fixtures/elf-builder';
import { DT } from '../../../fixtures/elf-constants';
import { loadSpec } from '../../../fixtures/loaded';
import type { Loaded } from '../../../fixtures/loaded';

const BASE = 0x80_0000_0000n;
const RELA_AT = 0x1000;
const DATA = 0x3000;
const one: RelaSpec = { offset: DATA, addend: 0x10 };

/** Tables and relocations at 0x1000, two pages of data at 0x3000. */
function pie(entries: readonly RelaSpec[], dynamic?: DynamicTable['entries'], more: ElfSpec = {}): Loaded {
  return loadSpec({
    type: 'DYN',
    segments: [
      { vaddr: 0, filesz: 0x2000 },
      { vaddr: DATA, flags: 'rw', filesz: 0x2000 },
    ],
    rela: { at: RELA_AT, entries },
    dynamic: { at: 0x1800, ...(dynamic && { entries: dynamic }) },
    ...more,
  });
}

const ended = ({ load }: Loaded): string => `${load.result.status}: ${load.result.message ?? ''}`;

/** Eight bytes of the loaded kernel. */
function value(loaded: Loaded, address: number): bigint {
  const { view } = loaded;
  const out = new Uint8Array(8192);
  const page = (BASE + BigInt(address)) / 4096n;
  for (const [i, number] of [Number(page), Number(page) + 1].entries()) {
    const leaf = view.tables.translate(number, view.trace.opCount);
    if (leaf !== null) loaded.memory.readBytes(leaf.frame, 0, out, i * 4096, 4096);
  }
  return new DataView(out.buffer).getBigUint64(address % 4096, true);
}

describe('handleDynamicSegment', () => {
  const [table, size, entrySize, end] = relaTags(RELA_AT, 1) as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];

  it('does nothing without a relocation table', () => {
    expect(ended(pie([one], [end]))).toBe('ok: ');
  });

  it.each([
    [[table, table], 'Dynamic section contains more than one Rela entry'],
    [[size, size], 'Dynamic section contains more than one RelaSize entry'],
    [[entrySize, entrySize], 'Dynamic section contains more than one RelaEnt entry'],
    [[size], 'Rela entry is missing but RelaSize or RelaEnt have been provided'],
    [[entrySize], 'Rela entry is missing but RelaSize or RelaEnt have been provided'],
    [[table, entrySize], 'RelaSize entry is missing'],
    [[table, size], 'RelaEnt entry is missing'],
    [[table, size, entrySize, [DT.RELR, 0]], 'Invalid tag value'],
  ] as const)('refuses %o', (entries, text) => {
    expect(ended(pie([one], entries))).toBe(`error: ${text}`);
  });

  it('reads past DT_NULL', () => {
    expect(value(pie([one], [end, table, size, entrySize]), DATA)).toBe(BASE + 0x10n);
  });

  it('panics where entries have another size', () => {
    expect(ended(pie([one], [table, size, [DT.RELAENT, 16]]))).toBe(
      'panic: assertion `left == right` failed: unsupported entry size: 16\n  left: 16\n right: 24',
    );
  });

  it('drops a partial last entry', () => {
    const loaded = pie([one, { offset: DATA + 8, addend: 1 }], [table, [DT.RELASZ, 47], entrySize]);
    expect([value(loaded, DATA), value(loaded, DATA + 8) === BASE + 1n]).toEqual([BASE + 0x10n, false]);
  });
});

describe('applyRelocation', () => {
  it('stores base + addend', () => {
    const loaded = pie([one, { offset: DATA + 0xff0, addend: 0x1234_5678 }]);
    expect([value(loaded, DATA), value(loaded, DATA + 0xff0)]).toEqual([BASE + 0x10n, BASE + 0x1234_5678n]);
  });

  it('reads the table through the page table: one relocation rewrites the next', () => {
    const loaded = pie([{ offset: RELA_AT + 24 + 16, addend: 0x777 }, one]);
    expect(ended(loaded)).toBe('ok: ');
    expect(value(loaded, DATA)).toBe(BASE + BASE + 0x777n);
  });

  it('spills into the next page, which it copies too', () => {
    const loaded = pie([{ offset: DATA + 0xffd, addend: 0x1122_3344_5566n }]);
    expect(value(loaded, DATA + 0xffd)).toBe(BASE + 0x1122_3344_5566n);
    expect(loaded.view.trace.ops.kind.filter((kind) => kind === OP.frameCopied)).toHaveLength(2);
  });

  it.each([
    [
      { ...one, symbol: 2, type: 1 },
      'panic: assertion `left == right` failed: relocations using the symbol table are not supported\n  left: 2\n right: 0',
    ],
    [{ ...one, type: 37 }, 'panic: not implemented: relocation type 25 not supported'],
    [{ ...one, type: 0 }, 'panic: not implemented: relocation type 0 not supported'],
    [{ offset: 0x2000 }, 'error: offset is not in load segment'],
    [
      { ...one, addend: -1 },
      'panic: called `Result::unwrap()` on an `Err` value: TryFromIntError(PosOverflow)',
    ],
  ])('ends at %o', (entry, text) => {
    expect(ended(pie([entry]))).toBe(text);
  });
});
