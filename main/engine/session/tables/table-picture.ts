import { hex, virtOfPage } from '../../../../shared/address';
import { PROVENANCE } from '../../../../shared/provenance';
import type { TablePicture } from '../../../../shared/table-types';
import { ENTRY_COUNT, frameOf, pagesPerEntry } from '../../paging/page-table';
import { KIND, rightsOf } from './entry-kind';
import { EntryRows, usedEntries } from './entry-rows';
import type { MappedTree } from './mapped-tree';
import type { TablePlace } from './table-path';

/** A table as a picture of its entries. @param path the way to it, root first */
export function tablePicture(mapped: MappedTree, path: readonly TablePlace[]): TablePicture {
  const { tree, counts } = mapped;
  const place = path[path.length - 1] as TablePlace;
  const { table, level } = place;
  const entries = new EntryRows(mapped, place);
  const kinds = new Uint8Array(ENTRY_COUNT);
  const rights = new Uint8Array(ENTRY_COUNT);
  const provenance = new Uint8Array(ENTRY_COUNT);
  const pages = new Float64Array(ENTRY_COUNT);
  let more = false;
  for (let index = 0; index < ENTRY_COUNT; index++) {
    const low = entries.low(index);
    const high = entries.high(index);
    const kind = entries.kind(index);
    kinds[index] = kind;
    if (kind === KIND.empty || kind === KIND.absent || kind === KIND.broken) continue;
    rights[index] = place.rights & rightsOf(low, high);
    if (kind === KIND.page) {
      provenance[index] = PROVENANCE[tree.owners.labelOf(entries.owner(index)).provenance];
      pages[index] = pagesPerEntry(level);
      continue;
    }
    provenance[index] = PROVENANCE.pageTable;
    if (kind === KIND.recursive) continue;
    const count = counts.of(frameOf(low, high), level - 1, table);
    pages[index] = count.pages;
    more ||= count.more;
  }
  return {
    table,
    level,
    virt: hex(virtOfPage(place.firstPage)),
    path: path.map((step) => ({
      table: step.table,
      level: step.level,
      index: step.index,
      virt: hex(virtOfPage(step.firstPage)),
      used: usedEntries(tree.words(step.table)),
    })),
    kinds,
    rights,
    provenance,
    pages,
    changed: entries.changed,
    ...(more ? { more: true as const } : {}),
  };
}
