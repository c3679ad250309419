import type { WriterRun, Writers } from '../../../../shared/debugger-types';
import type { ProvenanceName } from '../../../../shared/provenance';

/** Most runs that one answer lists. */
export const MOST_RUNS = 3000;

/** A kind of writer: what totals are made of. */
export interface WriterKind {
  readonly provenance: ProvenanceName;
  /** What all bytes of the kind are, e.g. `LOAD 3 copy`. */
  readonly text: string;
  /** What ops of the kind did, in words; `null` where there are no ops. */
  readonly describe: ((firstOp: number, lastOp: number, writes: number) => string) | null;
  bytes: number;
  writes: number;
}

interface Run {
  readonly offset: number;
  length: number;
  readonly kind: WriterKind;
  /** Ops that wrote the first and the last bytes, -1 for what was there before the load. */
  readonly firstOp: number;
  lastOp: number;
  writes: number;
}

/** Neighbouring bytes of the same writer as runs. */
class RunList {
  readonly runs: Run[] = [];
  full = false;

  /** @param whole whether different ops of one kind are one run */
  constructor(private readonly whole: boolean) {}

  add(offset: number, length: number, kind: WriterKind, op: number, isNew: boolean): void {
    const last = this.runs[this.runs.length - 1];
    if (last?.kind === kind && last.offset + last.length === offset && (this.whole || last.lastOp === op)) {
      last.length += length;
      last.lastOp = op;
      if (isNew) last.writes++;
      return;
    }
    if (this.full || this.runs.length === MOST_RUNS) {
      this.full = true;
      return;
    }
    this.runs.push({ offset, length, kind, firstOp: op, lastOp: op, writes: op < 0 ? 0 : 1 });
  }
}

/**
 * Puts the writers of a range together: op by op where a few thousand runs can say it, else with the ops of one kind that
 * wrote neighbouring bytes as one.
 */
export class WriterRuns {
  private readonly single = new RunList(false);
  private readonly grouped = new RunList(true);
  private readonly kinds = new Map<string, WriterKind>();

  /** The kind with a text; made when it is asked for first. */
  kind(provenance: ProvenanceName, text: string, describe: WriterKind['describe'] = null): WriterKind {
    const key = `${provenance} ${text}`;
    let kind = this.kinds.get(key);
    if (kind === undefined) {
      kind = { provenance, text, describe, bytes: 0, writes: 0 };
      this.kinds.set(key, kind);
    }
    return kind;
  }

  /**
   * Adds the bytes behind those that were added last.
   *
   * @param op the op that wrote them, -1 for none
   * @param isNew whether none of the op's bytes were added before
   */
  add(offset: number, length: number, kind: WriterKind, op: number, isNew: boolean): void {
    kind.bytes += length;
    if (isNew) kind.writes++;
    if (!this.single.full) this.single.add(offset, length, kind, op, isNew);
    this.grouped.add(offset, length, kind, op, isNew);
  }

  finish(): Writers {
    const list = this.single.full ? this.grouped : this.single;
    const totals = [...this.kinds.values()]
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes)
      .map(({ provenance, text, bytes, writes }) => ({ provenance, text, bytes, writes }));
    return { runs: list.runs.map(described), cut: list.full, totals };
  }
}

function described({ offset, length, kind, firstOp, lastOp, writes }: Run): WriterRun {
  const { provenance, text, describe } = kind;
  return {
    offset,
    length,
    provenance,
    moment: lastOp + 1,
    writes,
    text: describe === null || lastOp < 0 ? text : describe(firstOp, lastOp, writes),
  };
}
