/** The ELF header and the tables of program and section headers. */
import { hex } from '../../../../shared/address';
import { PT_LOAD, SHT_NOBITS } from '../../elf/numbers';
import { FILE_TYPES, MACHINES, named, SECTION_FLAGS, SECTION_TYPES, SEGMENT_TYPES } from './elf-names';
import type { FileSection, FileSegment } from './layout';
import type { Element, Field, Reading } from './structure';
import {
  byteList,
  bytesWords,
  fieldsOf,
  namedReading,
  numberReading,
  part,
  reading,
  sizeReading,
  small,
  unsigned,
  type FieldRow,
  type Words,
} from './words';

const CLASSES = { 1: ['ELFCLASS32', '32-bit'], 2: ['ELFCLASS64', '64-bit'] } as const;
const ENCODINGS = {
  0: ['ELFDATANONE', 'none: the loader refuses it'],
  1: ['ELFDATA2LSB', 'little-endian'],
  2: ['ELFDATA2MSB', 'big-endian; the loader reads it as little-endian all the same'],
} as const;
const VERSIONS = { 0: ['EV_NONE', 'invalid'], 1: ['EV_CURRENT', 'the current one'] } as const;
const SYSTEMS = { 0: ['ELFOSABI_NONE', 'System V'], 3: ['ELFOSABI_GNU', 'GNU'] } as const;

/** Fields of the ELF header. */
export function headerFields(words: Words): Field[] {
  const offset = (bytes: DataView): Reading => words.tableOffset(bytes);
  const rows: FieldRow[] = [
    ['ei_magic', 4, 4, magic],
    ['ei_class', 1, 1, namedReading(CLASSES)],
    ['ei_data', 1, 1, namedReading(ENCODINGS)],
    ['ei_version', 1, 1, namedReading(VERSIONS)],
    ['ei_osabi', 1, 1, namedReading(SYSTEMS)],
    ['ei_abiversion', 1, 1, numberReading],
    ['ei_pad', 7, 7, (bytes) => reading(byteList(bytes), 'padding')],
    ['e_type', 2, 2, namedReading(FILE_TYPES)],
    ['e_machine', 2, 2, namedReading(MACHINES)],
    ['e_version', 4, 4, namedReading(VERSIONS)],
    ['e_entry', 8, 4, (bytes) => words.address(unsigned(bytes))],
    ['e_phoff', 8, 4, offset],
    ['e_shoff', 8, 4, offset],
    ['e_flags', 4, 4, numberReading],
    ['e_ehsize', 2, 2, sizeReading],
    ['e_phentsize', 2, 2, sizeReading],
    ['e_phnum', 2, 2, (bytes) => reading(`${small(bytes)}`, 'program headers')],
    ['e_shentsize', 2, 2, sizeReading],
    ['e_shnum', 2, 2, (bytes) => reading(`${small(bytes)}`, 'section headers')],
    ['e_shstrndx', 2, 2, (bytes) => sectionReading(words, small(bytes))],
  ];
  const fields = fieldsOf(rows, words.layout.class64);
  return fields.filter(({ at, length }) => at + length <= words.layout.headerSize);
}

function magic(bytes: DataView): Reading {
  const isElf = bytes.getUint32(0, false) === 0x7f454c46;
  return reading(byteList(bytes), isElf ? 'an ELF file' : 'not an ELF file');
}

/** A section by its number. */
export function sectionReading(words: Words, index: number): Reading {
  const { sections, sectionTable } = words.layout;
  const section = sections[index];
  if (section === undefined || sectionTable === null) return reading(`${index}`, 'no such section');
  const link = words.fileLink(sectionTable.first + index * sectionTable.entrySize);
  return reading(`${index}`, index === 0 ? 'none' : section.name, index === 0 ? null : link);
}

/** One program header. */
export function programHeader(words: Words, segment: FileSegment, size: number): Element {
  const word = [8, 4] as const;
  const addressReading = (bytes: DataView): Reading => words.address(unsigned(bytes));
  const flags: FieldRow = ['p_flags', 4, 4, (bytes) => segmentFlags(small(bytes))];
  const isWide = words.layout.class64;
  const rows: FieldRow[] = [
    ['p_type', 4, 4, namedReading(SEGMENT_TYPES)],
    ...(isWide ? [flags] : []),
    ['p_offset', ...word, (bytes) => words.fileOffset(bytes)],
    ['p_vaddr', ...word, addressReading],
    ['p_paddr', ...word, (bytes) => reading(hex(unsigned(bytes)), 'not looked at by the loader')],
    ['p_filesz', ...word, (bytes) => described(sizeReading(bytes), 'in the file')],
    ['p_memsz', ...word, (bytes) => described(sizeReading(bytes), 'in memory')],
    ...(isWide ? [] : [flags]),
    ['p_align', ...word, (bytes) => described(sizeReading(bytes), '')],
  ];
  return {
    kind: 'programHeader',
    title: `program header ${segment.index}`,
    at: segment.index * size,
    length: size,
    fields: fieldsOf(rows, isWide),
    read: (bytes) => summary(words, segment, bytes),
  };
}

