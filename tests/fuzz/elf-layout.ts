/** Where an ELF file keeps its fields: read without checks, because damaged files are damaged further. */
import { DT, PT } from '../fixtures/elf-constants';

/** A number in the file. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly width: 1 | 2 | 4 | 8;
}

/** Fields by their names. */
export type Fields<Name extends string> = Readonly<Record<Name, Field>>;

export type HeaderField =
  | 'magic'
  | 'class'
  | 'data'
  | 'version'
  | 'type'
  | 'machine'
  | 'entry'
  | 'phoff'
  | 'shoff'
  | 'ehsize'
  | 'phentsize'
  | 'phnum'
  | 'shentsize'
  | 'shnum'
  | 'shstrndx';

export type SegmentField = 'type' | 'flags' | 'offset' | 'vaddr' | 'paddr' | 'filesz' | 'memsz' | 'align';

const HEADER_64: Readonly<Record<HeaderField, readonly [number, Field['width']]>> = {
  magic: [0, 4],
  class: [4, 1],
  data: [5, 1],
  version: [6, 1],
  type: [16, 2],
  machine: [18, 2],
  entry: [24, 8],
  phoff: [32, 8],
  shoff: [40, 8],
  ehsize: [52, 2],
  phentsize: [54, 2],
  phnum: [56, 2],
  shentsize: [58, 2],
  shnum: [60, 2],
  shstrndx: [62, 2],
};

const HEADER_32: typeof HEADER_64 = {
  ...HEADER_64,
  entry: [24, 4],
  phoff: [28, 4],
  shoff: [32, 4],
  ehsize: [40, 2],
  phentsize: [42, 2],
  phnum: [44, 2],
  shentsize: [46, 2],
  shnum: [48, 2],
  shstrndx: [50, 2],
};

const SEGMENT_64: Readonly<Record<SegmentField, readonly [number, Field['width']]>> = {
  type: [0, 4],
  flags: [4, 4],
  offset: [8, 8],
  vaddr: [16, 8],
  paddr: [24, 8],
  filesz: [32, 8],
  memsz: [40, 8],
  align: [48, 8],
};

const SEGMENT_32: typeof SEGMENT_64 = {
  type: [0, 4],
  offset: [4, 4],
  vaddr: [8, 4],
  paddr: [12, 4],
  filesz: [16, 4],
  memsz: [20, 4],
  flags: [24, 4],
  align: [28, 4],
};

/** Most headers and table entries that are looked at. */
const MOST_ROWS = 64;
export const DYNAMIC_SIZE = 16;
export const RELA_SIZE = 24;

/** The number in a field; 0 beyond the end of the file. */
export function readField(elf: Uint8Array, { offset, width }: Omit<Field, 'name'>): bigint {
  let value = 0n;
  for (let i = width - 1; i >= 0; i--) value = (value << 8n) | BigInt(elf[offset + i] ?? 0);
  return value;
}

