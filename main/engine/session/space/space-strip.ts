import { PROVENANCE, PROVENANCE_NAMES } from '../../../../shared/provenance';
import { RIGHT, type SpaceStrip } from '../../../../shared/table-types';
import { pagesPerEntry } from '../../paging/page-table';
import type { MappedTree } from '../tables/mapped-tree';

const COLOURS = PROVENANCE_NAMES.length;
/** All sets of {@link RIGHT} bits. */
const RIGHTS = 16;
const DANGEROUS = RIGHT.write | RIGHT.execute;

/**
 * A part of the virtual space as a picture.
 *
 * @param edges pages that bound the intervals, ascending
 */
export function spaceStrip(mapped: MappedTree, edges: Float64Array): SpaceStrip {
  const { leaves } = mapped;
  const colours = mapped.kept('space.colours', () => coloursOf(mapped));
  const rows = edges.length - 1;
  const counts = new Float64Array(rows * COLOURS);
  const rights = new Float64Array(rows * RIGHTS);
  const pages = new Float64Array(rows);
  const first = edges[0] as number;
  const end = edges[rows] as number;
  let row = 0;
  for (let leaf = mapped.leafFrom(first); leaf < leaves.count; leaf++) {
    const page = leaves.page[leaf] as number;
    if (page >= end) break;
    const behind = page + pagesPerEntry(leaves.level[leaf] as number);
    // The first leaf may begin before the first edge, and a large one may cover many intervals.
    while (row < rows - 1 && (edges[row + 1] as number) <= page) row++;
    for (let at = row; at < rows && (edges[at] as number) < behind; at++) {
      const part = Math.min(behind, edges[at + 1] as number) - Math.max(page, edges[at] as number);
      if (part <= 0) continue;
      const cell = at * COLOURS + (colours[leaf] as number);
      counts[cell] = (counts[cell] as number) + part;
      pages[at] = (pages[at] as number) + part;
      const set = at * RIGHTS + ((leaves.rights[leaf] as number) & (RIGHTS - 1));
      rights[set] = (rights[set] as number) + part;
    }
  }
  return { owner: mostFrequent(counts, rows), rights: shownRights(rights, rows), pages };
}

/** For each leaf the number of its owner's provenance. */
function coloursOf({ owners, tree }: MappedTree): Uint8Array {
  const known = new Map<number, number>();
  return Uint8Array.from(owners, (code) => {
    let colour = known.get(code);
    if (colour === undefined) known.set(code, (colour = PROVENANCE[tree.owners.labelOf(code).provenance]));
    return colour;
  });
}

/**
 * For each interval 1 + the colour that most of its pages have; 0 where nothing is mapped. Pages whose frames nobody has, as
 * tables in a dump may show, give way to those of any owner.
 */
function mostFrequent(counts: Float64Array, rows: number): Uint8Array {
  const owner = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let most = 0;
    for (let colour = 0; colour < COLOURS; colour++) {
      const count = counts[row * COLOURS + colour] as number;
      if (count <= most || colour === PROVENANCE.free) continue;
      most = count;
      owner[row] = colour + 1;
    }
    if (most === 0 && (counts[row * COLOURS + PROVENANCE.free] as number) > 0) {
      owner[row] = PROVENANCE.free + 1;
    }
  }
  return owner;
}

/**
 * For each interval the rights that most of its pages have. Pages that may be written and executed are few and looked for: one
 * of them is enough. Rights of several pages are never put together, as no page may have what that would say.
 */
function shownRights(counts: Float64Array, rows: number): Uint8Array {
  const shown = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let most = 0;
    let isDangerous = false;
    for (let set = 0; set < RIGHTS; set++) {
      const count = counts[row * RIGHTS + set] as number;
      const isWorse = (set & DANGEROUS) === DANGEROUS && count > 0;
      if (isWorse === isDangerous ? count <= most : !isWorse) continue;
      isDangerous = isWorse;
      most = count;
      shown[row] = set;
    }
  }
  return shown;
}
