import { isCanonical } from '../../../../shared/address';
import { RIGHT, type AccessFaults } from '../../../../shared/table-types';
import { PRESENT } from '../../paging/page-table';
import { reservedBit, rightsOf } from '../tables/entry-kind';
import { whyNotMapped, type PageWalk, type Visited } from '../tables/table-walk';
import type { TableTree } from '../tables/table-tree';

/** Bits of the error code that a page fault pushes. */
const CODE = { present: 1, write: 2, reserved: 8, fetch: 16 } as const;

/** Why ring 0 is held to flags: what the bootloader has set, and what of a dump's processor nobody knows. */
const SET = { write: 'and CR0.WP holds ring 0 to it', execute: 'and EFER.NXE is set' } as const;
const UNKNOWN = {
  write: 'which holds ring 0 where CR0.WP is set',
  execute: 'which counts where EFER.NXE is set',
} as const;

/**
 * What an access by the kernel, which runs in ring 0, ends in. The bootloader sets CR0.WP and EFER.NXE, so that pages
 * without WRITABLE and with NO_EXECUTE bind ring 0 too; it sets neither SMEP nor SMAP.
 */
export function accessFaults(tree: TableTree, address: bigint, walk: PageWalk): AccessFaults {
  if (!isCanonical(address)) {
    const words = 'general protection fault (#GP): the address is not canonical, no page table is asked';
    return { read: words, write: words, execute: words };
  }
  if (walk.frame === null) return notMapped(tree, walk);
  const why = tree.kernel === null ? UNKNOWN : SET;
  const withheldWrite = withholding(walk, RIGHT.write);
  const withheldExecute = withholding(walk, RIGHT.execute);
  return {
    read: null,
    write:
      withheldWrite === ''
        ? null
        : pageFault(CODE.present | CODE.write, `${withheldWrite} has no WRITABLE, ${why.write}`),
    execute:
      withheldExecute === ''
        ? null
        : pageFault(CODE.present | CODE.fetch, `${withheldExecute} has NO_EXECUTE, ${why.execute}`),
  };
}

function notMapped(tree: TableTree, walk: PageWalk): AccessFaults {
  const { place, index, low } = walk.visited[walk.visited.length - 1] as Visited;
  const reserved = (low & PRESENT) !== 0;
  if (reserved && reservedBit(low, place.level) === '') {
    const words = `not known: ${whyNotMapped(tree, walk)}`;
    return { read: words, write: words, execute: words };
  }
  const base = reserved ? CODE.present | CODE.reserved : 0;
  const cause = reserved
    ? `P${place.level}[${index}] sets ${reservedBit(low, place.level)}`
    : `P${place.level}[${index}] is not present`;
  return {
    read: pageFault(base, cause),
    write: pageFault(base | CODE.write, cause),
    execute: pageFault(base | CODE.fetch, cause),
  };
}

/** The entries that withhold a right, e.g. `P4[1] and P1[3]`; empty where none does. */
function withholding({ visited }: PageWalk, right: number): string {
  const names = visited
    .filter(({ low, high }) => (rightsOf(low, high) & right) === 0)
    .map(({ place, index }) => `P${place.level}[${index}]`);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `each of ${names.join(', ')} and ${last}`;
}

function pageFault(code: number, why: string): string {
  return `page fault (#PF, error code 0x${code.toString(16)}): ${why}`;
}
