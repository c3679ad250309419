/**
 * What the memory views are made of beyond plain pages: other memory to look at beside the document's, searches,
 * statistics, differences, structures. Positions are bytes from the start of a space (page number * 4096 + offset), exact
 * up to 2^48; in the virtual space they are the low 48 bits of the address.
 */
import type { ProvenanceName } from './provenance';
import type { Failure } from './result';
import type { LinkTarget, MemorySpace } from './view-types';

/** Where memory is looked at: the window's document (source 0) or one attached beside it, at a moment of it. */
export interface Side {
  readonly source: number;
  /** 0 for a dump, which has no other. */
  readonly moment: number;
}

/** What pages are compared with: those of a side, or those that lie `shiftPages` behind them there. */
export interface Against extends Side {
  /** Absent: 0. Two loads of a kernel, of which one lies elsewhere, are compared so. */
  readonly shiftPages?: number | undefined;
}

/** The window's own document. */
export const DOCUMENT_SOURCE = 0;

/** What else is looked at: another kernel, loaded the same way; the document before it was edited; bytes from a file. */
export type SourceKind = 'kernel' | 'original' | 'dump';

/** Memory attached beside the document. */
export interface AttachedSource {
  /** From 1; never used twice in a window. */
  readonly id: number;
  readonly kind: SourceKind;
  readonly name: string;
  readonly path: string;
  /** The spaces that it has; a dump has the one that it was placed in. */
  readonly spaces: readonly MemorySpace[];
  /** The last moment; 0 for a dump. */
  readonly lastMoment: number;
  /** Bytes of physical memory (of a dump: up to its end), and of the file. */
  readonly physicalSize: string;
  readonly fileSize: number;
  /** Address of a dump's first byte; `0x0` for kernels. */
  readonly address: string;
  /** What its load added to the addresses of its file; `null` for a failed load and a dump. */
  readonly virtualAddressOffset: string | null;
  /** Upstream's text where its load failed. */
  readonly message: string | null;
}

/** Where the bytes of a dump belong: a file of raw memory does not say. */
export interface DumpPlace {
  readonly space: 'physical' | 'virtual';
  readonly address: string;
}

/** What happened to attached memory by itself: the file of a dump changed. */
export interface SourceChange {
  readonly source: number;
  /** In words, for a notice. */
  readonly text: string;
}

// jobs

/** How far work in the background has come. It goes on while other questions are answered. */
export interface JobState {
  readonly job: number;
  /** Bytes dealt with, and of how many. */
  readonly done: number;
  readonly total: number;
  readonly finished: boolean;
  /** Set where it ended by a failure, `job.cancelled` among them. */
  readonly failure: Failure | null;
}

/** Where a byte of one space stands in another. */
export interface Counterpart {
  /** `null` where it has no place there. */
  readonly position: number | null;
  /** Why it has none, or what is to be said of the place; empty where it is simply the same byte. */
  readonly note: string;
}

// search

export const TEXT_ENCODINGS = ['ascii', 'latin-1', 'utf-8', 'utf-16le', 'utf-16be'] as const;
export type TextEncodingName = (typeof TEXT_ENCODINGS)[number];

/** What to look for. */
export type SearchWhat =
  /** Pairs of hexadecimal digits, `?` for any digit. */
  | { readonly type: 'bytes'; readonly pattern: string }
  | {
      readonly type: 'text';
      readonly text: string;
      readonly encoding: TextEncodingName;
      readonly ignoreCase: boolean;
    }
  | {
      readonly type: 'number';
      /** As typed: decimal, `0x…`, or with a point and exponent for floats. */
      readonly value: string;
      readonly kind: 'unsigned' | 'signed' | 'float';
      readonly width: 1 | 2 | 4 | 8;
      readonly bigEndian: boolean;
      /** How far off a match may be, as typed; empty: not at all. */
      readonly tolerance: string;
    }
  /** A regular expression over bytes: `\xNN` and characters stand for single bytes. */
  | { readonly type: 'regex'; readonly source: string; readonly ignoreCase: boolean };

