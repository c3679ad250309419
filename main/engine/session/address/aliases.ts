import { hex, virtOfPage } from '../../../../shared/address';
import type { AliasRow } from '../../../../shared/table-types';
import { pagesPerEntry } from '../../paging/page-table';
import { rightsText } from '../tables/entry-kind';
import type { MappedTree } from '../tables/mapped-tree';

/** Leaves by the frames that they show: a look-up for any frame. */
interface FrameOrder {
  /** Leaves of one page, ascending by frame, then by page. */
  readonly small: Uint32Array;
  /** Leaves of more pages; there are few of them, and a frame may lie in the middle of any. */
  readonly large: Uint32Array;
}

/** The leaves that show a frame, ascending by page. */
export function leavesShowing(mapped: MappedTree, frame: number): number[] {
  const { leaves } = mapped;
  const { small, large } = frameOrder(mapped);
  const found: number[] = [];
  let low = 0;
  let high = small.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((leaves.frame[small[middle] as number] as number) < frame) low = middle + 1;
    else high = middle;
  }
  for (; leaves.frame[small[low] ?? leaves.count] === frame; low++) found.push(small[low] as number);
  for (const leaf of large) {
    const first = leaves.frame[leaf] as number;
    if (frame >= first && frame < first + pagesPerEntry(leaves.level[leaf] as number)) found.push(leaf);
  }
  return found.sort((a, b) => a - b);
}

/** How many pages show a frame. */
export function countAliases(mapped: MappedTree, frame: number): number {
  return leavesShowing(mapped, frame).length;
}

/** Pages that show a frame, ascending: `count` of them from one on. */
export function aliasesOf(
  mapped: MappedTree,
  frame: number,
  first: number,
  count: number,
): { readonly total: number; readonly rows: readonly AliasRow[] } {
  const showing = leavesShowing(mapped, frame);
  const rows = showing.slice(first, first + count).map((leaf): AliasRow => {
    const { leaves } = mapped;
    const page = (leaves.page[leaf] as number) + frame - (leaves.frame[leaf] as number);
    return {
      page,
      virt: hex(virtOfPage(page)),
      rights: rightsText(leaves.rights[leaf] as number),
      words: mapped.ownerOf(leaf).label,
      writtenAt: leaves.writtenAt[leaf] as number,
    };
  });
  return { total: showing.length, rows };
}

/** Made once for a tree. */
function frameOrder(mapped: MappedTree): FrameOrder {
  return mapped.kept('leaves by frame', () => {
    const { count, frame, level } = mapped.leaves;
    const small = new Uint32Array(count);
    const large: number[] = [];
    let rows = 0;
    let last = -1;
    let ascending = true;
    for (let leaf = 0; leaf < count; leaf++) {
      if (level[leaf] !== 1) {
        large.push(leaf);
        continue;
      }
      small[rows++] = leaf;
      if ((frame[leaf] as number) < last) ascending = false;
      last = frame[leaf] as number;
    }
    const order = small.subarray(0, rows);
    if (!ascending) order.sort((a, b) => (frame[a] as number) - (frame[b] as number) || a - b);
    return { small: order, large: Uint32Array.from(large) };
  });
}
