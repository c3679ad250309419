import { describe, expect, it } from 'vitest';
import { findRanges } from '../../../../../main/engine/session/ranges/range-query';
import { rangeText } from '../../../../../main/engine/session/ranges/range-text';
import type { MappedTree } from '../../../../../main/engine/session/tables/mapped-tree';
import type { RangeFormat, RangeQuery } from '../../../../../shared/table-types';
import { ENTRY, leavesOfAllSizes, TableMemory } from '../../../../fixtures/tables';

const PLAIN: RangeQuery = { filter: '', merge: 'rights', sort: 'address', descending: false };

const allSizes = (): MappedTree => leavesOfAllSizes().tree();

function textOf(mapped: MappedTree, format: RangeFormat, query = PLAIN): string {
  const found = findRanges(mapped, query);
  return rangeText(found, query, format, 0, Math.max(1, found.count));
}

describe('texts as other programs print them', () => {
  it('QEMU’s info tlb: a line a leaf, with the flags of its entry', () => {
    expect(textOf(allSizes(), 'qemu-tlb')).toBe(
      [
        '0000000000001000: 0000000000005000 ---DA--U-',
        '0000000000002000: 0000000000006000 X----CT-W',
        '0000000000003000: 0000000000007000 X----CT-W',
        '0000000000004000: 0000000000009000 --------W',
        '0000000000400000: 0000000000400000 X-P------',
        '0000000000600000: 0000000000600000 X-P------',
        '00000000c0000000: 0000000100000000 -GP-----W',
        '',
      ].join('\n'),
    );
  });

  it('QEMU’s info mem: runs of equal rights to write and of ring 3', () => {
    expect(textOf(allSizes(), 'qemu-mem')).toBe(
      [
        '0000000000001000-0000000000002000 0000000000001000 ur-',
        '0000000000002000-0000000000005000 0000000000003000 -rw',
        '0000000000400000-0000000000800000 0000000000400000 -r-',
        '00000000c0000000-0000000100000000 0000000040000000 -rw',
        '',
      ].join('\n'),
    );
  });

  it('Linux’ ptdump: runs of equal flags on one level, and what is not mapped', () => {
    expect(textOf(allSizes(), 'ptdump')).toBe(
      [
        '---[ User Space ]---',
        '0x0000000000000000-0x0000000000001000           4K                               pte',
        '0x0000000000001000-0x0000000000002000           4K USR ro                     x  pte',
        '0x0000000000002000-0x0000000000004000           8K     RW PWT PCD             NX pte',
        '0x0000000000004000-0x0000000000005000           4K     RW                     x  pte',
        '0x0000000000005000-0x0000000000200000        2028K                               pte',
        '0x0000000000200000-0x0000000000400000           2M                               pmd',
        '0x0000000000400000-0x0000000000800000           4M     ro         PSE PAT     NX pmd',
        '0x0000000000800000-0x0000000040000000        1016M                               pmd',
        '0x0000000040000000-0x00000000c0000000           2G                               pud',
        '0x00000000c0000000-0x0000000100000000           1G     RW         PSE     GLB x  pud',
        '0x0000000100000000-0x0000008000000000         508G                               pud',
        '0x0000008000000000-0xffff800000000000   17179737600G                               pgd',
        '---[ Kernel Space ]---',
        '0xffff800000000000-0xffff800040000000           1G                               pmd',
        '0xffff800040000000-0xffff808000000000         511G                               pud',
        '0xffff808000000000-0x0000000000000000      130560G                               pgd',
        '',
      ].join('\n'),
    );
  });

  it('leave out what is not mapped where not everything is listed', () => {
    const query = { ...PLAIN, filter: 'size >= 4M' };
    expect(textOf(allSizes(), 'ptdump', query)).toBe(
      '0x0000000000400000-0x0000000000800000           4M     ro         PSE PAT     NX pmd\n' +
        '0x00000000c0000000-0x0000000100000000           1G     RW         PSE     GLB x  pud\n',
    );
  });

  it('count addresses on to the end of the space, as QEMU does', () => {
    const tree = new TableMemory(5).set(0, 511, 1).set(1, 511, 2).set(2, 511, 3).set(3, 511, 4).tree();
    expect(textOf(tree, 'qemu-mem')).toBe('fffffffffffff000-0001000000000000 0000000000001000 -rw\n');
    expect(textOf(tree, 'ptdump').trimEnd().split('\n').at(-1)).toMatch(
      /^0xfffffffffffff000-0x0000000000000000 +4K +RW +x {2}pte$/,
    );
  });

  it('count addresses on from half to half, as QEMU does', () => {
    const tree = new TableMemory(5).set(0, 255, 1).set(0, 256, 1);
    for (const index of [0, 511]) tree.set(1, index, 2).set(2, index, 3).set(3, index, 4);
    expect(textOf(tree.tree(), 'qemu-mem')).toContain(
      '00007ffffffff000-ffff800000001000 0000000000002000 -rw\n',
    );
    expect(textOf(tree.tree(), 'ptdump')).toMatch(
      /0x00007ffffffff000-0xffff800000000000 {3}\d+K .*pte\n---\[ Kernel Space \]---\n0xffff800000000000-0xffff800000001000 .* 4K/,
    );
  });

  it('follow entries that lead back, as QEMU does, where everything is listed', () => {
    const { present, user } = ENTRY;
    const tree = new TableMemory(6)
      .set(0, 0, 1)
      .set(0, 511, 0)
      .set(1, 0, 2, present | user)
      .set(2, 0, 3)
      .set(3, 1, 5)
      .tree();
    const plain = '0000000000001000: 0000000000005000 --------W\n';
    expect(textOf(tree, 'qemu-tlb')).toBe(
      plain +
        [
          'ffffff8000000000: 0000000000003000 --------W',
          'ffffffffc0000000: 0000000000002000 -------U-',
          'ffffffffffe00000: 0000000000001000 --------W',
          'fffffffffffff000: 0000000000000000 --------W',
          '',
        ].join('\n'),
    );
    expect(textOf(tree, 'qemu-mem').split('\n').slice(1, 3)).toEqual([
      'ffffff8000000000-ffffff8000001000 0000000000001000 -r-',
      'ffffffffc0000000-ffffffffc0001000 0000000000001000 -r-',
    ]);
    expect(textOf(tree, 'qemu-tlb', { ...PLAIN, filter: 'readable' })).toBe(plain);
  });

  it('end in memory that leads back everywhere, and say so', () => {
    const tree = new TableMemory(1);
    for (let index = 0; index < 512; index++) tree.set(0, index, 0);
    const lines = textOf(tree.tree(), 'qemu-tlb').trimEnd().split('\n');
    expect(lines.length).toBeLessThan(2 ** 15);
    expect(lines.at(-2)).toMatch(/-ffff800000000000 not looked at: /);
    expect(lines.at(-1)).toMatch(/^ffff800000000000-0001000000000000 not looked at/);
    const ptdump = textOf(tree.tree(), 'ptdump').trimEnd().split('\n');
    expect(ptdump.at(-1)).toMatch(/^0xffff800000000000-0x0000000000000000 +128T +not looked at$/);
  });
});
