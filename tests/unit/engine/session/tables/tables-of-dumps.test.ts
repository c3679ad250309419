import { describe, expect, it } from 'vitest';
import { DumpTree } from '../../../../../main/engine/session/tables/dump-tree';
import { LeafTables } from '../../../../../main/engine/session/tables/leaf-tables';
import { MappedTree } from '../../../../../main/engine/session/tables/mapped-tree';
import { tableChildren } from '../../../../../main/engine/session/tables/table-children';
import { tableFrames } from '../../../../../main/engine/session/tables/table-frames';
import { pathOf, rootPlace } from '../../../../../main/engine/session/tables/table-path';
import { tablePicture } from '../../../../../main/engine/session/tables/table-picture';
import { walk } from '../../../../../main/engine/session/tables/table-walk';
import { ENTRY_KINDS } from '../../../../../shared/table-types';
import { ENTRY, smallTree, TableMemory } from '../../../../fixtures/tables';

const { present, writable, user, huge } = ENTRY;
const ALL = present | writable | user;

describe('entries of a dump', () => {
  const mapped = smallTree().tree();
  const rowsOf = (level: number, table: number, virt = 0n) =>
    tableChildren(mapped, pathOf(mapped.tree, table, level, virt)!.at(-1)!, true);

  it('count what is below them, and label the one that leads back', () => {
    const [first, last] = rowsOf(4, 0);
    expect(first).toMatchObject({
      kind: 'table',
      pagesBelow: 512 * 512 + 512 + 3,
      tablesBelow: 3,
      used: 2,
      user: true,
      rights: 'RWX',
    });
    expect(last).toMatchObject({ index: 511, kind: 'recursive', pagesBelow: 0, tablesBelow: 0, used: 2 });
  });

  it('count pages by the rights that all levels leave them', () => {
    // Of the leaves only the one of 1 GiB can be written: the level 2 entry above the small ones withholds it, and the one
    // of 2 MiB, which can be written too, cannot be executed.
    expect(rowsOf(4, 0)[0]!.rightsBelow).toEqual({
      writable: 512 * 512 + 512,
      executable: 512 * 512 + 3,
      writableExecutable: 512 * 512,
    });
    expect(rowsOf(2, 2)[0]!.rightsBelow).toEqual({ writable: 0, executable: 3, writableExecutable: 0 });
    expect(rowsOf(4, 0)[1]!.rightsBelow).toEqual({ writable: 0, executable: 0, writableExecutable: 0 });
  });

  it('of 2 MiB and 1 GiB are leaves with their own PAT', () => {
    expect(rowsOf(3, 1)[1]).toMatchObject({
      kind: 'page',
      leaf: true,
      leafSize: 2 ** 30,
      pagesBelow: 512 * 512,
      target: '0xc0000000',
      owner: 'not in the dump',
    });
    expect(rowsOf(2, 2)[1]).toMatchObject({
      kind: 'page',
      leafSize: 2 ** 21,
      target: '0x200000',
      rights: 'RW',
      flags: ['PRESENT', 'WRITABLE', 'USER_ACCESSIBLE', 'HUGE_PAGE', 'NO_EXECUTE', 'PAT'],
    });
    const [pages, withPat] = rowsOf(1, 3);
    expect(pages).toMatchObject({ index: 0, count: 2, rights: 'R X', user: true, owner: 'dump' });
    expect(withPat).toMatchObject({ index: 7, leafSize: 4096, user: false, flags: ['PRESENT', 'PAT'] });
  });

  it('that cannot be followed, or that the processor ignores, are told apart', () => {
    const memory = smallTree()
      .set(0, 5, 1, ALL | huge)
      .set(0, 6, 100)
      .set(0, 7, 1, writable)
      .set(1, 9, 512 * 512 + 512, ALL | huge)
      .set(2, 9, 512 + 4, ALL | huge);
    const tree = memory.tree();
    const kinds = tableChildren(tree, rootPlace(tree.tree), false).map(({ index, kind }) => [index, kind]);
    expect(kinds).toEqual([
      [0, 'table'],
      [5, 'broken'],
      [6, 'broken'],
      [7, 'absent'],
      [511, 'recursive'],
    ]);
    expect(walk(tree, 5n << 39n).verdict).toBe(
      'Not mapped: P4[5] sets bit 7 (HUGE_PAGE), which must be clear on level 4, so any access faults.',
    );
    expect(walk(tree, 6n << 39n).verdict).toBe(
      'Not mapped: P4[6] points to a table at 0x64000, which is not in the dump.',
    );
    expect(walk(tree, 7n << 39n).verdict).toContain('PRESENT is not among them');
    expect(walk(tree, 9n << 30n).verdict).toContain(
      'P3[9] sets bit 21, which must be clear in a page of 1 GiB',
    );
    expect(walk(tree, 9n << 21n).verdict).toContain(
      'P2[9] sets bit 14, which must be clear in a page of 2 MiB',
    );
  });

  it('are walked as the processor does, through one that leads back too', () => {
    expect(walk(mapped, 0x1234n)).toMatchObject({ phys: '0x6234', rights: 'R X' });
    expect(walk(mapped, 0x20_1234n)).toMatchObject({ phys: '0x201234', rights: 'RW' });
    expect(walk(mapped, 0x4000_1234n)).toMatchObject({ phys: '0xc0001234', rights: 'RWX' });
    const self = walk(mapped, 0xffff_ffff_ffff_f000n);
    expect(self.phys).toBe('0x0');
    expect(self.entries.map(({ kind }) => kind)).toEqual(['recursive', 'recursive', 'recursive', 'page']);
    // The level 1 table, seen through the recursive entry.
    expect(walk(mapped, 0xffff_ff80_0000_0000n).phys).toBe('0x3000');
  });

  it('make a picture', () => {
    const picture = tablePicture(mapped, [rootPlace(mapped.tree)]);
    expect(ENTRY_KINDS[picture.kinds[511]!]).toBe('recursive');
    expect(picture.rights[0]).toBe(15);
    expect([...picture.pages].filter((count) => count > 0)).toEqual([512 * 512 + 512 + 3]);
    const below = tablePicture(mapped, pathOf(mapped.tree, 3, 1, 0n)!);
    expect(below.path.map(({ table, index, used }) => [table, index, used])).toEqual([
      [0, -1, 2],
      [1, 0, 2],
      [2, 0, 2],
      [3, 0, 3],
    ]);
    expect(below.rights.subarray(0, 8)).toEqual(Uint8Array.of(13, 13, 0, 0, 0, 0, 0, 5));
    expect(pathOf(mapped.tree, 3, 1, 1n << 39n)).toBeNull();
  });

  it('tell where a table hangs on the shortest way', () => {
    const frames = tableFrames(mapped);
    expect([...frames].map(([frame, { level }]) => [frame, level])).toEqual([
      [0, 4],
      [1, 3],
      [2, 2],
      [3, 1],
    ]);
  });
});

