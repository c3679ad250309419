/** Every structure of a kernel file, by where its headers and tables say that it is. */
import { hex, PAGE_SIZE } from '../../../../shared/address';
import {
  PT_DYNAMIC,
  PT_LOAD,
  PT_NOTE,
  PT_TLS,
  SHT_DYNSYM,
  SHT_NOTE,
  SHT_RELA,
  SHT_STRTAB,
  SHT_SYMTAB,
} from '../../elf/numbers';
import { CONFIG_LENGTHS, configFields } from './config-shape';
import { named, SECTION_TYPES } from './elf-names';
import { headerFields, programHeader, sectionHeader } from './header-shapes';
import type { ElfHome } from './home';
import { readLayout, type FileLayout, type FileSection, type FileSegment } from './layout';
import { noteElements } from './note-shapes';
import { StringTables } from './string-shapes';
import { equalElements, type Elements, type Field, type Structure } from './structure';
import { dynamicElement, ELEMENT_SIZES, relocationElement, symbolElement } from './table-shapes';
import { bytesWords, Words } from './words';

const DT_RELA = 7n;
const DT_RELASZ = 8n;

/** Structures of one kind beyond so many are left out: a hostile file names the same bytes thousands of times. */
const MOST_OF_KIND = 1000;

type Part = Pick<Structure, 'key' | 'kind' | 'title' | 'first' | 'length'> &
  Partial<Pick<Structure, 'value' | 'meaning' | 'link' | 'fields' | 'elements' | 'unit'>>;

/** The structures of a file. None reaches out of it. */
export class Catalogue {
  readonly layout: FileLayout | null;
  /** Ascending by their first bytes. */
  readonly structures: readonly Structure[];
  private readonly byKey: ReadonlyMap<string, Structure>;
  private readonly strings = new StringTables();

  constructor(private readonly home: ElfHome) {
    this.layout = readLayout(home.elf);
    const found = this.layout === null ? [] : this.find(new Words(home, this.layout));
    this.structures = found.sort((a, b) => a.first - b.first);
    this.byKey = new Map(found.map((structure) => [structure.key, structure]));
  }

  named(key: string): Structure | null {
    return this.byKey.get(key) ?? null;
  }

  /** Those with a byte in `first` to `end`, excluded; large ones before those in them. */
  within(first: number, end: number): Structure[] {
    const { structures } = this;
    const found: Structure[] = [];
    for (let i = 0; i < structures.length; i++) {
      const structure = structures[i] as Structure;
      if (structure.first >= end) break;
      if (structure.first + structure.length > first) found.push(structure);
    }
    return found.sort((a, b) => b.length - a.length || a.first - b.first);
  }

  private find(words: Words): Structure[] {
    const { layout } = words;
    const { headerSize, segments, sections } = layout;
    const found: Structure[] = [
      this.make({
        ...{ key: 'eh', kind: 'elfHeader', title: 'ELF header', first: 0, length: headerSize },
        meaning: layout.class64 ? '64-bit ELF file' : '32-bit ELF file',
        fields: headerFields(words),
      }),
      ...this.headerTables(words),
    ];
    const add = (structures: readonly (Structure | null)[]): void => {
      for (const structure of structures.slice(0, MOST_OF_KIND))
        if (structure !== null) found.push(structure);
    };
    const segmentsOf = (type: number): FileSegment[] => segments.filter((segment) => segment.type === type);
    const sectionsOf = (...types: number[]): FileSection[] =>
      sections.filter((section) => types.includes(section.type));
    add(sectionsOf(SHT_SYMTAB, SHT_DYNSYM).map((section) => this.symbols(words, section)));
    add(sectionsOf(SHT_STRTAB).map((section) => this.stringTable(section)));
    add(segmentsOf(PT_DYNAMIC).map((segment) => this.dynamicTable(words, segment)));
    add(segmentsOf(PT_DYNAMIC).map((segment) => this.relocationTable(words, segment)));
    add(sectionsOf(SHT_RELA).map((section) => this.sectionRelocations(words, section, found)));
    add(
      segmentsOf(PT_NOTE).map((segment) =>
        this.notes(`no${segment.index}`, segment.offset, segment.fileSize),
      ),
    );
    const isNew = (section: FileSection): boolean => !holds(found, 'notes', section);
    add(
      sectionsOf(SHT_NOTE)
        .filter(isNew)
        .map((section) => this.notes(`ns${section.index}`, section.offset, section.size)),
    );
    add(segmentsOf(PT_TLS).map((segment) => this.tlsTemplate(words, segment)));
    add(sections.filter(({ name }) => name === '.bootloader-config').map((section) => this.config(section)));
    return found;
  }