function described(size: Reading, where: string): Reading {
  return { ...size, meaning: where === '' ? size.meaning : `${size.meaning} ${where}` };
}

function summary(words: Words, segment: FileSegment, bytes: DataView): Reading {
  const type = small(part(bytes, 0, 4));
  const [name, meaning] = named(SEGMENT_TYPES, type);
  const isWide = words.layout.class64;
  const flags = segmentFlags(small(part(bytes, isWide ? 4 : 24, 4))).meaning;
  const address = unsigned(isWide ? part(bytes, 16, 8) : part(bytes, 8, 4));
  const size = unsigned(isWide ? part(bytes, 40, 8) : part(bytes, 20, 4));
  const load = type === PT_LOAD ? `LOAD ${words.loadNumber(segment.index)}` : meaning;
  if (size === 0n) return reading(name, `${load}: ${flags}`);
  const { link } = words.address(address);
  return reading(name, `${load}: ${flags}, ${bytesWords(size)} at ${hex(words.loaded(address))}`, link);
}

function segmentFlags(flags: number): Reading {
  const letters = `${(flags & 4) !== 0 ? 'R' : ''}${(flags & 2) !== 0 ? 'W' : ''}${(flags & 1) !== 0 ? 'X' : ''}`;
  const rights = [
    (flags & 4) !== 0 ? 'readable' : '',
    (flags & 2) !== 0 ? 'writable' : '',
    (flags & 1) !== 0 ? 'executable' : '',
  ].filter((word) => word !== '');
  const rest = flags & ~7;
  if (rest !== 0) rights.push(`and ${hex(rest >>> 0)}`);
  return reading(
    letters === '' ? hex(flags) : letters,
    rights.length === 0 ? 'no rights' : rights.join(', '),
  );
}

/** One section header. */
export function sectionHeader(words: Words, section: FileSection, size: number): Element {
  const word = [8, 4] as const;
  const rows: FieldRow[] = [
    ['sh_name', 4, 4, (bytes) => reading(hex(small(bytes)), section.name === '' ? 'no name' : section.name)],
    ['sh_type', 4, 4, namedReading(SECTION_TYPES)],
    ['sh_flags', ...word, sectionFlags],
    ['sh_addr', ...word, (bytes) => sectionAddress(words, unsigned(bytes))],
    ['sh_offset', ...word, (bytes) => words.fileOffset(bytes)],
    ['sh_size', ...word, sizeReading],
    ['sh_link', 4, 4, (bytes) => sectionReading(words, small(bytes))],
    ['sh_info', 4, 4, numberReading],
    ['sh_addralign', ...word, sizeReading],
    ['sh_entsize', ...word, sizeReading],
  ];
  return {
    kind: 'sectionHeader',
    title: `section header ${section.index}`,
    at: section.index * size,
    length: size,
    fields: fieldsOf(rows, words.layout.class64),
    read: (bytes) => sectionSummary(words, section, bytes),
  };
}

function sectionAddress(words: Words, address: bigint): Reading {
  return address === 0n ? reading('0x0', 'not in memory') : words.address(address);
}

function sectionFlags(bytes: DataView): Reading {
  const flags = unsigned(bytes);
  const set = SECTION_FLAGS.filter(([bit]) => (flags & bit) !== 0n);
  return reading(hex(flags), set.length === 0 ? 'none' : set.map(([, , meaning]) => meaning).join(', '));
}

function sectionSummary(words: Words, section: FileSection, bytes: DataView): Reading {
  const [type, meaning] = named(SECTION_TYPES, small(part(bytes, 4, 4)));
  const isWide = words.layout.class64;
  const size = unsigned(isWide ? part(bytes, 32, 8) : part(bytes, 20, 4));
  const offset = small(isWide ? part(bytes, 24, 8) : part(bytes, 16, 4));
  const link = section.type === SHT_NOBITS || size === 0n ? null : words.fileLink(offset);
  const value = section.name === '' ? type : section.name;
  return reading(value, size === 0n ? meaning : `${meaning}, ${bytesWords(size)}`, link);
}
