/** Physical memories with page tables in them: of loads, and written by hand for what no load makes. */
import { imageAt } from '../../main/engine/export/image-reader';
import { rawPlan } from '../../main/engine/export/raw';
import { findRanges } from '../../main/engine/session/ranges/range-query';
import { rangeText } from '../../main/engine/session/ranges/range-text';
import type { MappedTree } from '../../main/engine/session/tables/mapped-tree';
import type { RangeFormat } from '../../shared/table-types';
import { linkedKernels } from '../fixtures/kernels';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../fixtures/loaded';
import { ENTRY, leavesOfAllSizes, TableMemory, treeOfLoad } from '../fixtures/tables';
import { workbenchOf } from '../fixtures/workbench';
import { written } from './written';

const { present, writable, user, huge, global, pat, noExecute } = ENTRY;
const ALL = present | writable | user;
const USED = (1n << 5n) | (1n << 6n);
const CACHE = (1n << 3n) | (1n << 4n);
/** Bits that the processor leaves to software. */
const SOFTWARE = (1n << 9n) | (1n << 11n) | (1n << 52n) | (1n << 58n);
/** Frames in 1 GiB. */
const GIB = 2 ** 18;
/** Bits 49 and 50 of an address, as a frame. */
const HIGH_FRAME = 2 ** 37 + 2 ** 38;

/** A memory, and what the engine makes of it. */
export interface TableImage {
  readonly name: string;
  readonly memory: Uint8Array;
  /** Physical address of the level 4 table. */
  readonly root: bigint;
  readonly mapped: MappedTree;
  /** Too many leaves for a line each. */
  readonly isVast?: boolean;
}

/** Everything that the engine copies of a tree in a format, asked for in pieces of this many rows. */
export function textOf({ mapped }: Pick<TableImage, 'mapped'>, format: RangeFormat, rows = Infinity): string {
  const query = { filter: '', merge: 'owner', sort: 'address', descending: false } as const;
  const found = findRanges(mapped, query);
  let text = '';
  for (let first = 0; first === 0 || first < found.count; first += rows) {
    text += rangeText(found, query, format, first, Math.min(rows, Math.max(found.count - first, 1)));
  }
  return text;
}

/** The memory of a load after a part of its ops. */
export function loadImage(name: string, elf: Uint8Array, part: number): TableImage {
  const session = openSession({ elf, machine: SMALL_MACHINE });
  const moment = Math.floor(session.summary().opCount * part);
  const view = workbenchOf(session).load();
  return {
    name: part === 1 ? name : `${name} at ${part}`,
    memory: written(rawPlan(imageAt(session, moment))),
    root: BigInt(view.rootFrame) << 12n,
    mapped: treeOfLoad(view, moment),
  };
}

function byHand(name: string, tables: TableMemory, more: Partial<TableImage> = {}): TableImage {
  return { name, memory: tables.bytes, root: 0n, mapped: tables.tree(), ...more };
}

const kernel = (name: string): Uint8Array =>
  (linkedKernels().find((one) => one.name === name) as { elf: Uint8Array }).elf;

/** Leaves of all sizes, with addresses beyond all memory and bits of software, under tables that withhold rights. */
function allSizes(): TableMemory {
  return (
    leavesOfAllSizes()
      .set(0, 1, 1, present | user)
      .set(0, 300, 1, present | writable | noExecute)
      .set(1, 4, GIB * 4, ALL | huge | USED)
      .set(1, 6, GIB * 9 + HIGH_FRAME, ALL | huge | pat | SOFTWARE)
      .set(2, 4, 2048 + HIGH_FRAME, present | huge | CACHE | SOFTWARE)
      // PAT of this level; as a leaf of level 2, which it is too, it is a large page.
      .set(3, 5, 512 * 9 + HIGH_FRAME, present | writable | huge | global | SOFTWARE)
      .set(3, 511, 5, ALL)
      .set(4, 511, 3, ALL | noExecute)
      .set(6, 0, 3, ALL)
  );
}

/** Level 4, 3 and 2 tables that lead back to themselves and to each other. */
function recursive(): TableMemory {
  return new TableMemory(8)
    .set(0, 0, 1, ALL)
    .set(0, 510, 0, present | writable | noExecute)
    .set(0, 511, 0, present | writable)
    .set(1, 0, 2, ALL)
    .set(1, 1, GIB * 5, ALL | huge)
    .set(1, 5, 1, present | user)
    .set(1, 6, 0, present | writable)
    .set(2, 0, 3, ALL | USED)
    .set(2, 1, 512, present | writable | huge | global)
    .set(2, 9, 2, ALL)
    .set(3, 7, 5, ALL)
    .set(3, 8, 6, present | noExecute);
}

/** Pages that end where a half of the space ends, and run on where they are counted on. */
function edges(): TableMemory {
  const memory = new TableMemory(5).set(0, 255, 1).set(0, 256, 1).set(0, 511, 1);
  for (const index of [0, 511]) memory.set(1, index, 2).set(2, index, 3).set(3, index, 4);
  return memory;
}

/** Entries that lead to where no memory is, and entries that are not present. */
function leadingOut(): TableMemory {
  return new TableMemory(4)
    .set(0, 0, 1, ALL)
    .set(0, 7, 2 ** 20, ALL)
    .set(0, 8, 5, writable | user)
    .set(1, 0, 2, ALL)
    .set(1, 9, 2 ** 30, ALL)
    .set(2, 0, 3, ALL)
    .set(2, 3, 2 ** 20, ALL)
    .set(3, 0, 2 ** 20, ALL)
    .set(3, 1, 6, writable | noExecute)
    .set(3, 2, 6, writable | noExecute)
    .set(3, 3, 6, 0n);
}

/** The whole of the lower half, and a part of the upper one that ends it. */
function full(): TableMemory {
  const memory = new TableMemory(2);
  for (let index = 0; index < 512; index++) {
    if (index < 256 || index === 511) memory.set(0, index, 1, ALL);
    memory.set(1, index, GIB * index, ALL | huge);
  }
  return memory;
}

/** Memories for programs that read page tables. */
export function tableImages(): TableImage[] {
  return [
    loadImage('sample-kernel', SAMPLE_ELF, 0.2),
    ...['ld-pie', 'ld-high-half', 'ld-tls', 'lld-2-mib-pages'].map((name) =>
      loadImage(name, kernel(name), 1),
    ),
    byHand('leaves of all sizes', allSizes()),
    byHand('tables that lead back', recursive()),
    byHand('edges of the halves', edges()),
    byHand('entries that lead out', leadingOut()),
    byHand('all of the lower half', full(), { isVast: true }),
    byHand('nothing', new TableMemory(1)),
  ];
}