  /** A structure as far as the file goes. */
  private make({ first, length, ...rest }: Part): Structure {
    const there = Math.min(length, this.home.elf.length - first);
    const nothing = { value: '', meaning: '', link: null, fields: [], elements: null };
    return { ...nothing, unit: ['entry', 'entries'], ...rest, first, length: there };
  }

  /** Bytes of the file from `first` on that are there; 0 for a place behind its end. */
  private there(first: number, length: number): number {
    return first < this.home.elf.length ? Math.min(length, this.home.elf.length - first) : 0;
  }

  private headerTables(words: Words): Structure[] {
    const { segmentTable, sectionTable, segments, sections } = words.layout;
    const made: Structure[] = [];
    if (segmentTable !== null) {
      const { first, entrySize, count } = segmentTable;
      made.push(
        this.make({
          ...{
            key: 'ph',
            kind: 'programHeaders',
            title: 'program headers',
            first,
            length: count * entrySize,
          },
          unit: ['header', 'headers'],
          meaning: 'what the loader maps, and how',
          elements: () =>
            equalElements(count, entrySize, (i) =>
              programHeader(words, segments[i] as FileSegment, entrySize),
            ),
        }),
      );
    }
    if (sectionTable !== null) {
      const { first, entrySize, count } = sectionTable;
      made.push(
        this.make({
          ...{
            key: 'sh',
            kind: 'sectionHeaders',
            title: 'section headers',
            first,
            length: count * entrySize,
          },
          unit: ['header', 'headers'],
          meaning: 'what a linker knows of the file',
          elements: () =>
            equalElements(count, entrySize, (i) =>
              sectionHeader(words, sections[i] as FileSection, entrySize),
            ),
        }),
      );
    }
    return made;
  }

  /** A table of equal elements; `null` where the file has not a whole one. */
  private table(about: Part, size: number, element: Parameters<typeof equalElements>[2]): Structure | null {
    const count = Math.floor(this.there(about.first, about.length) / size);
    if (count === 0) return null;
    const elements = (): Elements => equalElements(count, size, element);
    return this.make({ ...about, length: count * size, elements });
  }

  private symbols(words: Words, section: FileSection): Structure | null {
    const strings = words.section(section.link);
    const about: Part = {
      ...placeOf(section, 'sy'),
      kind: 'symbolTable',
      title: section.name === '' ? 'symbol table' : section.name,
      meaning: named(SECTION_TYPES, section.type)[1],
    };
    return this.table(about, sizeOf('symbol', words.layout), (i) => symbolElement(words, strings, i));
  }

  private stringTable(section: FileSection): Structure | null {
    const { first, length, key } = placeOf(section, 'st');
    const there = this.there(first, length);
    if (there === 0) return null;
    const { home, strings } = this;
    const title = section.name === '' ? 'string table' : section.name;
    const about: Part = { key, first, length: there, kind: 'stringTable', title, meaning: 'names' };
    const elements = (): Elements => strings.elements(key, home.elf.subarray(first, first + there));
    return this.make({ ...about, unit: ['string', 'strings'], elements });
  }

  private dynamicTable(words: Words, { index, offset, fileSize }: FileSegment): Structure | null {
    const about: Part = {
      ...{ key: `dy${index}`, kind: 'dynamicTable', title: 'dynamic table', first: offset, length: fileSize },
      meaning: 'says where the relocations are',
    };
    return this.table(about, sizeOf('dynamicEntry', words.layout), (i) => dynamicElement(words, i));
  }

  /** The relocations that a dynamic table names. */
  private relocationTable(words: Words, segment: FileSegment): Structure | null {
    const { address, size } = dynamicRelocations(this.home.elf, segment, words.layout.class64);
    if (address === null || size === 0) return null;
    const holder = words.layout.segments.find(
      (one) => one.type === PT_LOAD && offsetOf(one, address) !== null,
    );
    const first = holder === undefined ? null : offsetOf(holder, address);
    if (holder === undefined || first === null) return null;
    const length = Math.min(size, holder.offset + holder.fileSize - first);
    const about: Part = {
      ...{ key: `re${segment.index}`, kind: 'relocationTable', title: 'relocation table', first, length },
      meaning: 'what the loader writes into the kernel once it is mapped',
    };
    return this.table(about, sizeOf('relocation', words.layout), (i) => relocationElement(words, i));
  }

