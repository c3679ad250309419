/** One table with the way to it, as the panel draws them. */
import type { TablePicture, TreeOf } from '../../../shared/table-types';
import type { useEngineStore } from '../../stores/engine';
import type { TableAt } from '../../stores/page-table-view';
import { tableVirt } from './entry-text';

/** A table, and those above it. */
export interface ShownTable {
  readonly picture: TablePicture;
  /** Root first; not the table itself. */
  readonly above: readonly TablePicture[];
  /**
   * Where the wanted table is not there at the moment, this is the last one on the way to it, and the entry that ends the
   * way; `null`: it is the wanted one.
   */
  readonly instead: { readonly wanted: TableAt; readonly index: number } | null;
}

/** Reads the table at a place, or the last one on the way to it that there is. */
export async function readTable(
  engine: ReturnType<typeof useEngineStore>,
  tree: TreeOf,
  at: TableAt,
): Promise<ShownTable> {
  const { entries } = await engine.walkIn({ ...tree, virt: at.virt });
  const last = entries.filter(({ level }) => level >= at.level).at(-1);
  const place = {
    table: last?.table ?? null,
    level: last?.level ?? 4,
    virt: tableVirt(last?.level ?? 4, at.virt),
  };
  const picture = await engine.tablePicture({ ...tree, ...place });
  const above = await Promise.all(
    picture.path
      .slice(0, -1)
      .map(({ table, level, virt }) => engine.tablePicture({ ...tree, table, level, virt })),
  );
  const instead = place.level === at.level ? null : { wanted: at, index: last?.index ?? 0 };
  return { picture, above, instead };
}
