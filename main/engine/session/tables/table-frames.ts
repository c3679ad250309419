import { ENTRY_COUNT, frameOf, pagesPerEntry } from '../../paging/page-table';
import { KIND, kindByBits } from './entry-kind';
import type { MappedTree } from './mapped-tree';

/** Where a table hangs: on the shortest way to it. */
export interface TableSpot {
  readonly level: number;
  readonly firstPage: number;
}

/** Tables that are looked for: a dump may be full of them. */
const MOST_TABLES = 2 ** 16;

/** The tables of a tree by their frames, on the shortest way to each, of several that of the lowest address. */
export function tableFrames(mapped: MappedTree): ReadonlyMap<number, TableSpot> {
  return mapped.kept('frames of tables', () => {
    const { tree } = mapped;
    const found = new Map<number, TableSpot>([[tree.rootFrame, { level: 4, firstPage: 0 }]]);
    let above = [...found];
    while (above.length > 0) {
      const next: [number, TableSpot][] = [];
      for (const [table, { level, firstPage }] of above) {
        const words = level > 1 ? tree.words(table) : null;
        for (let index = 0; words !== null && index < ENTRY_COUNT; index++) {
          const low = words[index * 2] as number;
          const high = words[index * 2 + 1] as number;
          const target = frameOf(low, high);
          if (kindByBits(low, high, level) !== KIND.table || found.has(target)) continue;
          if (!tree.readable(target) || found.size >= MOST_TABLES) continue;
          const spot = { level: level - 1, firstPage: firstPage + index * pagesPerEntry(level) };
          found.set(target, spot);
          next.push([target, spot]);
        }
      }
      above = next;
    }
    return found;
  });
}