/** A search. */
export interface SearchRequest {
  readonly what: SearchWhat;
  readonly side: Side;
  readonly space: MemorySpace;
  /** Only matches that lie in this part of the space; `null`: anywhere. */
  readonly range: { readonly first: number; readonly length: number } | null;
  /** Only matches at multiples of it, a power of two up to 4096. */
  readonly align: number;
  /** Only frames that a page shows (physical), only bytes of the file that one shows (file). */
  readonly onlyMapped: boolean;
  /** Only matches whose first byte has one of these colours; empty: any. */
  readonly colours: readonly ProvenanceName[];
}

/** How far a search is. What it has found can be asked for at any time; it comes in ascending order. */
export interface SearchState extends JobState {
  readonly matches: number;
  /** Whether it ended early, at the most matches that are kept. */
  readonly cut: boolean;
  /** Time that it has worked. */
  readonly milliseconds: number;
  /** Bytes that could not be read, and so were not searched. */
  readonly unreadable: number;
}

/** One match. */
export interface SearchRow {
  readonly position: number;
  readonly length: number;
  readonly address: string;
  /** Physical address of the first byte; `null` where there is none. */
  readonly phys: string | null;
  /** Whose page or frame it is, e.g. `LOAD 2 copy`. */
  readonly owner: string;
  readonly provenance: ProvenanceName;
  /** Nearest symbol, e.g. `main+0x10`; may be empty. */
  readonly symbol: string;
  /** Up to 16 bytes from the match on, or fewer where memory ends. */
  readonly bytes: Uint8Array;
}

// statistics

/** Numbers about selected bytes. Bytes that cannot be read take no part in any of them. */
export interface Statistics {
  readonly length: number;
  /** Bytes that are not there or cannot be read. */
  readonly missing: number;
  /** Why the first of them cannot be read; empty where they are merely not there. */
  readonly unreadable: string;
  /** Sum of all bytes, decimal: it may need more than 53 bits. */
  readonly sum: string;
  /** 8 hexadecimal digits. */
  readonly crc32: string;
  /** 64 hexadecimal digits; empty where it is not asked for, or not there yet. */
  readonly sha256: string;
  /** Shannon's, in bits a byte: 0 to 8. */
  readonly entropy: number;
  readonly mean: number;
  /** How often each byte stands there: 256 counts. */
  readonly histogram: readonly number[];
}

// differences

/** What to compare with what. */
export interface DiffRequest {
  readonly left: Side;
  readonly right: Side;
  readonly space: MemorySpace;
  /** What is added to a position of the left side for that of the right, e.g. where a kernel was loaded elsewhere. */
  readonly shift: number;
}

/** How far a comparison is; ascending by position. */
export interface DiffState extends JobState {
  /** Runs found so far, and the bytes in them, with bytes that one side lacks. */
  readonly runs: number;
  readonly bytes: number;
  /** Bytes that only one side has. */
  readonly onlyLeft: number;
  readonly onlyRight: number;
  /** Bytes that cannot be read on a side: whether they differ is not known. */
  readonly unreadable: number;
  /** Whether it ended early, at the most runs that are kept. */
  readonly cut: boolean;
}

/** Bytes of one side of a difference. */
export interface DiffSide {
  /** Outside of its space where the shift leads there. */
  readonly position: number;
  /** Empty outside of the space. */
  readonly address: string;
  /** Up to 16 of the bytes; `null` where there is nothing, or it cannot be read. */
  readonly bytes: Uint8Array | null;
  /** Why they cannot be read; `null` where they can, or there is nothing. */
  readonly unreadable: string | null;
  readonly owner: string;
  readonly provenance: ProvenanceName;
}

/** Kinds of differences, by their numbers; `unreadable`: a side cannot be read there, so that it may or may not differ. */
export const DIFF_KINDS = ['changed', 'onlyLeft', 'onlyRight', 'unreadable'] as const;
export type DiffKind = (typeof DIFF_KINDS)[number];

