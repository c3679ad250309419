import { hex, virtOfPage } from '../../../../shared/address';
import type { AliasRow } from '../../../../shared/table-types';
import { rightsText } from '../tables/entry-kind';
import type { MappedTree } from '../tables/mapped-tree';
import { walkPage } from '../tables/table-walk';

/** Pages that an answer about one frame names. */
const FIRST_ALIASES = 8;

/** The pages that show a frame: how many, and the first of them. */
export interface FrameAliases {
  readonly total: number;
  readonly rows: readonly AliasRow[];
}

/**
 * Which of some pages show a frame at the moment of a tree. Each is walked to, so that a moment that was never asked about
 * costs no more than one that was.
 *
 * @param pages those that ever did, ascending
 */
export function frameAliases(mapped: MappedTree, pages: readonly number[], frame: number): FrameAliases {
  const { tree } = mapped;
  const walks = pages.map((page) => ({ page, walk: walkPage(mapped, page) }));
  const showing = walks.filter(({ walk }) => walk.frame === frame);
  const rows = showing.slice(0, FIRST_ALIASES).map(({ page, walk }): AliasRow => {
    const leaf = walk.visited[walk.visited.length - 1];
    const writes = leaf === undefined ? [] : tree.writesOf(leaf.place.table, leaf.index).last;
    return {
      page,
      virt: hex(virtOfPage(page)),
      rights: rightsText(walk.rights),
      words: tree.owners.labelOf(tree.owners.codeOf(page, frame)).label,
      writtenAt: writes[writes.length - 1] ?? 0,
    };
  });
  return { total: showing.length, rows };
}
