/**
 * Page tables as they are looked at: one table as a picture, the way to one address, runs of pages, the whole space and its
 * level 4 entries. Virtual addresses cross as canonical `0x…` strings or as page numbers (of the low 48 bits).
 */
import type { ProvenanceName } from './provenance';
import type { EntryRow, LinkTarget } from './view-types';

/** Which tree of page tables is asked about. */
export interface TreeOf {
  /** 0 or absent: the window's document. */
  readonly source?: number | undefined;
  /**
   * Frame of the level 4 table. Absent: the one that the loader made; a dump of physical memory has none of its own, there
   * the document's is looked for in the dump.
   */
  readonly root?: number | undefined;
  /** 0 for a dump. */
  readonly moment: number;
}

/** What an entry is. */
export const ENTRY_KINDS = [
  /** Nothing is set. */
  'empty',
  /** Points to a table of the next level. */
  'table',
  /** Maps a page of 4 KiB, 2 MiB or 1 GiB. */
  'page',
  /** Points to a table on the way to itself: followed no further. */
  'recursive',
  /** Bits are set, PRESENT is not: the processor ignores it. */
  'absent',
  /** Leads out of memory, or sets a bit that must be clear: any access through it faults. */
  'broken',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Bits of {@link TablePicture.rights} and of {@link SpaceStrip.rights}. */
export const RIGHT = { read: 1, write: 2, execute: 4, user: 8 } as const;

/** A table as 512 squares. */
export interface TablePicture {
  readonly table: number;
  readonly level: number;
  /** Canonical address of the first byte that the table covers. */
  readonly virt: string;
  /** The way to it from the root, root first, itself last; `index` is the entry above that points to it, -1 for the root. */
  readonly path: readonly {
    readonly table: number;
    readonly level: number;
    readonly index: number;
    readonly virt: string;
    readonly used: number;
  }[];
  /** For each entry its kind: the place in {@link ENTRY_KINDS}. */
  readonly kinds: Uint8Array;
  /** For each entry the effective rights, {@link RIGHT} bits; 0 where it leads nowhere. */
  readonly rights: Uint8Array;
  /** For each entry the provenance of what it maps or points to, its number in `PROVENANCE`. */
  readonly provenance: Uint8Array;
  /** For each entry how many pages of 4 KiB are mapped through it. */
  readonly pages: Float64Array;
  /** There are more pages than that: a dump's tables can refer to each other in more ways than can be counted. */
  readonly more?: true;
  /** The entry that the op at the moment wrote; -1 for none. */
  readonly changed: number;
}

// merged ranges

/** What must be equal, beside neighbouring addresses and rights, for pages to share a row. */
export const RANGE_MERGES = [
  /** Rights only. */
  'rights',
  /** Rights and owner. */
  'owner',
  /** Rights, owner, and neighbouring frames. */
  'frames',
  /** A row for each leaf. */
  'none',
] as const;
export type RangeMerge = (typeof RANGE_MERGES)[number];

export const RANGE_SORTS = ['address', 'size', 'rights', 'owner', 'frame', 'written'] as const;
export type RangeSort = (typeof RANGE_SORTS)[number];

/** Which ranges, in which order. */
export interface RangeQuery {
  /** An expression over the fields of a range; empty: all. */
  readonly filter: string;
  readonly merge: RangeMerge;
  readonly sort: RangeSort;
  readonly descending: boolean;
}

/** What a query of ranges finds. */
export interface RangesFound {
  readonly rows: number;
  /** Gaps between those rows, each of which can be shown as a line of its own; 0 unless all are listed by address. */
  readonly gaps: number;
  /** Pages of 4 KiB in those rows. */
  readonly pages: number;
  /** Why the filter cannot be understood; `null` where it can. `from` and `to` are places in its text. */
  readonly problem: { readonly message: string; readonly from: number; readonly to: number } | null;
  /** Set where there is more than is listed and counted: why, in a sentence. */
  readonly more?: string;
  /** Of everything mapped, whatever the filter: pages of 4 KiB. */
  readonly all: {
    readonly pages: number;
    readonly writable: number;
    readonly executable: number;
    readonly writableExecutable: number;
    readonly user: number;
    /** Page tables, the root among them. */
    readonly tables: number;
  };
}

/** A run of pages. */
export interface RangeRow {
  /** Its place where gaps are lines, too; the gap before it is the line before. */
  readonly line: number;
  /** Number of the first page, and how many pages of 4 KiB. */
  readonly page: number;
  readonly pages: number;
  readonly first: string;
  /** The last address, included. */
  readonly last: string;
  /** Bytes that one leaf maps: 4096, 2 MiB, 1 GiB; 0 where they differ. */
  readonly leafSize: number;
  /** Effective rights, e.g. `R`, `RW`, `R X`, `RWX`. */
  readonly rights: string;
  readonly user: boolean;
  /** Flags that all its leaves have. */
  readonly flags: readonly string[];
  /** e.g. `LOAD 3 copy`; several are joined with commas. */
  readonly owner: string;
  readonly provenance: ProvenanceName;
  /** Sections and symbols in it; may be empty. */
  readonly sections: string;
  readonly symbols: { readonly count: number; readonly first: string; readonly last: string };
  /** Physical address of the first page; the frames behind follow on each other where {@link contiguous}. */
  readonly phys: string;
  readonly contiguous: boolean;
  /** The last moment, at or before the asked one, at which a leaf of it was written. */
  readonly writtenAt: number;
  /** Unmapped bytes between the row before and this one, where all are listed by address; else 0. */
  readonly gapBefore: number;
  /** What lies in that gap, in words; empty where nothing is to be said. */
  readonly gapNote: string;
}

/** Texts that ranges are copied as. */
export const RANGE_FORMATS = ['text', 'csv', 'json', 'qemu-tlb', 'qemu-mem', 'ptdump'] as const;
export type RangeFormat = (typeof RANGE_FORMATS)[number];

// one address

/** A part of an address, drawn as a field. */
export interface AddressField {
  readonly name: 'sign' | 'P4' | 'P3' | 'P2' | 'P1' | 'offset';
  readonly high: number;
  readonly low: number;
  readonly value: number;
}

/** One level of a walk. */
export interface WalkLevel {
  readonly row: EntryRow;
  /** Physical address of the entry itself. */
  readonly entryAddress: string;
  /** Every write to it so far: moments, the last ones only where they are many. */
  readonly writes: { readonly count: number; readonly last: readonly number[] };
}

/** What would happen on an access; `null`: nothing, it is allowed. */
export interface AccessFaults {
  readonly read: string | null;
  readonly write: string | null;
  readonly execute: string | null;
}

/** A mapped byte near an address that is not mapped. */
export interface NearestMapped {
  readonly virt: string;
  /** Bytes from the asked address to it. */
  readonly distance: string;
  readonly owner: string;
}

/** Everything about one virtual address. */
export interface AddressView {
  readonly virt: string;
  readonly canonical: boolean;
  readonly fields: readonly AddressField[];
  /** Visited entries, P4 first; ends at a leaf, or at the entry that leads nowhere. */
  readonly levels: readonly WalkLevel[];
  /** `null` where it is not mapped. */
  readonly phys: string | null;
  readonly rights: string;
  readonly faults: AccessFaults;
  /** One sentence: how it is mapped, or why it is not. */
  readonly verdict: string;
  readonly below: NearestMapped | null;
  readonly above: NearestMapped | null;
  /** 8 bytes from the address on, or fewer where the page ends; empty where it is not mapped or cannot be read. */
  readonly bytes: Uint8Array;
  /** Those bytes as an address, and what it points to. */
  readonly pointer: {
    readonly value: string;
    readonly words: string;
    readonly link: LinkTarget | null;
  } | null;
  readonly owner: string;
  readonly provenance: ProvenanceName;
  readonly segment: string;
  readonly section: string;
  readonly symbol: string;
  /** Who wrote the byte last, in words, and when; `null` where nothing has written it. */
  readonly written: { readonly words: string; readonly moment: number } | null;
  /** Pages that show the frame, this one among them. */
  readonly aliases: number;
}

/** A page that shows a frame. */
export interface AliasRow {
  readonly page: number;
  readonly virt: string;
  readonly rights: string;
  /** e.g. `LOAD 2`. */
  readonly words: string;
  readonly writtenAt: number;
}

// the whole space

/** A picture of a part of the virtual space: one value for each interval between neighbouring edges. */
export interface SpaceStrip {
  /** 1 + number of the provenance that most mapped pages have; 0: nothing is mapped. */
  readonly owner: Uint8Array;
  /** {@link RIGHT} bits that most mapped pages have; where any page may be written and executed, of such pages. 0: nothing is mapped. */
  readonly rights: Uint8Array;
  /** Mapped pages of 4 KiB. */
  readonly pages: Float64Array;
}

/** A named part of the virtual space. */
export interface SpacePart {
  readonly page: number;
  readonly pages: number;
  /** e.g. `LOAD 2`, `.bss`, `RELRO`, `not mapped`. */
  readonly label: string;
  readonly kind: 'segment' | 'bss' | 'relro' | 'copy' | 'gap' | 'other';
  readonly provenance: ProvenanceName;
  readonly rights: string;
  /** Mapped pages in it. */
  readonly mapped: number;
}

/** What a level 4 entry is taken by. */
export interface Level4Slot {
  readonly index: number;
  /** Canonical address of its first byte. */
  readonly virt: string;
  readonly state: 'free' | 'taken' | 'kernel' | 'chosen' | 'outside';
  /** By what, and by which rule; empty where it is free. */
  readonly reason: string;
  /** Whether the table has a present entry there at the moment, and pages below it. */
  readonly present: boolean;
  readonly pages: number;
  /** The moment from which on it is taken; 0: before the load. */
  readonly since: number;
}

/** The level 4 budget: which entries are taken by what, and how the kernel's window was chosen. */
export interface Level4Budget {
  readonly slots: readonly Level4Slot[];
  readonly free: number;
  /** Why there is no {@link choice}, in a sentence; empty where there is one. */
  readonly note: string;
  /** `null` for a kernel with fixed addresses, and where the load failed before. */
  readonly choice: {
    /** Bytes that the segments span, the alignment asked for, the entries that takes. */
    readonly size: string;
    readonly align: string;
    readonly entries: number;
    readonly first: number;
    readonly base: string;
    readonly offset: string;
    /** Why this one, step by step, in sentences. */
    readonly why: readonly string[];
    readonly moment: number;
  } | null;
}
