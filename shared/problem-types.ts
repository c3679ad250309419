/** What is wrong with a kernel: the failure of its load, and what succeeds but will not work. */
import type { ProvenanceName } from './provenance';
import type { LinkTarget } from './view-types';

export type Severity = 'error' | 'warning' | 'note';

/** Groups in the order in which they are shown. */
export const PROBLEM_GROUPS = ['failure', 'next', 'preflight', 'passed'] as const;
export type ProblemGroup = (typeof PROBLEM_GROUPS)[number];

/** Every rule that is checked; part of the outputs for machines, so never renamed. */
export const PROBLEM_RULES = [
  /** The load failed. */
  'load-failure',
  /** Two segments claim one page: the load failed there, or would. */
  'shared-page',
  'incongruent-offset',
  'relro-spill',
  'relro-unmapped',
  'write-execute',
  'text-relocation',
  'ignored-relocations',
  'refused-relocations',
  'unsupported-relocation',
  'relocation-outside',
  'relocation-spill',
  'entry-not-executable',
  'wrong-machine',
  'wrong-class',
  'wrong-byte-order',
  'wrong-abi',
  'segment-at-file-end',
  'tls-outside-load',
  'several-tls',
  'executable-stack',
  'bytes-after-segment',
  'bytes-after-memory',
  'unaligned-lowest',
  'empty-load',
  'needs-linker',
  'config',
] as const;
export type ProblemRule = (typeof PROBLEM_RULES)[number];

/** A value with a label, with links. */
export interface ProblemFact {
  readonly label: string;
  /** One cell for each claimant of {@link ProblemDetail.claimants}, or a single one. */
  readonly values: readonly {
    readonly text: string;
    readonly mono: boolean;
    readonly link: LinkTarget | null;
    readonly tone: 'plain' | 'error' | 'warning' | 'flags';
  }[];
}

/** How to mend it. */
export interface Mend {
  /** e.g. `In the linker script`, `Without a script`, `In the build`. */
  readonly title: string;
  readonly words: string;
  /** Lines to copy; `added` ones are what is new. */
  readonly lines: readonly { readonly text: string; readonly added: boolean; readonly note: string }[];
}

/** A strip of pages: who maps what, who claims what. */
export interface ProblemPicture {
  /** First page, and how many pages are drawn. */
  readonly page: number;
  readonly pages: number;
  readonly rows: readonly {
    readonly label: string;
    readonly blocks: readonly {
      /** Bytes from the first page's start. */
      readonly first: number;
      readonly length: number;
      readonly label: string;
      readonly load: number;
      /** Its colour: that of the segment's bytes. */
      readonly provenance: ProvenanceName;
      readonly tone: 'plain' | 'refused' | 'next';
    }[];
  }[];
}

export interface ProblemDetail {
  /** What happened, in sentences. */
  readonly what: readonly string[];
  /** Headings of the columns of facts; empty where there is a single one. */
  readonly claimants: readonly {
    readonly label: string;
    readonly words: string;
    readonly load: number;
    readonly provenance: ProvenanceName;
  }[];
  readonly facts: readonly ProblemFact[];
  readonly mends: readonly Mend[];
  /** Upstream's functions on the way to the failure, and its text last; empty for warnings. */
  readonly trail: readonly string[];
  /** Upstream's file and line, e.g. `load_kernel.rs:199`; may be empty. */
  readonly source: string;
  readonly picture: ProblemPicture | null;
}

/** One finding. */
export interface Problem {
  /** Names it in its load. */
  readonly id: string;
  readonly rule: ProblemRule;
  readonly group: Exclude<ProblemGroup, 'passed'>;
  readonly severity: Severity;
  readonly title: string;
  /** One line of consequence. */
  readonly consequence: string;
  /** Short place for the right of its row, e.g. `step 4`, `0x800000b000`, `header 7`. */
  readonly place: string;
  readonly link: LinkTarget | null;
  /** Bytes of the kernel file that it is about; `null` for none. */
  readonly file: { readonly offset: number; readonly length: number } | null;
  readonly detail: ProblemDetail;
}

/** Something that was looked at and is as it should be. */
export interface Passed {
  readonly rule: ProblemRule;
  readonly title: string;
  readonly link: LinkTarget | null;
}

/** The diagnosis of a load. */
export interface Problems {
  readonly problems: readonly Problem[];
  readonly passed: readonly Passed[];
  /** Findings of one rule beyond the most that are listed. */
  readonly more: readonly { readonly rule: ProblemRule; readonly count: number }[];
}
