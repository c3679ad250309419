/** What a user keeps with a kernel: it outlives a reload and the application. */
import type { Breakpoint } from './breakpoint';
import type { ByteEdit } from './memory-types';
import type { SpanKind } from './trace-types';
import type { MemorySpace } from './view-types';

/**
 * A moment as it can be found again in another load of the same kernel, rebuilt: the nth op of the step of a kind with a
 * subject.
 */
export interface MomentAnchor {
  readonly moment: number;
  /** Ops of the load that the anchor was taken from: in a load of as many the moment itself is right if its step is. */
  readonly opCount: number;
  /** `null` for the moment before the load. */
  readonly step: {
    /** Title of the stage, e.g. `LOAD 2`. */
    readonly stage: string;
    readonly kind: SpanKind;
    /** Page as an address of the file, or the index of the relocation or the header. */
    readonly subject: string;
    /** Op of the step, from 1. */
    readonly op: number;
  } | null;
}

/** A named moment. */
export interface Bookmark {
  readonly id: number;
  readonly name: string;
  readonly note: string;
  readonly anchor: MomentAnchor;
}

/** One watch expression. */
export interface Watch {
  readonly id: number;
  readonly text: string;
}

/** Colours of marks; none of them is a provenance, the cursor in time, or a failure. */
export const MARK_COLOURS = ['blue', 'violet', 'pink', 'green', 'lime', 'grey'] as const;
export type MarkColour = (typeof MARK_COLOURS)[number];

/** A named range of bytes. */
export interface RangeMark {
  readonly id: number;
  readonly name: string;
  readonly note: string;
  readonly colour: MarkColour;
  readonly space: MemorySpace;
  /**
   * Address of the first byte; of the kernel's own pages as the file has it (without the load's offset), so that it is
   * right wherever the kernel is loaded.
   */
  readonly first: string;
  readonly ofFile: boolean;
  readonly length: number;
}

/** Formats of an export of bookmarks and marks. */
export const NOTES_FORMATS = ['json', 'csv', 'markdown'] as const;
export type NotesFormat = (typeof NOTES_FORMATS)[number];

/** Everything that is kept for one kernel file. */
export interface DocumentNotes {
  readonly breakpoints: readonly Breakpoint[];
  readonly bookmarks: readonly Bookmark[];
  readonly watches: readonly Watch[];
  readonly marks: readonly RangeMark[];
  /** Edits of the kernel's bytes that are being tried out. */
  readonly edits: readonly ByteEdit[];
  /** Whether "continue" also stops where a stage begins and ends. */
  readonly stopAtStages: boolean;
}

export const NO_NOTES: DocumentNotes = {
  breakpoints: [],
  bookmarks: [],
  watches: [],
  marks: [],
  edits: [],
  stopAtStages: false,
};

/** What is kept at most for one kernel: numbers of things, and characters of their texts. */
export const NOTES_LIMITS = {
  breakpoints: 1000,
  bookmarks: 10_000,
  watches: 500,
  marks: 10_000,
  edits: 10_000,
  /** An expression, a template, or the name of a bookmark. */
  text: 4096,
  note: 65_536,
  group: 256,
} as const;
