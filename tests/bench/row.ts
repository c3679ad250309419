/** One line of the benchmark's table, from what was declared and what was measured. */

/** What must be reached: of the ratio to the peer, or of the value itself. */
export interface Limit {
  readonly of: 'ratio' | 'value';
  /** Whether less is better. */
  readonly bound: 'atMost' | 'atLeast';
  readonly number: number;
}

/** A row as it is declared. */
export interface RowSpec {
  readonly name: string;
  readonly unit: string;
  /** `null` where the figure only stands beside others. */
  readonly limit: Limit | null;
}

/** What a group says of one of its rows. */
export type Measured =
  | {
      readonly value: number;
      /** The same figure of the program that this one is measured against; `null` where there is none. */
      readonly peer: number | null;
      /** A few words for the table. */
      readonly note?: string;
    }
  | { readonly skipped: string };

/** A row as `--json` prints it. */
export interface Row {
  readonly name: string;
  /** `null` where it was not measured. */
  readonly value: number | null;
  readonly unit: string;
  readonly peer: number | null;
  /** value / peer */
  readonly ratio: number | null;
  /** Of the ratio where the row has one, else of the value. */
  readonly limit: number | null;
  /** `null` where there is no limit, or nothing to hold against it. */
  readonly pass: boolean | null;
}

/** Digits that a measurement is worth. */
const DIGITS = 4;

/** Holds a measurement against the limit of its row. */
export function judged(spec: RowSpec, measured: Measured): Row {
  const { name, unit, limit } = spec;
  const value = 'skipped' in measured ? null : measured.value;
  const peer = 'skipped' in measured ? null : measured.peer;
  const ratio = value === null || peer === null ? null : value / peer;
  return {
    name,
    value: value === null ? null : rounded(value),
    unit,
    peer: peer === null ? null : rounded(peer),
    ratio: ratio === null ? null : rounded(ratio),
    limit: limit?.number ?? null,
    pass: limit === null ? null : holds(limit, limit.of === 'ratio' ? ratio : value),
  };
}

function holds({ bound, number }: Limit, reached: number | null): boolean | null {
  if (reached === null) return null;
  return bound === 'atMost' ? reached <= number : reached >= number;
}

function rounded(number: number): number {
  return Number(number.toPrecision(DIGITS));
}
