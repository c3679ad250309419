import { hex, pageOfVirt, parseAddress, virtOfPage } from '../../../../shared/address';
import type { EngineCalls } from '../../../../shared/contract';
import { FailureError } from '../../../../shared/result';
import type { Workbench } from '../workbench';
import type { MappedTree } from './mapped-tree';
import { tableChildren } from './table-children';
import { tableFrames } from './table-frames';
import { pathOf, pathTo, rootPlace, type TablePlace } from './table-path';
import { tablePicture } from './table-picture';
import { walk } from './table-walk';
import { Trees } from './trees';

type TableCallName = 'pageTable.children' | 'pageTable.walk' | 'pageTable.picture' | 'pageTable.ofFrame';

/** A table at a place, as parameters name it. */
interface AskedTable {
  readonly table: number | null;
  readonly level: number;
  readonly virt: string;
}

/** Page tables, entry by entry. */
export function tableCalls(bench: Workbench): Pick<EngineCalls, TableCallName> {
  const trees = Trees.of(bench);
  return {
    'pageTable.children': ({ tables, ...params }) => {
      const mapped = trees.tree(params);
      return tables.map(({ level, virt, merge }) => {
        const place = placeAt(mapped, level, virt);
        return place === null ? [] : tableChildren(mapped, place, merge);
      });
    },
    'pageTable.walk': ({ virt, ...params }) => walk(trees.tree(params), addressOf(virt)),
    'pageTable.picture': (params) => {
      const mapped = trees.tree(params);
      const path = placesOf(mapped, params);
      if (path !== null) return tablePicture(mapped, path);
      throw new FailureError(
        'tables.gone',
        `At this moment no level ${params.level} table hangs at ${params.virt} in frame ${params.table}.`,
        'Go to a moment at which it does, or open another table.',
      );
    },
    'pageTable.ofFrame': ({ frame, ...params }) => {
      const spot = tableFrames(trees.tree(params)).get(frame);
      if (spot === undefined) return null;
      return { table: frame, level: spot.level, virt: hex(virtOfPage(spot.firstPage)) };
    },
  };
}

/** The table of a level at an address; `null` where none hangs there. */
function placeAt({ tree }: MappedTree, level: number, virt: string): TablePlace | null {
  const path = pathTo(tree, pageOfVirt(addressOf(virt)), level);
  const last = path[path.length - 1] as TablePlace;
  return last.level === level ? last : null;
}

/** The way to a table that parameters name; `null` where it does not hang there. */
function placesOf(mapped: MappedTree, { table, level, virt }: AskedTable): readonly TablePlace[] | null {
  const { tree } = mapped;
  return table === null ? [rootPlace(tree)] : pathOf(tree, table, level, addressOf(virt));
}

/** An address as it is typed. @throws FailureError `query.address` */
export function addressOf(text: string): bigint {
  const address = parseAddress(text);
  if (address !== null) return address;
  throw new FailureError(
    'query.address',
    `“${text}” is not an address.`,
    'Write it in hexadecimal, such as 0xffff800000000000.',
  );
}
