import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { NearestMapped } from '../../../../shared/table-types';
import { pagesPerEntry } from '../../paging/page-table';
import type { MappedTree } from '../tables/mapped-tree';

/** The mapped bytes next to an address that is not mapped, below and above; `null` where there is none. */
export function nearestMapped(
  mapped: MappedTree,
  address: bigint,
): { readonly below: NearestMapped | null; readonly above: NearestMapped | null } {
  const { leaves } = mapped;
  const above = leafAbove(mapped, address);
  return {
    below: above === 0 ? null : nearest(mapped, address, above - 1, lastByte(mapped, above - 1)),
    above:
      above === leaves.count
        ? null
        : nearest(mapped, address, above, virtOfPage(leaves.page[above] as number)),
  };
}

/** The first leaf whose addresses are above one, which may be none that is canonical. */
function leafAbove({ leaves }: MappedTree, address: bigint): number {
  let low = 0;
  let high = leaves.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (virtOfPage(leaves.page[middle] as number) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lastByte({ leaves }: MappedTree, leaf: number): bigint {
  const pages = pagesPerEntry(leaves.level[leaf] as number);
  return virtOfPage((leaves.page[leaf] as number) + pages - 1, PAGE_SIZE - 1);
}

function nearest(mapped: MappedTree, address: bigint, leaf: number, virt: bigint): NearestMapped {
  const distance = virt > address ? virt - address : address - virt;
  return { virt: hex(virt), distance: hex(distance), owner: mapped.ownerOf(leaf).label };
}
