/**
 * What the views of a load are made of: answers of the engine, as they cross to the window. Addresses are `0x…`
 * strings or page (or frame) number plus offset, bulk is `Uint8Array`.
 */
import type { ProvenanceName } from './provenance';
import type { EntryKind } from './table-types';
import type { OpKind, SpanKind } from './trace-types';

export type MoveCommand = 'into' | 'over' | 'out' | 'continue' | 'first' | 'last';
export type Direction = 'forward' | 'back';

/** One frame of the loader's call stack, innermost first. */
export interface CallFrame {
  readonly span: number;
  /** Our function, e.g. `makeMut`. */
  readonly name: string;
  /** Upstream's name, e.g. `make_mut`. */
  readonly upstream: string;
  /** Arguments worth showing, e.g. `#214`, `LOAD 2`; may be empty. */
  readonly args: string;
  readonly file: string;
  /** 1-based line in `file`. */
  readonly line: number;
}

/** One row of the steps tree that stands for a span. */
export interface SpanRow {
  readonly span: number;
  readonly parent: number;
  readonly kind: SpanKind;
  readonly label: string;
  readonly detail: string;
  readonly provenance: ProvenanceName;
  readonly firstMoment: number;
  readonly lastMoment: number;
  /** Child spans; 0 where the children are ops only. */
  readonly childSpans: number;
  readonly failed: boolean;
}

/** One op in words. */
export interface OpRow {
  /** The moment right after this op. */
  readonly moment: number;
  readonly span: number;
  readonly kind: OpKind;
  /** e.g. `Map P1[25] → 143f000`. */
  readonly label: string;
  /** One word for narrow places: `alloc`, `zero`, `copy`, `clear`, `map`, `link`, `write`, `mark`. */
  readonly short: string;
  readonly provenance: ProvenanceName;
}

/** A change of memory by one op. */
export interface Change {
  readonly frame: number;
  readonly offset: number;
  readonly length: number;
}

/** Everything about one moment that the toolbar, the stack and the source panel show. */
export interface Where {
  readonly moment: number;
  /** 1-based step that the op at this moment belongs to; 0 at moment 0. */
  readonly step: number;
  readonly stack: readonly CallFrame[];
  readonly op: OpRow | null;
  /** What the op at this moment changed in physical memory. */
  readonly change: Change | null;
  /** Everything that the step of this moment changes, in order, with the moment right after each change. */
  readonly stepChanges: readonly (Change & { readonly moment: number })[];
  /** A page that this step is about, for the virtual view; `null` where there is none. */
  readonly page: number | null;
  /** The bytes of that page which it is about, where these are some of them: the word of a relocation, the entry point. */
  readonly pageBytes: { readonly offset: number; readonly length: number } | null;
}

/** Where a movement ended. */
export interface Arrival {
  readonly moment: number;
  /**
   * What ended it: a breakpoint, the target of a run, the border of a stage, the first or last moment, the movement
   * itself; `nowhere`: it stayed, as there is no such write to run to.
   */
  readonly reason: 'breakpoint' | 'target' | 'stage' | 'end' | 'moved' | 'nowhere';
  /** The breakpoint that stopped it. */
  readonly breakpoint: number | null;
}

// memory

export type MemorySpace = 'physical' | 'virtual' | 'file';

/** A remark on one row of 16 bytes. */
export interface RowMeaning {
  /** Offset of the row in the page, a multiple of 16. */
  readonly offset: number;
  readonly text: string;
}

/** Relocations whose bytes stand in a page. A page can have 512 of them and a window many pages, so they are numbers. */
export interface PageRelocations {
  /**
   * Four numbers each, ascending by the first: offset in the page, number of the relocation, 1 + the place in `names` of
   * the symbol that the value points into (0 for none), and how far into it.
   */
  readonly rows: Uint32Array;
  readonly names: readonly string[];
}

/** What bytes of a page are counted from: from `offset` in the page on they lie in `name`, `into` bytes from its start. */
export interface PageBase {
  readonly offset: number;
  /** e.g. `LOAD 2` or `main`; empty: nothing from here on. */
  readonly name: string;
  readonly into: number;
}

/** Segments, and nearest symbols, that the bytes of a page lie in; ascending by offset. */
export interface PageBases {
  readonly segments: readonly PageBase[];
  readonly symbols: readonly PageBase[];
}

/** One page (or frame, or 4096 bytes of the file) as it was at a moment. */
export interface PageView {
  readonly space: MemorySpace;
  /** Page number, frame number, or file offset / 4096. */
  readonly page: number;
  /** `null`: nothing there (unmapped page, beyond memory, beyond the file). */
  readonly bytes: Uint8Array | null;
  /** Bytes that exist; less than 4096 only at the end of the file or of memory. */
  readonly length: number;
  /** One number of `PROVENANCE` per byte. */
  readonly provenance: Uint8Array | null;
  /** The frame behind it; `null` where there is none. */
  readonly frame: number | null;
  /**
   * Offset in the kernel file of the page's first byte, where its bytes come from the file, as they lie there or copied;
   * `null` (or absent) where they do not. Which of them still do, {@link provenance} tells.
   */
  readonly fileOffset?: number | null;
  /** Header line: owner, subject, note. */
  readonly owner: {
    readonly provenance: ProvenanceName;
    /** e.g. `page table P1`, `copy of file frame`, `LOAD 2 file page`. */
    readonly title: string;
    /** e.g. `of 0x8000000000–0x80001fffff`, `0x1018000 → page 0x8000018000`. */
    readonly detail: string;
    /** e.g. `1 entry changed by this op`, rights of the page. */
    readonly note: string;
  };
  /** What the op at this moment changed in this page, with the bytes before. */
  readonly change: { readonly offset: number; readonly old: Uint8Array } | null;
  /** What the next op will change in this page. */
  readonly next: { readonly offset: number; readonly length: number } | null;
  /** Remarks on rows: entries of a table, symbols. */
  readonly meanings: readonly RowMeaning[];
  /** `null`: none. */
  readonly relocations: PageRelocations | null;
  /** For addresses relative to segments and symbols; `null`: none. */
  readonly bases: PageBases | null;
  /**
   * What the page was on the side that was asked to compare with; `null` where none was asked for or nothing differs.
   * Without bytes: there was no page, or it cannot be read.
   */
  readonly against: { readonly bytes: Uint8Array | null } | null;
  /** Why its bytes cannot be read although they should be there, in words; `null` where they can. */
  readonly unreadable: string | null;
}

