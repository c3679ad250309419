import { hex, isCanonical, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { DataRow } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';
import { virtualLink } from '../links';
import { FILE_TYPES, MACHINES } from '../structures/elf-names';
import type { Field } from '../structures/structure';
import {
  fieldsOf,
  namedReading,
  numberReading,
  part,
  reading,
  small,
  unsigned,
  type FieldRow,
} from '../structures/words';
import { readRange } from './read-range';
import type { SpaceReader } from './side';

const POINTER_BYTES = 8;
/** Bytes of the longer of the two ELF headers. */
const HEADER_BYTES = 64;
const ELF_MAGIC = 0x7f454c46;
/** Bytes before `e_type`. */
const IDENT_BYTES = 16;
const CLASS_AT = 4;

/** Readings of the bytes of a dump that take more than numbers and texts: the header of an ELF file, an address. */
export function dumpData(reader: SpaceReader, space: MemorySpace, position: number): DataRow[] {
  const bytes = bytesFrom(reader, position);
  return [...headerRows(bytes), ...pointerRows(reader, space, bytes)];
}

/** Bytes from a position on, up to the first that is not there or cannot be read. */
function bytesFrom(reader: SpaceReader, position: number): DataView {
  const bytes = new Uint8Array(HEADER_BYTES);
  let end = position;
  for (const found of readRange(reader, position, HEADER_BYTES)) {
    if (found.kind !== 'bytes') break;
    bytes.set(found.bytes, found.first - position);
    end = found.first + found.bytes.length;
  }
  return new DataView(bytes.buffer, 0, end - position);
}

/** An ELF header that begins at the byte. */
function headerRows(bytes: DataView): DataRow[] {
  if (bytes.byteLength < IDENT_BYTES || bytes.getUint32(0, false) !== ELF_MAGIC) return [];
  const isWide = bytes.getUint8(CLASS_AT) !== 1;
  const row = { group: 'ELF header', link: null };
  const kind: DataRow = {
    ...row,
    label: 'class',
    value: isWide ? 'ELFCLASS64' : 'ELFCLASS32',
    meaning: isWide ? '64-bit' : '32-bit',
    offset: CLASS_AT,
    length: 1,
  };
  const there = fieldsOf(HEADER_FIELDS, isWide).filter(
    ({ at, length }) => IDENT_BYTES + at + length <= bytes.byteLength,
  );
  const fields = there.map(({ name, at, length, read }): DataRow => {
    const offset = IDENT_BYTES + at;
    const { value, meaning } = read(part(bytes, offset, length), null);
    return { ...row, label: name, value, meaning, offset, length };
  });
  return [kind, ...fields];
}

const addressField: Field['read'] = (bytes) => reading(hex(unsigned(bytes)), 'as the file gives it');
const offsetField: Field['read'] = (bytes) => {
  const offset = unsigned(bytes);
  return reading(hex(offset), offset === 0n ? 'none' : 'from the start of the header');
};

const HEADER_FIELDS: readonly FieldRow[] = [
  ['e_type', 2, 2, namedReading(FILE_TYPES)],
  ['e_machine', 2, 2, namedReading(MACHINES)],
  ['e_version', 4, 4, numberReading],
  ['e_entry', 8, 4, addressField],
  ['e_phoff', 8, 4, offsetField],
  ['e_shoff', 8, 4, offsetField],
  ['e_flags', 4, 4, numberReading],
  ['e_ehsize', 2, 2, numberReading],
  ['e_phentsize', 2, 2, numberReading],
  ['e_phnum', 2, 2, (bytes) => reading(`${small(bytes)}`, 'program headers')],
  ['e_shentsize', 2, 2, numberReading],
  ['e_shnum', 2, 2, (bytes) => reading(`${small(bytes)}`, 'section headers')],
  ['e_shstrndx', 2, 2, numberReading],
];

/** Eight bytes as a virtual address; in a dump of virtual memory it may lead to another byte of it. */
function pointerRows(reader: SpaceReader, space: MemorySpace, bytes: DataView): DataRow[] {
  if (bytes.byteLength < POINTER_BYTES) return [];
  const address = bytes.getBigUint64(0, true);
  const row = { group: 'pointer', label: 'address', value: hex(address), offset: 0, length: POINTER_BYTES };
  if (address === 0n) return [{ ...row, meaning: 'null', link: null }];
  if (!isCanonical(address)) return [{ ...row, meaning: 'no address: bits 47 to 63 differ', link: null }];
  if (space !== 'virtual') {
    const meaning = 'a virtual address; how it is mapped, a dump of physical memory does not say';
    return [{ ...row, meaning, link: null }];
  }
  const page = pageOfVirt(address);
  const within = Number(address % BigInt(PAGE_SIZE));
  const isThere = [...reader.runs(page, page + 1)].length > 0 && within < reader.lengthOf(page);
  if (!isThere) return [{ ...row, meaning: 'outside of the dump', link: null }];
  return [{ ...row, meaning: 'in the dump', link: virtualLink(address) }];
}