describe('loops and tables that are linked many times over', () => {
  it('of all entries to one table on each level are counted, and listed as far as there is room', () => {
    const memory = new TableMemory(5);
    for (let index = 0; index < 512; index++) {
      memory.set(0, index, 1).set(1, index, 2).set(2, index, 3).set(3, index, 4);
    }
    const mapped = memory.tree();
    const started = performance.now();
    expect(mapped.total).toMatchObject({
      pages: 2 ** 36,
      tables: 512 + 512 ** 2 + 512 ** 3,
      more: false,
    });
    expect(mapped.leaves).toMatchObject({ count: 2 ** 21, more: true });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('each leading to all others cost no more than a large tree', () => {
    // Of level 2 tables that lead to level 3 tables there is another count below each of those.
    const memory = new TableMemory(600);
    for (let table = 0; table < 600; table++) {
      for (let index = 0; index < 512; index++) memory.set(table, index, (table * 7 + index) % 600, ALL);
    }
    let looks = 0;
    class CountedTree extends DumpTree {
      override readable(frame: number): boolean {
        looks++;
        return super.readable(frame);
      }
    }
    const tree = new CountedTree(memory.side().reader('physical', 0), 0);
    const { leaves, total } = new MappedTree(tree, new LeafTables());
    expect(total.more).toBe(true);
    expect(leaves.more).toBe(true);
    expect(leaves.count).toBeGreaterThan(2 ** 20);
    expect(looks).toBeLessThan(2 ** 19 + 2 ** 16);
  });

  it('without a single page end at once', () => {
    const memory = new TableMemory(5);
    for (let index = 0; index < 512; index++) memory.set(0, index, 1).set(1, index, 2).set(2, index, 3);
    const mapped = memory.tree();
    expect(mapped.leaves.count).toBe(0);
    expect(mapped.total.pages).toBe(0);
  });

  it('a level 2 table that leads to level 3 tables counts differently below each', () => {
    // 1 and 2 are level 3 tables; 3 is a level 2 table below both and leads to 1, whose entry maps one page there.
    const memory = new TableMemory(8).set(0, 0, 1).set(0, 1, 2).set(1, 0, 3).set(2, 0, 3).set(3, 0, 1);
    const mapped = memory.tree();
    // Below 1 the entry leads back; below 2 it makes 1 a level 1 table, whose one entry is a page.
    expect(tableChildren(mapped, rootPlace(mapped.tree), false).map((row) => row.pagesBelow)).toEqual([0, 1]);
    expect([...mapped.leaves.page]).toEqual([2 ** 27]);
  });
});
