import { partitionPoint } from '../../../../shared/partition-point';
import { OP } from '../../trace/codes';
import type { OpTable } from '../../trace/tables';

/** Which ops copied a frame to another one, by the frame that they copied. */
export class CopyIndex {
  /** Ops by their source frame, and in order for each. */
  private readonly rows: Uint32Array;

  constructor(private readonly ops: OpTable) {
    const { kind, at, length } = ops;
    const copied = OP.frameCopied;
    const found: number[] = [];
    for (let op = 0; op < length; op++) if (kind[op] === copied) found.push(op);
    this.rows = Uint32Array.from(found).sort((a, b) => (at[a] as number) - (at[b] as number) || a - b);
  }

  /** The ops that copied `frame`, ascending. */
  copiesOf(frame: number): Uint32Array {
    const { rows } = this;
    const { at } = this.ops;
    const before = (limit: number): number =>
      partitionPoint(rows.length, (i) => (at[rows[i] as number] as number) < limit);
    return rows.subarray(before(frame), before(frame + 1));
  }
}
