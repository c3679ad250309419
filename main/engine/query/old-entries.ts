import { partitionPoint } from '../../../shared/partition-point';
import { NO_WORDS } from '../base/column';
import { ENTRY_COUNT } from '../paging/page-table';
import { OP } from '../trace/codes';
import type { Trace } from '../trace/recorder';

/** What the entries of page tables were before they were written: one pass over the trace, 12 bytes for each write. */
export class OldEntries {
  /** The ops that write entries, ascending, and both halves of the entry before. */
  private readonly ops: Uint32Array;
  private readonly lows: Uint32Array;
  private readonly highs: Uint32Array;
  /** Place of the op that was asked for last: the next one is mostly a little further on. */
  private recent = 0;

  constructor({ ops }: Trace) {
    const { kind, frame, at, low, high, length } = ops;
    const written = OP.entryWritten;
    const zeroed = OP.frameZeroed;
    let count = 0;
    for (let op = 0; op < length; op++) if (kind[op] === written) count++;
    this.ops = new Uint32Array(count);
    this.lows = new Uint32Array(count);
    this.highs = new Uint32Array(count);
    // The entries of each table as they are now; tables begin as zeros.
    const tables = new Map<number, Uint32Array>();
    let recentFrame = -1;
    let words: Uint32Array = NO_WORDS;
    let row = 0;
    for (let op = 0; op < length; op++) {
      if (kind[op] === zeroed) tables.get(frame[op] as number)?.fill(0);
      if (kind[op] !== written) continue;
      if (frame[op] !== recentFrame) {
        recentFrame = frame[op] as number;
        words = tables.get(recentFrame) ?? new Uint32Array(ENTRY_COUNT * 2);
        tables.set(recentFrame, words);
      }
      const place = (at[op] as number) * 2;
      this.ops[row] = op;
      this.lows[row] = words[place] as number;
      this.highs[row] = words[place + 1] as number;
      words[place] = low[op] as number;
      words[place + 1] = high[op] as number;
      row++;
    }
  }

  /** Place of an op that writes an entry, for {@link low} and {@link high}. */
  rowOf(op: number): number {
    const { ops } = this;
    for (let row = this.recent; row < this.recent + 4; row++) {
      if (ops[row] === op) return (this.recent = row);
    }
    this.recent = partitionPoint(ops.length, (i) => (ops[i] as number) < op);
    return this.recent;
  }

  low(row: number): number {
    return this.lows[row] as number;
  }

  high(row: number): number {
    return this.highs[row] as number;
  }
}
