/** Answers of the engine about the line of moments: histories, lists of steps, watches, comparisons. */
import type { BreakpointTarget, ExpressionProblem } from './breakpoint';
import type { ProvenanceName } from './provenance';
import type { SpanKind } from './trace-types';
import type { LinkTarget, MemorySpace } from './view-types';

// source

/** A name of the loader's source with what it stands for at a moment. */
export interface SourceValue {
  /** 1-based line in the file of the stack frame; 0 for an argument of the call. */
  readonly line: number;
  readonly name: string;
  readonly value: string;
  /** What the value is, in one sentence, for the hover. */
  readonly meaning: string;
  readonly link: LinkTarget | null;
}

// history

/** What has a history. */
export type HistorySubject =
  /** Bytes of one page, frame, or 4096 bytes of the file. */
  | {
      readonly type: 'bytes';
      readonly space: MemorySpace;
      readonly page: number;
      readonly offset: number;
      readonly length: number;
    }
  | { readonly type: 'entry'; readonly table: number; readonly index: number }
  | { readonly type: 'frame'; readonly frame: number }
  /** A virtual page: its entries on every level, and the frame that it shows. */
  | { readonly type: 'page'; readonly page: number };

/** What a run leads to: a place or event, or a write to something that has a history. */
export type RunTarget = BreakpointTarget | { readonly type: 'write'; readonly subject: HistorySubject };

/** What a row of a history is about. */
export type HistoryKind =
  'file' | 'allocated' | 'zeroed' | 'copied' | 'copiedTo' | 'relocation' | 'entry' | 'mapped' | 'unmapped';

/** One event in the life of a byte, an entry, a frame or a page. */
export interface HistoryEvent {
  /** 0: before the load. */
  readonly moment: number;
  readonly kind: HistoryKind;
  /** e.g. `LOAD 3 mapped`, `relocation #214`, `copied from 0x1019000`. */
  readonly text: string;
  /** Where it came from: the file's offset, base + addend, flags gained and lost; may be empty. */
  readonly detail: string;
  /** The value after it; empty where there is no one value. */
  readonly value: string;
  /** Where the detail leads. */
  readonly link: LinkTarget | null;
}

/** Part of a history. */
export interface HistoryPage {
  readonly total: number;
  /** Index of the event that made the state at the asked moment, -1 where there is none. */
  readonly current: number;
  readonly first: number;
  readonly rows: readonly HistoryEvent[];
  /** Facts that need more than one event: who shares the frame, what its copy brought along. */
  readonly remarks: readonly { readonly text: string; readonly link: LinkTarget | null }[];
}

/** Bytes that one writer left as they are. */
export interface WriterRun {
  /** Offset from the asked range's first byte. */
  readonly offset: number;
  readonly length: number;
  readonly provenance: ProvenanceName;
  /** Moment of the op that wrote the last of them; 0: before the load. */
  readonly moment: number;
  /** Ops that wrote them. */
  readonly writes: number;
  readonly text: string;
}

/** Who wrote a range of bytes. */
export interface Writers {
  /**
   * Neighbouring bytes of the same op are one run. Where that would be more than some thousand, neighbouring bytes that
   * ops of one kind wrote are one; where that is too many as well, the first ones are listed and `cut` is set.
   */
  readonly runs: readonly WriterRun[];
  readonly cut: boolean;
  /** By kind of writer, most bytes first. */
  readonly totals: readonly {
    readonly provenance: ProvenanceName;
    readonly text: string;
    readonly bytes: number;
    readonly writes: number;
  }[];
}

// list of steps

/** One step as a row of a table. */
export interface StepRow {
  /** 1-based. */
  readonly step: number;
  readonly span: number;
  readonly firstMoment: number;
  readonly lastMoment: number;
  readonly kind: SpanKind;
  readonly stage: string;
  /** `LOAD 2`, or empty. */
  readonly segment: string;
  /** What it is about: a virtual address, or empty. */
  readonly address: string;
  readonly label: string;
  readonly detail: string;
  readonly provenance: ProvenanceName;
  /** Upstream's text where the load failed in it; else empty. */
  readonly failure: string;
}

/** How many steps a filter lets through. */
export interface FilteredSteps {
  readonly total: number;
  readonly problem: ExpressionProblem | null;
}

export type StepsFormat = 'csv' | 'jsonl';

// timeline

/** What ops between moments did, for drawing. */
export interface Density {
  /** Kinds of work, the rows of `counts`. */
  readonly classes: readonly ProvenanceName[];
  /** `classes.length` numbers for each interval. */
  readonly counts: Uint32Array;
}

/**
 * Memory touched over time, as a picture: rows are runs of frames, columns are intervals of moments. Frames to which the
 * same was done last have rows of their own, the more the more frames they are, by the logarithm.
 */
export interface TouchedPicture {
  /** First frame of each row, ascending, and how many it stands for. */
  readonly frames: Uint32Array;
  readonly frameCounts: Uint32Array;
  /** Row by row: 1 + the number of a provenance for what was done there last in the interval, 0 for nothing. */
  readonly cells: Uint8Array;
}

// log

/** Who speaks in the log. */
export const LOG_SOURCES = ['loader', 'logpoints'] as const;
export type LogSource = (typeof LOG_SOURCES)[number];

/** A line of the log: what the real loader would say, or a logpoint of the user's. */
export interface LogLine {
  readonly moment: number;
  readonly text: string;
  /** The logpoint that says it; `null` for the loader. */
  readonly breakpoint: number | null;
}

// watches

/** What a watch expression is at a moment. */
export interface WatchValue {
  readonly text: string;
  /** Its type in words: `u64`, `bytes`, `string`, `entry`, `address`; empty for a problem. */
  readonly type: string;
  /** Symbol, flags, or what else is worth a second look; may be empty. */
  readonly detail: string;
  /** The text at the earlier moment, where it differed; else `null`. */
  readonly previous: string | null;
  /** Last moment at or before the asked one at which the bytes that it reads were written; `null`: none. */
  readonly changedAt: number | null;
  readonly problem: ExpressionProblem | null;
  readonly link: LinkTarget | null;
}

// comparison

export type DifferenceKind = 'pages' | 'entries' | 'bytes';

/** How two moments differ, in numbers. */
export interface Comparison {
  readonly pages: number;
  readonly entries: number;
  /** Runs of bytes that differ, and the bytes in them. */
  readonly runs: number;
  readonly bytes: number;
}

/** One difference. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** The page, entry or first byte in words. */
  readonly place: string;
  readonly link: LinkTarget;
  readonly before: string;
  readonly after: string;
  readonly what: string;
  readonly provenance: ProvenanceName;
  /** The op that made the later state. */
  readonly moment: number;
}
