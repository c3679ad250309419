import { describe, expect, it } from 'vitest';
import { tableChildren } from '../../../../../main/engine/session/tables/table-children';
import { pathTo } from '../../../../../main/engine/session/tables/table-path';
import { walk } from '../../../../../main/engine/session/tables/table-walk';
import { rightsOfPage, rightsWords } from '../../../../../main/engine/session/rights';
import type { LoadView } from '../../../../../main/engine/trace/load-view';
import { OP } from '../../../../../main/engine/trace/codes';
import { pageOfVirt, virtOfPage } from '../../../../../shared/address';
import type { EntryRow } from '../../../../../shared/view-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { corpusCase, loadKernelFile, loadSpec, SAMPLE_ELF } from '../../../../fixtures/loaded';
import type { Loaded } from '../../../../fixtures/loaded';
import { treeOfLoad } from '../../../../fixtures/tables';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const LAST = sample.view.trace.opCount;

/** All leaf rows, found by opening every table as the tree does. */
function leaves({ view }: Loaded, moment: number, merge: boolean): EntryRow[] {
  const open = (level: number, virt: bigint): EntryRow[] =>
    children(view, level, virt, moment, merge).flatMap((row) =>
      row.leaf ? [row] : open(level - 1, BigInt(row.virt)),
    );
  return open(4, 0n);
}

/** Rows of the table of a level on the way to an address. */
function children(view: LoadView, level: number, virt: bigint, moment: number, merge: boolean): EntryRow[] {
  const mapped = treeOfLoad(view, moment);
  return tableChildren(mapped, pathTo(mapped.tree, pageOfVirt(virt), level).at(-1)!, merge);
}

const signed = (row: EntryRow): bigint => BigInt(row.virt);

describe('tableChildren', () => {
  const moments = [0, 1, Math.floor(LAST / 3), Math.floor(LAST / 2), LAST];

  it.each(moments)('at moment %i lists exactly the mapped pages', (moment) => {
    const present = leaves(sample, moment, false).filter(({ flags }) => flags.includes('PRESENT'));
    const mapped = [...sample.view.tables.mappedPages(moment)];
    expect(present.map(signed)).toEqual(mapped.map(({ page }) => virtOfPage(page)));
    expect(present.map(({ target }) => BigInt(target))).toEqual(
      mapped.map(({ frame }) => BigInt(frame) * 4096n),
    );
  });

  it.each(moments)('at moment %i merged rows stand for the same pages', (moment) => {
    const single = leaves(sample, moment, false).map((row) => [
      signed(row),
      BigInt(row.entry),
      row.rights,
      row.owner,
    ]);
    const spread = leaves(sample, moment, true).flatMap((row) =>
      Array.from({ length: row.count }, (_, i) => {
        const distance = BigInt(i) * 4096n;
        return [signed(row) + distance, BigInt(row.entry) + distance, row.rights, row.owner];
      }),
    );
    expect(spread).toEqual(single);
  });

  it.each(moments)('at moment %i leaves no neighbours unmerged that are alike', (moment) => {
    const rows = leaves(sample, moment, true);
    const alike = rows.slice(1).filter((row, i) => {
      const before = rows[i]!;
      return (
        before.table === row.table &&
        before.index + before.count === row.index &&
        BigInt(before.entry) + BigInt(before.count) * 4096n === BigInt(row.entry) &&
        before.owner === row.owner &&
        before.changed === null &&
        row.changed === null
      );
    });
    expect(alike).toEqual([]);
  });

  it('merges neighbours that are alike, and only those', () => {
    const loaded = loadSpec({
      segments: [
        { vaddr: 0x400000, offset: 0x1000, filesz: 0x3000 },
        { vaddr: 0x403000, offset: 0x4000, flags: 'rw', filesz: 0x2000 },
        { vaddr: 0x405000, offset: 0x3000, filesz: 0x1000 },
      ],
    });
    const rows = leaves(loaded, loaded.view.trace.opCount, true);
    expect(rows.map(({ index, count, rights }) => [index, count, rights])).toEqual([
      [0, 3, 'R'],
      [3, 2, 'RW'],
      [5, 1, 'R'],
    ]);
  });

  it('tells how many entries a table below uses, and which op wrote an entry last', () => {
    const [top] = children(sample.view, 4, 0n, LAST, true);
    expect(top).toMatchObject({ level: 4, index: 1, used: 1, leaf: false, owner: '', virt: '0x8000000000' });
    const { ops } = sample.view.trace;
    for (const row of leaves(sample, LAST, false)) {
      expect([ops.frame[row.writtenAt - 1], ops.at[row.writtenAt - 1]]).toEqual([row.table, row.index]);
    }
  });

  it('shows an entry that the op at the moment cleared, with what it lost', () => {
    const { view } = loadKernelFile(corpusCase('cow-first-copies-second-reuses'));
    const { ops } = view.trace;
    const op = [...ops.kind.keys()].find(
      (i) => ops.kind[i] === OP.entryWritten && (ops.low[i]! | ops.high[i]!) === 0,
    )!;
    const { firstPage } = view.tables.place(ops.frame[op]!)!;
    const at = (moment: number): EntryRow =>
      children(view, 1, virtOfPage(firstPage), moment, true).find(({ index }) => index === ops.at[op])!;
    const row = at(op + 1);
    expect(row).toMatchObject({ kind: 'empty', entry: '0x0', flags: [], rights: '', writtenAt: op + 1 });
    expect(row.changed).toMatchObject({ gained: [], lost: ['PRESENT', 'WRITABLE', 'NO_EXECUTE'] });
    expect(at(op + 2).changed).toMatchObject({
      oldEntry: '0x0',
      gained: ['PRESENT', 'WRITABLE', 'COPIED', 'NO_EXECUTE'],
      lost: [],
    });
  });
});

describe('walk', () => {
  it('stops at the first empty entry and says which', () => {
    const found = walk(treeOfLoad(sample.view, LAST), 0xffff_8000_0000_0000n);
    expect(found).toMatchObject({ phys: null, rights: '', entries: [{ level: 4, index: 256 }] });
    expect(found.verdict).toBe('Not mapped: P4[256] is empty, so any access faults.');
    const { view } = loadKernelFile(corpusCase('smallest-kernel'));
    const deep = walk(treeOfLoad(view, view.trace.opCount), 0x401000n);
    expect(deep.entries).toHaveLength(4);
    expect(deep.verdict).toContain('P1[1] is empty');
  });

  it('spells out what all levels together allow', () => {
    const { view } = loadSpec({ segments: [{ vaddr: 0x400000, flags: 'rx', filesz: 0x10 }] });
    expect(walk(treeOfLoad(view, view.trace.opCount), 0x400000n)).toMatchObject({
      rights: 'R X',
      verdict: 'Effective read, no write, execute.',
    });
  });

  it('refuses an address that is not canonical', () => {
    expect(walk(treeOfLoad(sample.view, LAST), 0x8000_0000_0000n).verdict).toContain(
      'Not a canonical address',
    );
  });
});

it('rights have four forms', () => {
  expect([
    rightsWords(false, false),
    rightsWords(true, false),
    rightsWords(false, true),
    rightsWords(true, true),
  ]).toEqual(['R', 'RW', 'R X', 'RWX']);
  expect(rightsOfPage(sample.view, 0, LAST)).toBe('not mapped');
});