/** A run of pages with something in them. */
export interface PageRange {
  readonly first: number;
  readonly count: number;
  readonly provenance: ProvenanceName;
  readonly label: string;
}

// page tables

/** One used entry of a page table, or a run of leaf entries with equal flags and contiguous targets. */
export interface EntryRow {
  /** Level of the table that holds the entry: 4, 3, 2 or 1. */
  readonly level: number;
  readonly index: number;
  /** Entries merged in this row; 1 for a single one. */
  readonly count: number;
  readonly table: number;
  /** Canonical virtual address of the first byte that the entry covers. */
  readonly virt: string;
  /** Physical address field. */
  readonly target: string;
  readonly entry: string;
  readonly flags: readonly string[];
  /** Rights through all levels, e.g. `R`, `RW`, `R X`, `RWX`. */
  readonly rights: string;
  readonly provenance: ProvenanceName;
  /** Owner in words, e.g. `LOAD 3 copy`; empty for tables. */
  readonly owner: string;
  /** Used entries in the table below; 0 for leaves. */
  readonly used: number;
  /** Moment of the op that wrote the entry last, at or before the asked moment. */
  readonly writtenAt: number;
  /** The op at the asked moment wrote it: what it gained and lost. */
  readonly changed: {
    readonly oldEntry: string;
    readonly gained: readonly string[];
    readonly lost: readonly string[];
  } | null;
  readonly leaf: boolean;
  readonly kind: EntryKind;
  /** Bytes that a leaf maps: 4096, 2 MiB or 1 GiB; 0 for others. */
  readonly leafSize: number;
  /** Pages of 4 KiB that are mapped through it, and tables below it (its target among them). */
  readonly pagesBelow: number;
  readonly tablesBelow: number;
  /** Of those pages, how many can be written, executed, and both, through all levels. */
  readonly rightsBelow: {
    readonly writable: number;
    readonly executable: number;
    readonly writableExecutable: number;
  };
  /** There are more than that: a dump's tables can refer to each other in more ways than can be counted. */
  readonly more?: true;
  /** Every access by ring 3 is allowed at all levels so far. */
  readonly user: boolean;
}

/** The way from the root to one virtual address. */
export interface Walk {
  readonly virt: string;
  /** Visited entries, P4 first; stops at the first entry that is not present. */
  readonly entries: readonly EntryRow[];
  /** Physical address of the byte, `null` where it is not mapped. */
  readonly phys: string | null;
  readonly rights: string;
  /** In plain words: mapped with which rights, or why an access would fault. */
  readonly verdict: string;
}

// inspector

/** A link from a value to where it leads. */
export type LinkTarget =
  | { readonly type: 'moment'; readonly moment: number }
  | { readonly type: 'memory'; readonly space: MemorySpace; readonly page: number; readonly offset: number };

/** One line of facts. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly link?: LinkTarget;
  readonly mono?: boolean;
}

/** What the inspector shows: a sentence first, then the arithmetic, then facts. */
export interface Inspection {
  readonly title: string;
  readonly badge: string;
  readonly place: string;
  readonly sentence: string;
  /** Addends and, last, their total. */
  readonly sum: readonly { readonly label: string; readonly value: string; readonly note: string }[];
  readonly facts: readonly Fact[];
  readonly flags: {
    readonly set: readonly string[];
    readonly gained: readonly string[];
    readonly lost: readonly string[];
  } | null;
}

// source, go to, export

/** What upstream does in some lines of a file. */
export interface SourceNote {
  readonly firstLine: number;
  readonly lastLine: number;
  /** Upstream's function, e.g. `Inner::make_mut`. */
  readonly upstream: string;
  readonly text: string;
}

/** One of the loader's own source files. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
  /** Upstream's file and what it mirrors, for the header, e.g. `mirrors make_mut, load_kernel.rs`. */
  readonly mirrors: string;
  /** 1-based lines at which the trace can stop, ascending. */
  readonly stops: readonly number[];
  /** What upstream does, by lines; ascending, without overlap. */
  readonly notes: readonly SourceNote[];
}

export type GotoKind =
  | 'moment'
  | 'step'
  | 'stage'
  | 'relocation'
  | 'segment'
  | 'section'
  | 'symbol'
  | 'virtual'
  | 'physical'
  | 'file';

/** One place that a typed text can mean. */
export interface GotoTarget {
  readonly kind: GotoKind;
  readonly label: string;
  readonly detail: string;
  readonly target: LinkTarget;
}