/** Writes the low bytes of `value`, as far as they are in the file. */
export function writeField(elf: Uint8Array, { offset, width }: Omit<Field, 'name'>, value: bigint): void {
  for (let i = 0; i < width; i++) {
    if (offset + i < elf.length) elf[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
}

function fields<Name extends string>(
  layout: Readonly<Record<Name, readonly [number, Field['width']]>>,
  at: number,
  prefix: string,
): Fields<Name> {
  const entries = Object.entries(layout) as [Name, readonly [number, Field['width']]][];
  return Object.fromEntries(
    entries.map(([name, [offset, width]]) => [name, { name: prefix + name, offset: at + offset, width }]),
  ) as Fields<Name>;
}

export function isClass64(elf: Uint8Array): boolean {
  return elf[4] !== 1;
}

/** The fields of the ELF header. */
export function headerFields(elf: Uint8Array): Fields<HeaderField> {
  return fields(isClass64(elf) ? HEADER_64 : HEADER_32, 0, 'e_');
}

/** The fields of every program header that lies in the file. */
export function segmentFields(elf: Uint8Array): Fields<SegmentField>[] {
  const header = headerFields(elf);
  const [layout, size] = isClass64(elf) ? ([SEGMENT_64, 56] as const) : ([SEGMENT_32, 32] as const);
  const first = Number(readField(elf, header.phoff));
  const count = Math.min(Number(readField(elf, header.phnum)), MOST_ROWS);
  const found: Fields<SegmentField>[] = [];
  for (let index = 0; index < count && first + (index + 1) * size <= elf.length; index++) {
    found.push(fields(layout, first + index * size, `segment ${index} p_`));
  }
  return found;
}

/** Numbers of a program header. */
export function segmentValues(elf: Uint8Array, segment: Fields<SegmentField>): Record<SegmentField, bigint> {
  const names = Object.keys(segment) as SegmentField[];
  return Object.fromEntries(names.map((name) => [name, readField(elf, segment[name])])) as Record<
    SegmentField,
    bigint
  >;
}

/** Tag and value of every dynamic entry that lies in the file. ELF64 only, as the loader has it. */
export function dynamicFields(elf: Uint8Array): Fields<'tag' | 'value'>[] {
  return segmentFields(elf).flatMap((segment) => {
    const { type, offset, filesz } = segmentValues(elf, segment);
    if (type !== BigInt(PT.DYNAMIC)) return [];
    return rows(elf, offset, filesz, DYNAMIC_SIZE).map((at, index) =>
      fields({ tag: [0, 8], value: [8, 8] }, at, `dynamic ${index} `),
    );
  });
}

export type RelocationField = 'offset' | 'type' | 'symbol' | 'addend';

/** The fields of every relocation that lies in the file where DT_RELA says. */
export function relocationFields(elf: Uint8Array): Fields<RelocationField>[] {
  const dynamic = dynamicFields(elf);
  const valueOf = (tag: number): bigint | null => {
    const found = dynamic.find((entry) => readField(elf, entry.tag) === BigInt(tag));
    return found ? readField(elf, found.value) : null;
  };
  const table = valueOf(DT.RELA);
  const at = table === null ? null : fileOffset(elf, table);
  if (at === null) return [];
  return rows(elf, at, valueOf(DT.RELASZ) ?? 0n, RELA_SIZE).map((row, index) =>
    fields({ offset: [0, 8], type: [8, 4], symbol: [12, 4], addend: [16, 8] }, row, `relocation ${index} `),
  );
}

/** Where LOAD segments put the virtual address in the file. */
function fileOffset(elf: Uint8Array, address: bigint): bigint | null {
  for (const segment of segmentFields(elf)) {
    const { type, offset, vaddr, filesz } = segmentValues(elf, segment);
    if (type === BigInt(PT.LOAD) && address >= vaddr && address < vaddr + filesz) {
      return offset + address - vaddr;
    }
  }
  return null;
}

/** File offsets of the rows of a table. */
function rows(elf: Uint8Array, first: bigint, bytes: bigint, size: number): number[] {
  if (first > BigInt(elf.length)) return [];
  const start = Number(first);
  const count = Math.min(Number(bytes / BigInt(size)), MOST_ROWS);
  return Array.from({ length: count }, (_, index) => start + index * size).filter(
    (at) => at + size <= elf.length,
  );
}

const CONFIG_UUID = [0x74, 0x3c, 0xa9, 0x61, 0x09, 0x36, 0x46, 0xa0];

/** File offset of the kernel's own configuration, or `null`. */
export function configOffset(elf: Uint8Array): number | null {
  const at = Buffer.from(elf.buffer, elf.byteOffset, elf.byteLength).indexOf(Buffer.from(CONFIG_UUID));
  return at === -1 ? null : at;
}

/** All fields whose meaning is known, for saying what differs between two files. */
export function knownFields(elf: Uint8Array): Field[] {
  const tables = [...segmentFields(elf), ...dynamicFields(elf), ...relocationFields(elf)];
  return [headerFields(elf), ...tables].flatMap((table) => Object.values<Field>(table));
}
