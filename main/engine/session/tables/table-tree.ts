import type { ProvenanceName } from '../../../../shared/provenance';
import type { EntryRow } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';

/** What the pages of an owner are called. */
export interface OwnerLabel {
  readonly provenance: ProvenanceName;
  /** e.g. `LOAD 3 copy`. */
  readonly label: string;
  /** Number of the LOAD segment; 0 for none, and for several. */
  readonly segment: number;
}

/** Who owns mapped pages. Owners are numbered: equal numbers have equal labels. */
export interface LeafOwners {
  /** Owner of one page that shows a frame. */
  codeOf(page: number, frame: number): number;
  /** Owners of many, both columns of one length, `pages` ascending. */
  codesOf(pages: Float64Array, frames: Float64Array): Uint32Array;
  labelOf(code: number): OwnerLabel;
}

/** Every write to an entry up to a moment: how many, and the moments of the last ones. */
export interface EntryWrites {
  readonly count: number;
  readonly last: readonly number[];
}

/**
 * A tree of page tables in memory that can be read: a load at a moment, or a dump. The port through which all views of
 * page tables read; what the entries mean is decided behind it (`entry-kind.ts`).
 */
export interface TableTree {
  /** Frame of the level 4 table. */
  readonly rootFrame: number;
  readonly moment: number;
  /** The load whose kernel lies at the tree's addresses; `null` for a dump, and for a table that the load did not make. */
  readonly kernel: LoadView | null;
  /** What the memory is called in sentences, e.g. `the memory of the machine`. */
  readonly memory: string;
  readonly owners: LeafOwners;
  /** Something could not be read that may be readable at the next try: what was found out is not to be kept. */
  readonly hadErrors: boolean;
  /** Whether a frame can be read as a table. */
  readable(frame: number): boolean;
  /** The entries of the table in a frame, two 32-bit halves each, not to be changed; `null` where it cannot be read. */
  words(frame: number): Uint32Array | null;
  /** Why a frame cannot be read, as the end of a sentence, e.g. `is not in the dump`. */
  whyUnreadable(frame: number): string;
  /** Two equal numbers for a frame: it holds the same bytes and has the same history. */
  version(frame: number): number;
  /** For each entry of a table the moment at which it was written last; 0 for never. */
  writtenAt(frame: number): Uint32Array;
  writesOf(frame: number, index: number): EntryWrites;
  /** The entry of a table that the op at the moment wrote, -1 for none. */
  changedEntry(frame: number): number;
  /** What that op changed of the entry. */
  changeOf(frame: number, index: number): EntryRow['changed'];
  /** Bytes of a frame from an offset on; fewer, or none, where they cannot be read. */
  bytes(frame: number, offset: number, length: number): Uint8Array;
}