  /** Relocations of a section, where no dynamic table names them. */
  private sectionRelocations(
    words: Words,
    section: FileSection,
    found: readonly Structure[],
  ): Structure | null {
    if (holds(found, 'relocationTable', section)) return null;
    const about: Part = {
      ...placeOf(section, 'rs'),
      kind: 'relocationTable',
      title: section.name === '' ? 'relocations' : section.name,
      meaning: 'relocations that the loader does not look at',
    };
    return this.table(about, sizeOf('relocation', words.layout), (i) => relocationElement(words, i));
  }

  private notes(key: string, first: number, size: number): Structure | null {
    const length = this.there(first, size);
    const elements = noteElements(this.home.elf.subarray(first, first + length));
    if (elements.count === 0) return null;
    const about: Part = { key, kind: 'notes', title: 'notes', first, length };
    return this.make({ ...about, unit: ['note', 'notes'], elements: () => elements });
  }

  private tlsTemplate(words: Words, segment: FileSegment): Structure | null {
    const { offset, fileSize, memorySize, virtualAddress } = segment;
    const length = this.there(offset, fileSize);
    if (length === 0) return null;
    const zeros = memorySize - fileSize;
    const rest = zeros > 0 ? `, and ${bytesWords(zeros)} of zeros` : '';
    return this.make({
      ...{ key: `tl${segment.index}`, kind: 'tlsTemplate', title: 'TLS template', first: offset, length },
      value: hex(words.loaded(virtualAddress)),
      meaning: `each thread starts with a copy of these ${bytesWords(fileSize)}${rest}`,
      link: words.address(virtualAddress).link,
    });
  }

  private config(section: FileSection): Structure | null {
    const { first, length, key } = placeOf(section, 'bc');
    const isWhole = CONFIG_LENGTHS.includes(length) && this.there(first, length) === length;
    const fields: readonly Field[] = isWhole ? configFields(length) : [];
    const meaning = isWhole
      ? 'what the kernel asks of the bootloader'
      : `${bytesWords(length)}, which no release of the bootloader reads`;
    if (this.there(first, length) === 0) return null;
    return this.make({ key, kind: 'bootloaderConfig', title: section.name, first, length, meaning, fields });
  }
}

function placeOf(section: FileSection, prefix: string): Pick<Part, 'key' | 'first' | 'length'> {
  return { key: `${prefix}${section.index}`, first: section.offset, length: section.size };
}

function sizeOf(kind: keyof typeof ELEMENT_SIZES, { class64 }: FileLayout): number {
  return class64 ? ELEMENT_SIZES[kind].wide : ELEMENT_SIZES[kind].narrow;
}

/** Whether a structure of a kind that was found holds the first byte of a section. */
function holds(found: readonly Structure[], kind: Structure['kind'], { offset }: FileSection): boolean {
  return found.some((one) => one.kind === kind && offset >= one.first && offset < one.first + one.length);
}

/** The offset in the file at which a segment shows an address, as its pages have it; `null` for another's address. */
function offsetOf(segment: FileSegment, address: bigint): number | null {
  const start = segment.virtualAddress - (segment.virtualAddress % BigInt(PAGE_SIZE));
  const distance = address - start;
  if (distance < 0n || distance > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const offset = Math.floor(segment.offset / PAGE_SIZE) * PAGE_SIZE + Number(distance);
  return offset >= segment.offset && offset < segment.offset + segment.fileSize ? offset : null;
}

/** Where a dynamic table says that the relocations are: its first entries with the two tags. */
function dynamicRelocations(
  elf: Uint8Array,
  { offset, fileSize }: FileSegment,
  class64: boolean,
): { readonly address: bigint | null; readonly size: number } {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const half = class64 ? 8 : 4;
  const word = (at: number): bigint =>
    class64 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
  let address: bigint | null = null;
  let size: bigint | null = null;
  const end = Math.min(offset + fileSize, elf.length);
  for (let at = offset; at + half * 2 <= end && (address === null || size === null); at += half * 2) {
    const tag = word(at);
    if (tag === DT_RELA) address ??= word(at + half);
    if (tag === DT_RELASZ) size ??= word(at + half);
  }
  return { address, size: Number(size ?? 0n) };
}
