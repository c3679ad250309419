/** The kernel file as tables: what it says, raw and in words, and what is wrong with it. Offsets are bytes of the file. */
import type { LinkTarget } from './view-types';

/** Bytes of the kernel file. */
export interface FilePlace {
  readonly offset: number;
  readonly length: number;
}

/** One field of a structure in the file. */
export interface FieldRow {
  readonly name: string;
  /** As the file has it, e.g. `0x3e`. */
  readonly raw: string;
  /** In words, e.g. `64-bit x86`; may be empty. */
  readonly meaning: string;
  readonly place: FilePlace | null;
  readonly link: LinkTarget | null;
  /** What is wrong with it, in words; `null` where nothing is. */
  readonly wrong: string | null;
}

/** Parts of a kernel file that something can be wrong with. */
export type KernelPart =
  'header' | 'segments' | 'sections' | 'dynamic' | 'notes' | 'symbols' | 'relocations' | 'runtime';

/** What a kernel file holds, in short. */
export interface KernelSummary {
  readonly size: number;
  /** e.g. `ELF64, little endian, x86-64, ET_DYN`. */
  readonly words: string;
  /** Hexadecimal digits; `null` where there is none. */
  readonly buildId: string | null;
  readonly segments: number;
  readonly sections: number;
  readonly dynamic: number;
  readonly notes: number;
  readonly symbols: number;
  readonly relocations: number;
  /** Everything that cannot be read, with its place; the parts around it are shown. */
  readonly wrong: readonly {
    readonly message: string;
    readonly place: FilePlace | null;
    readonly part: KernelPart;
    /** Number of the header that it is about; `null` for none. */
    readonly index: number | null;
  }[];
}

/** A program header. */
export interface SegmentRow {
  readonly index: number;
  /** e.g. `PT_LOAD`. */
  readonly type: string;
  readonly meaning: string;
  /** Number among the LOAD segments, from 1; 0 for others. */
  readonly load: number;
  /** Where the header itself is. */
  readonly place: FilePlace;
  readonly fields: readonly FieldRow[];
  readonly offset: string;
  readonly virt: string;
  readonly fileSize: string;
  readonly memSize: string;
  /** e.g. `R`, `RW`, `R X`; what the header asks for. */
  readonly rights: string;
  readonly align: string;
  /** Loaded addresses, first and last included; empty where nothing of it is loaded. */
  readonly loaded: { readonly first: string; readonly last: string; readonly pages: number } | null;
  /** Names of the sections that lie in it. */
  readonly sections: readonly string[];
  /** Moments of its stage; `null` where it has none. */
  readonly stage: { readonly first: number; readonly last: number } | null;
  readonly wrong: readonly string[];
}

export const SECTION_SORTS = ['index', 'name', 'type', 'address', 'offset', 'size'] as const;
export type SectionSort = (typeof SECTION_SORTS)[number];

/** A section header. */
export interface SectionRow {
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly flags: string;
  readonly virt: string;
  readonly offset: string;
  readonly size: string;
  readonly entrySize: string;
  readonly link: number;
  readonly info: number;
  readonly align: string;
  /** e.g. `LOAD 2`; empty where it is in none. */
  readonly segment: string;
  /** Bytes of the section itself, for a link into the file; `null` where it has none there. */
  readonly place: FilePlace | null;
  /** Loaded address; `null` where it is not loaded. */
  readonly loaded: string | null;
  readonly meaning: string;
  readonly wrong: readonly string[];
}

/** An entry of the dynamic table. */
export interface DynamicRow {
  readonly index: number;
  readonly tag: string;
  readonly rawTag: string;
  readonly value: string;
  readonly meaning: string;
  /** What the loader does with it. */
  readonly use: 'read' | 'ignored' | 'refused';
  readonly place: FilePlace;
  readonly link: LinkTarget | null;
  readonly wrong: string | null;
}

/** A note. */
export interface NoteRow {
  readonly owner: string;
  readonly type: string;
  readonly meaning: string;
  /** The description's bytes in hexadecimal, the first 64 of them; in words where it is known. */
  readonly bytes: string;
  readonly place: FilePlace;
  readonly wrong: string | null;
}

export const SYMBOL_SORTS = ['address', 'name', 'size', 'type'] as const;
export type SymbolSort = (typeof SYMBOL_SORTS)[number];

/** Which symbols, in which order. */
export interface SymbolQuery {
  /**
   * Part of a name, mangled or not, or a letter sequence; an address `0x…`; a range `0x…-0x…`, of which the symbols that
   * begin in it; empty: all.
   */
  readonly text: string;
  /** Only these types, e.g. `FUNC`; empty: all. */
  readonly types: readonly string[];
  readonly sort: SymbolSort;
  readonly descending: boolean;
}

/** A symbol. */
export interface SymbolRow {
  /** Number in its table. */
  readonly index: number;
  /** `DT_SYMTAB` where the dynamic table names it, and no section header does. */
  readonly table: '.symtab' | '.dynsym' | 'DT_SYMTAB';
  /** As the file has it. */
  readonly name: string;
  /** C++ and Rust demangled; the same as `name` for others. */
  readonly shown: string;
  readonly type: string;
  readonly bind: string;
  readonly visibility: string;
  readonly section: string;
  readonly value: string;
  readonly size: string;
  /** Loaded address; `null` where it has none. */
  readonly loaded: string | null;
  readonly place: FilePlace;
  readonly wrong: string | null;
}

export const RELOCATION_SORTS = ['index', 'offset', 'type', 'value', 'moment'] as const;
export type RelocationSort = (typeof RELOCATION_SORTS)[number];

