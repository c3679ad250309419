/** Lines of code as they are drawn: rows of the engine's answers that stand next to each other, and the labels above them. */
import { hex } from '../../../shared/address';
import type { CodeRow } from '../../../shared/kernel-types';
import { partitionPoint } from '../../../shared/partition-point';
import type { CodeAnchor } from '../../stores/code-place';

/** A line: an instruction (or what stands in its place), or the label above one. */
export interface CodeLine {
  readonly row: CodeRow;
  readonly part: CodeAnchor['part'];
}

/** Rows that are kept on either side of those in sight when there are many. */
const KEPT_ROWS = 1500;

/** The position behind a row. */
export function endOfRow({ position, length }: CodeRow): number {
  return position + length;
}

/** Rows without a hole between them, as far as they are known, by place and by position. */
export class CodeList {
  readonly lines: readonly CodeLine[];
  /** Places among the lines of those that jump to a place that is known. Calls come back: they are no jumps. */
  readonly jumps: readonly number[];
  /** Place among the lines of each row's own line. */
  private readonly places: Uint32Array;

  constructor(readonly rows: readonly CodeRow[]) {
    const lines: CodeLine[] = [];
    const jumps: number[] = [];
    this.places = new Uint32Array(rows.length);
    rows.forEach((row, index) => {
      if (hasLabel(row)) lines.push({ row, part: 'label' });
      this.places[index] = lines.length;
      if (row.target !== null && (row.flow === 'jump' || row.flow === 'conditional'))
        jumps.push(lines.length);
      lines.push({ row, part: 'code' });
    });
    this.lines = lines;
    this.jumps = jumps;
  }

  /** The first position. */
  get first(): number {
    return this.rows[0]?.position ?? 0;
  }

  /** The position behind the last row. */
  get end(): number {
    const last = this.rows[this.rows.length - 1];
    return last === undefined ? 0 : endOfRow(last);
  }

  /** Place among the rows of the one that holds a position; -1 where none does. */
  rowAt(position: number): number {
    if (position < this.first || position >= this.end) return -1;
    return partitionPoint(this.rows.length, (i) => (this.rows[i] as CodeRow).position <= position) - 1;
  }

  /** Place among the lines of the one that an anchor means; -1 where it is not known. */
  lineAt({ position, part }: CodeAnchor): number {
    const row = this.rowAt(position);
    if (row < 0) return -1;
    const line = this.places[row] as number;
    return part === 'label' && hasLabel(this.rows[row] as CodeRow) ? line - 1 : line;
  }

  /** A row by the nearest symbol that is known above it, e.g. `main+0x4`; by its address where none is. */
  nameOf(row: CodeRow): string {
    for (let at = this.rowAt(row.position); at >= 0; at--) {
      const { label, position, kind } = this.rows[at] as CodeRow;
      if (kind === 'gap') break;
      if (label !== '') return position === row.position ? label : `${label}+${hex(row.position - position)}`;
    }
    return row.address;
  }

  /** What to call a line by, so that it is found again in other answers. */
  anchorAt(line: number): CodeAnchor | null {
    const found = this.lines[line];
    return found === undefined ? null : { position: found.row.position, part: found.part };
  }
}

/** Whether a line with a name stands above a row. */
function hasLabel({ label, isEntry }: CodeRow): boolean {
  return label !== '' || isEntry;
}

/**
 * Known rows with those of a later answer before and behind them: known ones stay, so that no line in sight changes when it
 * is scrolled away and back. Where the answer has no row that begins at an end of what is known, it alone is left.
 */
export function joinedRows(known: readonly CodeRow[], answer: readonly CodeRow[]): readonly CodeRow[] {
  const [first, last] = [known[0], known[known.length - 1]];
  const [answerFirst, answerLast] = [answer[0], answer[answer.length - 1]];
  if (answerFirst === undefined || answerLast === undefined) return known;
  if (first === undefined || last === undefined) return answer;
  const end = endOfRow(last);
  if (answerFirst.position > end || endOfRow(answerLast) < first.position) return answer;
  const before = answer.slice(
    0,
    partitionPoint(answer.length, (i) => (answer[i] as CodeRow).position < first.position),
  );
  const behind = answer.slice(partitionPoint(answer.length, (i) => (answer[i] as CodeRow).position < end));
  const lastBefore = before[before.length - 1];
  const joinsAbove = lastBefore === undefined || endOfRow(lastBefore) === first.position;
  const joinsBelow = behind[0] === undefined ? endOfRow(answerLast) <= end : behind[0].position === end;
  return joinsAbove && joinsBelow ? [...before, ...known, ...behind] : answer;
}

/** The rows round a position, where there are more than are kept. */
export function trimmedList(list: CodeList, position: number): CodeList {
  const { rows } = list;
  if (rows.length <= 3 * KEPT_ROWS) return list;
  const around = Math.max(list.rowAt(position), 0);
  return new CodeList(rows.slice(Math.max(0, around - KEPT_ROWS), around + KEPT_ROWS));
}