/** A run of bytes that differ. */
export interface DiffRow {
  readonly length: number;
  readonly kind: DiffKind;
  readonly left: DiffSide;
  readonly right: DiffSide;
  /** Nearest symbol on the left, else on the right; may be empty. */
  readonly symbol: string;
}

// bytes and pictures

/** Bytes for copying, and where there are none. */
export interface SpaceBytes {
  /** Zeros where there are none. */
  readonly bytes: Uint8Array;
  /** Runs of bytes that are not there or cannot be read, ascending; `reason` in words. */
  readonly missing: readonly {
    readonly first: number;
    readonly length: number;
    readonly reason: string;
  }[];
}

/** A picture of a space for the minimap: one value for each interval between neighbouring edges. */
export interface Overview {
  /** 1 + number of the provenance that has most pages in it; 0: nothing is there. */
  readonly owner: Uint8Array;
  /** Entropy of what is there, 0 to 254 for 0 to 8 bits a byte; 255: nothing, or not looked at yet. */
  readonly entropy: Uint8Array;
  /** 1 where something differs from the other side, which was asked about. */
  readonly changed: Uint8Array;
  /** Whether every entropy is known; else the same question gives more of them. */
  readonly complete: boolean;
}

/** How many bytes of a space have each colour. */
export interface Legend {
  /** By the number of the provenance. */
  readonly bytes: readonly number[];
}

/** What a selection can be widened to. */
export const EXTENT_KINDS = ['page', 'segment', 'section', 'symbol', 'object'] as const;
export type ExtentKind = (typeof EXTENT_KINDS)[number];

/** A part of a space with a name. */
export interface Extent {
  readonly kind: ExtentKind;
  /** e.g. `LOAD 2`, `.text`, `main`, `program header 3`. */
  readonly label: string;
  readonly first: number;
  readonly length: number;
}

// structures

export const STRUCTURE_KINDS = [
  'elfHeader',
  'programHeaders',
  'programHeader',
  'sectionHeaders',
  'sectionHeader',
  'symbolTable',
  'symbol',
  'stringTable',
  'dynamicTable',
  'dynamicEntry',
  'relocationTable',
  'relocation',
  'notes',
  'note',
  'bootloaderConfig',
  'tlsTemplate',
  'pageTable',
  'pageTableEntry',
  'field',
] as const;
export type StructureKind = (typeof STRUCTURE_KINDS)[number];

/** A structure that was recognised in memory, an element of it, or a field. */
export interface StructureNode {
  /** Names it among the structures of its side, space and moment. */
  readonly id: string;
  readonly kind: StructureKind;
  /** Place among the elements or fields of what it is in; 0 for a structure. */
  readonly index: number;
  /** e.g. `ELF header`, `program header 3`, `p_type`. */
  readonly title: string;
  readonly first: number;
  readonly length: number;
  /** The value in short, e.g. `PT_LOAD`, `0x8000001690`; may be empty. */
  readonly value: string;
  /** What that means, in words; may be empty. */
  readonly meaning: string;
  readonly link: LinkTarget | null;
  /** Elements or fields below. */
  readonly children: number;
}

// data inspector

/** One reading of the bytes at the cursor that only the engine can give. */
export interface DataRow {
  /** What it is read as: `pointer`, `page-table entry`, `program header`, `instruction`, … */
  readonly group: string;
  readonly label: string;
  readonly value: string;
  /** In words; may be empty. */
  readonly meaning: string;
  /** Bytes that it is read from, relative to the cursor (may begin before it). */
  readonly offset: number;
  readonly length: number;
  readonly link: LinkTarget | null;
}

// what-if edits

/** Bytes of the kernel file replaced for the next load; the file on disk stays as it is. */
export interface ByteEdit {
  /** Offset in the file. */
  readonly offset: number;
  /** Hexadecimal digits, two a byte; as many before as after. */
  readonly before: string;
  readonly after: string;
}

/** Bytes that may be edited in one kernel. */
export const MAX_EDITED_BYTES = 65_536;