/** Which relocations, in which order. */
export interface RelocationQuery {
  /** Part of a symbol's, section's or type's name, an index `#214`, an address or a range `0x…-0x…`; empty: all. */
  readonly text: string;
  readonly sort: RelocationSort;
  readonly descending: boolean;
}

/** A relocation. */
export interface RelocationRow {
  /** Number in its table. */
  readonly index: number;
  /** What names its table: `DT_RELA` (the one that the loader reads), `DT_JMPREL`, `DT_REL`, `DT_RELR`, or a section. */
  readonly table: string;
  readonly type: string;
  /** Address that it changes, as the file has it, and as loaded. */
  readonly offset: string;
  readonly loaded: string | null;
  readonly addend: string;
  readonly symbolIndex: number;
  /** Symbol that the changed place lies in, and segment or section. */
  readonly where: string;
  /** What it writes; `null` where it writes nothing. */
  readonly value: string | null;
  /** Symbol that the value points to. */
  readonly target: string;
  /** The 8 bytes before and after it, in hexadecimal; `null` where it has not been applied. */
  readonly before: string | null;
  readonly after: string | null;
  readonly state: 'applied' | 'failed' | 'unreached' | 'ignored';
  /** Moment right after it was applied; `null` where it never was. */
  readonly moment: number | null;
  /** The entry in the file; `null` where its table is not in the file. */
  readonly place: FilePlace | null;
  readonly wrong: string | null;
}

/** A list of a kernel file, as it is sorted and filtered. */
export type RowList =
  | { readonly of: 'header' | 'segments' | 'dynamic' | 'notes' }
  | { readonly of: 'sections'; readonly sort: SectionSort; readonly descending: boolean }
  | { readonly of: 'symbols'; readonly query: SymbolQuery }
  | { readonly of: 'relocations'; readonly query: RelocationQuery };

/** What a row is found by. */
export type RowPlace =
  /** Its number: in the file, or over all tables of symbols or relocations. */
  | { readonly by: 'index'; readonly index: number }
  /** A byte of the file: of the row's own entry, else of what the entry is about. */
  | { readonly by: 'file'; readonly position: number }
  /** A byte of the loaded kernel: the low 48 bits of its address. */
  | { readonly by: 'virtual'; readonly position: number };

/** TLS, RELRO, entry: what the loader does beside mapping. */
export interface RuntimeView {
  readonly tls: readonly FieldRow[];
  readonly relro: readonly {
    readonly header: number;
    readonly fields: readonly FieldRow[];
    /** Pages that are made read-only, and bytes at either end that belong to others. */
    readonly pages: readonly {
      readonly page: number;
      readonly virt: string;
      /** Bytes of the page that RELRO asks for: from, up to (excluded). */
      readonly from: number;
      readonly to: number;
      /** What else lies in it and loses WRITABLE too; empty where nothing. */
      readonly spill: string;
      readonly moment: number | null;
    }[];
    /** More pages than are listed. */
    readonly more: number;
  }[];
  readonly entry: readonly FieldRow[];
}

/** A block in the picture of file against memory. */
export interface PictureBlock {
  /** e.g. `LOAD 2`, `.bss`, `ELF header`. */
  readonly label: string;
  readonly kind: 'header' | 'segment' | 'bss' | 'padding' | 'other';
  /** Number of the LOAD segment; 0 for none. */
  readonly load: number;
  /** What the LOAD asks for, e.g. `R X`; empty for none. */
  readonly rights: string;
  /** Bytes of the file or of the kernel's memory (from its lowest address). */
  readonly first: number;
  readonly length: number;
}

/** The file against memory, as the loader's comment on bss draws it. */
export interface KernelPicture {
  readonly fileSize: number;
  /** Lowest loaded address; blocks of memory are counted from here. */
  readonly base: string;
  readonly memorySize: number;
  readonly file: readonly PictureBlock[];
  readonly memory: readonly PictureBlock[];
  /** Frames of the file that pages of more than one segment show, and pages that were copied for it. */
  readonly shared: readonly {
    readonly fileOffset: number;
    readonly pages: readonly { readonly virt: string; readonly load: number; readonly copied: boolean }[];
  }[];
  /** More shared frames than are listed. */
  readonly moreShared: number;
}

// disassembly

/** Part of an instruction's text. */
export interface CodeToken {
  readonly text: string;
  readonly kind: 'mnemonic' | 'prefix' | 'register' | 'number' | 'keyword' | 'symbol' | 'punctuation';
  readonly link: LinkTarget | null;
}

/** A line of a disassembly. */
export interface CodeRow {
  /** Position of the first byte in the virtual space: the low 48 bits of its address. */
  readonly position: number;
  readonly address: string;
  readonly kind: 'instruction' | 'bad' | 'gap';
  /** Bytes of the instruction; of a gap, bytes that are not mapped. */
  readonly length: number;
  readonly bytes: Uint8Array;
  /** The symbol that begins here; empty for none. */
  readonly label: string;
  readonly tokens: readonly CodeToken[];
  /** What it does, or why it is none, in words; may be empty. Of a gap what it is, e.g. `not mapped`. */
  readonly comment: string;
  /** Where a direct jump or call leads: a position; `null` for none. */
  readonly target: number | null;
  readonly flow: 'next' | 'jump' | 'conditional' | 'call' | 'return' | 'stop';
  /** A relocation wrote bytes of it. */
  readonly relocation: { readonly index: number; readonly offset: number; readonly length: number } | null;
  /** The kernel is entered here; of a gap: the entry point lies in it. */
  readonly isEntry: boolean;
  /** The processor would refuse to execute it here, in words; empty where it would not. */
  readonly forbidden: string;
}
