/** The row of a list that a byte is about: what is selected elsewhere, in the tables of the kernel file. */
import { addressAt } from '../../../../shared/address';
import type { FilePlace, RowList, RowPlace } from '../../../../shared/kernel-types';
import { partitionPoint } from '../../../../shared/partition-point';
import { dynamicTables } from '../../elf/dynamic-entries';
import { headerRows } from './header-rows';
import type { KernelFile } from './kernel-file';
import { PT_LOAD, SHT_NOBITS } from '../../elf/numbers';

/** Bytes that a relocation changes. */
const WIDTH = 8;

/** A byte as the file has it: where it stands, and its address there. */
interface FileByte {
  readonly offset: number | null;
  readonly address: bigint | null;
}

/** The row of a list that a place leads to, in the list's order; `null` for none. */
export function rowOf(kernel: KernelFile, list: RowList, at: RowPlace): number | null {
  const index = at.by === 'index' ? at.index : indexOf(kernel, list.of, byteOf(kernel, at));
  if (index === null) return null;
  switch (list.of) {
    case 'sections':
      return placeIn(kernel.sectionOrder.by(list.sort), index, list.descending);
    case 'symbols':
      return placeIn(kernel.queries.find(list.query).ids, index, list.query.descending);
    case 'relocations':
      return placeIn(kernel.relocationQueries.all(list.query), index, list.query.descending);
    default:
      return index;
  }
}

function placeIn(order: Uint32Array, index: number, descending: boolean): number | null {
  const place = order.indexOf(index);
  if (place < 0) return null;
  return descending ? order.length - 1 - place : place;
}

function byteOf({ view, raw, addresses }: KernelFile, at: Exclude<RowPlace, { by: 'index' }>): FileByte {
  if (at.by === 'virtual') {
    const address = BigInt.asUintN(64, addressAt('virtual', at.position) - view.offset);
    return { offset: addresses.find(address)?.offset ?? null, address };
  }
  const offset = BigInt(at.position);
  const load = raw.segments.find(
    (one) => one.type === PT_LOAD && offset >= one.offset && offset < one.offset + one.fileSize,
  );
  return {
    offset: at.position,
    address: load === undefined ? null : BigInt.asUintN(64, load.virt + offset - load.offset),
  };
}

/** Number of what a byte is about. The entry itself comes before what entries are about. */
function indexOf(kernel: KernelFile, list: RowList['of'], byte: FileByte): number | null {
  switch (list) {
    case 'header':
      return holding(headerRows(kernel), byte.offset);
    case 'notes':
      return holding(kernel.notes, byte.offset);
    case 'segments':
      return headerAt(kernel.raw.segmentTable, byte.offset) ?? loadOf(kernel, byte);
    case 'sections':
      return headerAt(kernel.raw.sectionTable, byte.offset) ?? sectionOf(kernel, byte);
    case 'dynamic':
      return dynamicAt(kernel, byte.offset);
    case 'symbols':
      return symbolEntry(kernel, byte.offset) ?? symbolAt(kernel, byte);
    case 'relocations':
      return relocationEntry(kernel, byte.offset) ?? relocationAt(kernel, byte);
  }
}

function holding(
  rows: readonly { readonly place: FilePlace | null }[],
  offset: number | null,
): number | null {
  if (offset === null) return null;
  const index = rows.findIndex(
    ({ place }) => place !== null && offset >= place.offset && offset < place.offset + place.length,
  );
  return index < 0 ? null : index;
}

/** Number of the entry of a table that a byte of the file belongs to. */
function headerAt(
  table: { readonly first: number; readonly entrySize: number; readonly count: number },
  offset: number | null,
): number | null {
  if (offset === null || offset < table.first) return null;
  const index = Math.floor((offset - table.first) / table.entrySize);
  return index < table.count ? index : null;
}

function loadOf({ addresses, raw }: KernelFile, { offset, address }: FileByte): number | null {
  if (address !== null) return addresses.segmentAt(address)?.index ?? null;
  if (offset === null) return null;
  const at = BigInt(offset);
  return raw.segments.find((one) => at >= one.offset && at < one.offset + one.fileSize)?.index ?? null;
}

/** The smallest section that has a byte: by its address, else by where it stands. */
function sectionOf({ mapping, raw }: KernelFile, { offset, address }: FileByte): number | null {
  const loaded = address === null ? null : mapping.sectionAt(address);
  if (loaded !== null || offset === null) return loaded?.index ?? null;
  const at = BigInt(offset);
  let found: { readonly index: number; readonly size: bigint } | null = null;
  for (const { index, type, offset: first, size } of raw.sections()) {
    const isIn = index > 0 && type !== SHT_NOBITS && at >= first && at < first + size;
    if (isIn && (found === null || size < found.size)) found = { index, size };
  }
  return found?.index ?? null;
}

function dynamicAt({ raw }: KernelFile, offset: number | null): number | null {
  let before = 0;
  for (const { at, entrySize, count } of dynamicTables(raw)) {
    const index = headerAt({ first: at, entrySize, count }, offset);
    if (index !== null) return before + index;
    before += count;
  }
  return null;
}

function symbolEntry({ symbols }: KernelFile, offset: number | null): number | null {
  for (const { first, at, count } of symbols.tables) {
    const index = headerAt({ first: at, entrySize: symbols.entrySize, count }, offset);
    if (index !== null) return first + index;
  }
  return null;
}

function symbolAt(kernel: KernelFile, { address }: FileByte): number | null {
  if (address === null) return null;
  return kernel.symbolOf(BigInt.asUintN(64, address + kernel.view.offset))?.id ?? null;
}

function relocationEntry({ relocations }: KernelFile, offset: number | null): number | null {
  for (const { first, at, entrySize, inFile, shape } of relocations.tables) {
    if (at < 0 || shape === 'relr') continue;
    const index = headerAt({ first: at, entrySize, count: inFile }, offset);
    if (index !== null) return first + index;
  }
  return null;
}

/** The relocation that changes a byte. */
function relocationAt({ relocations, relocationQueries }: KernelFile, { address }: FileByte): number | null {
  if (address === null) return null;
  const { offsetLow, offsetHigh } = relocations.columns;
  const order = relocationQueries.all({ text: '', sort: 'offset', descending: false });
  const [high, low] = [Number(address >> 32n), Number(address & 0xffff_ffffn)];
  const behind = partitionPoint(order.length, (i) => {
    const row = order[i] as number;
    const other = offsetHigh[row] as number;
    return other < high || (other === high && (offsetLow[row] as number) <= low);
  });
  const row = order[behind - 1];
  if (row === undefined) return null;
  const distance = (high - (offsetHigh[row] as number)) * 2 ** 32 + low - (offsetLow[row] as number);
  return distance < WIDTH ? row : null;
}
