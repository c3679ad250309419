/** Elements of the tables that a linker leaves in a file: symbols, dynamic entries, relocations. */
import { hex } from '../../../../shared/address';
import {
  DYNAMIC_TAGS,
  named,
  RELOCATION_TYPES,
  SYMBOL_BINDINGS,
  SYMBOL_TYPES,
  VISIBILITIES,
  type DynamicValue,
} from './elf-names';
import { sectionReading } from './header-shapes';
import { textAt, type FileSection } from './layout';
import type { Element, Reading } from './structure';
import {
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

const RELATIVE = 8;
const SYMBOL_TYPE_TLS = 6;
const FIRST_RESERVED_SECTION = 0xff00;
const RESERVED_SECTIONS = {
  0xfff1: ['SHN_ABS', 'a number, not an address'],
  0xfff2: ['SHN_COMMON', 'common'],
} as const;

/** Bytes of one element of a table. */
export const ELEMENT_SIZES = {
  symbol: { wide: 24, narrow: 16 },
  dynamicEntry: { wide: 16, narrow: 8 },
  relocation: { wide: 24, narrow: 12 },
} as const;

/** One symbol of a table whose names stand in `strings`. */
export function symbolElement(words: Words, strings: FileSection | undefined, index: number): Element {
  const nameOf = (at: number): string => symbolName(words, strings, at);
  const { class64 } = words.layout;
  const name: FieldRow = ['st_name', 4, 4, (bytes) => reading(hex(small(bytes)), nameOf(small(bytes)))];
  const kinds: FieldRow[] = [
    ['st_info', 1, 1, symbolInfo],
    ['st_other', 1, 1, (bytes) => reading(...named(VISIBILITIES, small(bytes) & 3))],
    ['st_shndx', 2, 2, (bytes) => symbolSection(words, small(bytes))],
  ];
  const numbers: FieldRow[] = [
    ['st_value', 8, 4, (bytes, element) => symbolValue(words, bytes, element)],
    ['st_size', 8, 4, sizeReading],
  ];
  const rows = class64 ? [name, ...kinds, ...numbers] : [name, ...numbers, ...kinds];
  const length = class64 ? ELEMENT_SIZES.symbol.wide : ELEMENT_SIZES.symbol.narrow;
  return {
    kind: 'symbol',
    title: `symbol ${index}`,
    at: index * length,
    length,
    fields: fieldsOf(rows, class64),
    read: (bytes) => symbolSummary(words, nameOf, bytes),
  };
}

function symbolName(words: Words, strings: FileSection | undefined, at: number): string {
  if (at === 0 || strings === undefined || at >= strings.size) return '';
  return textAt(words.home.elf, strings.offset + at);
}

function symbolInfo(bytes: DataView): Reading {
  const info = small(bytes);
  const [type, typeMeaning] = named(SYMBOL_TYPES, info & 15);
  const [binding, bindingMeaning] = named(SYMBOL_BINDINGS, info >> 4);
  return reading(`${binding} ${type}`, `${bindingMeaning}, ${typeMeaning}`);
}

function symbolSection(words: Words, index: number): Reading {
  if (index === 0) return reading('SHN_UNDEF', 'defined elsewhere');
  if (index >= FIRST_RESERVED_SECTION) return reading(...named(RESERVED_SECTIONS, index, 'reserved'));
  return sectionReading(words, index);
}

/** Whether a symbol's value is an address of the kernel: not of one elsewhere, nor a mere number. */
function isAddress(words: Words, bytes: DataView): boolean {
  const info = words.layout.class64 ? 4 : 12;
  const section = small(part(bytes, info + 2, 2));
  const isThreadLocal = (bytes.getUint8(info) & 15) === SYMBOL_TYPE_TLS;
  return section !== 0 && section < FIRST_RESERVED_SECTION && !isThreadLocal;
}

function symbolValue(words: Words, bytes: DataView, element: DataView | null): Reading {
  if (element !== null && isAddress(words, element)) return words.address(unsigned(bytes));
  return numberReading(bytes);
}

function symbolSummary(words: Words, nameOf: (at: number) => string, bytes: DataView): Reading {
  const { class64 } = words.layout;
  const name = nameOf(small(part(bytes, 0, 4)));
  const info = class64 ? 4 : 12;
  const address = unsigned(class64 ? part(bytes, 8, 8) : part(bytes, 4, 4));
  const size = unsigned(class64 ? part(bytes, 16, 8) : part(bytes, 8, 4));
  const isPlace = isAddress(words, bytes);
  const parts = [symbolInfo(part(bytes, info, 1)).meaning];
  if (size > 0n) parts.push(bytesWords(size));
  if (isPlace) parts.push(`at ${hex(words.loaded(address))}`);
  return reading(name, parts.join(', '), isPlace ? words.address(address).link : null);
}

/** One entry of a dynamic table. */
export function dynamicElement(words: Words, index: number): Element {
  const { class64 } = words.layout;
  const length = class64 ? ELEMENT_SIZES.dynamicEntry.wide : ELEMENT_SIZES.dynamicEntry.narrow;
  const rows: FieldRow[] = [
    ['d_tag', 8, 4, tagReading],
    ['d_val', 8, 4, (bytes, element) => dynamicValue(words, bytes, element)],
  ];
  return {
    kind: 'dynamicEntry',
    title: `dynamic entry ${index}`,
    at: index * length,
    length,
    fields: fieldsOf(rows, class64),
    read: (bytes) => dynamicSummary(words, bytes),
  };
}

function tagWords(tag: bigint): readonly [name: string, meaning: string, value: DynamicValue] {
  const known = DYNAMIC_TAGS[Number(tag)];
  return known ?? [hex(tag), 'unknown tag', 'number'];
}

function tagReading(bytes: DataView): Reading {
  const [name, meaning] = tagWords(unsigned(bytes));
  return reading(name, meaning);
}

/** The number of an entry, read as its tag says. */
function dynamicValue(words: Words, bytes: DataView, element: DataView | null): Reading {
  if (element === null) return numberReading(bytes);
  const [, , kind] = tagWords(unsigned(part(element, 0, bytes.byteLength)));
  if (kind === 'size') return sizeReading(bytes);
  return kind === 'address' ? words.address(unsigned(bytes)) : numberReading(bytes);
}

function dynamicSummary(words: Words, bytes: DataView): Reading {
  const half = bytes.byteLength / 2;
  const value = unsigned(part(bytes, half, half));
  const [tag, meaning, kind] = tagWords(unsigned(part(bytes, 0, half)));
  const text = `${tag} ${hex(value)}`;
  if (kind === 'size') return reading(text, `${meaning}: ${value.toLocaleString('en-US')}`);
  return kind === 'address' ? reading(text, meaning, words.address(value).link) : reading(text, meaning);
}

/** One relocation with an addend. */
export function relocationElement(words: Words, index: number): Element {
  const { class64 } = words.layout;
  const length = class64 ? ELEMENT_SIZES.relocation.wide : ELEMENT_SIZES.relocation.narrow;
  const target = (bytes: DataView): Reading => words.address(unsigned(bytes));
  const rows: FieldRow[] = [
    ['r_offset', 8, 4, target],
    ['r_type', 4, 1, namedReading(RELOCATION_TYPES)],
    ['r_sym', 4, 3, (bytes) => reading(`${small(bytes)}`, small(bytes) === 0 ? 'no symbol' : 'symbol')],
    ['r_addend', 8, 4, target],
  ];
  return {
    kind: 'relocation',
    title: `relocation ${index}`,
    at: index * length,
    length,
    fields: fieldsOf(rows, class64),
    read: (bytes) => relocationSummary(words, bytes),
  };
}

function relocationSummary(words: Words, bytes: DataView): Reading {
  const { class64 } = words.layout;
  const type = class64 ? small(part(bytes, 8, 4)) : small(part(bytes, 4, 1));
  const offset = words.loaded(unsigned(class64 ? part(bytes, 0, 8) : part(bytes, 0, 4)));
  const addend = words.loaded(unsigned(class64 ? part(bytes, 16, 8) : part(bytes, 8, 4)));
  const [name, formula] = named(RELOCATION_TYPES, type);
  const { link } = words.pointer(offset);
  if (type !== RELATIVE) return reading(name, `${formula}, to ${hex(offset)}`, link);
  const symbol = words.home.symbolAt(addend);
  const points = symbol === null ? hex(addend) : `${hex(addend)} (${symbol})`;
  return reading(name, `writes ${points} to ${hex(offset)}`, link);
}
