import { PAGE_FLAGS } from '../../../shared/page-flags';
import type { StepField } from '../../../shared/expression/step-environment';
import { OP, SPAN } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import type { QueryIndex } from './query-index';

/** Whether something is true of an op. */
export type OpTest = (op: number, step: number) => boolean;

export type TruthField = Extract<
  StepField,
  'copyOnWrite' | 'present' | 'writable' | 'noExecute' | 'copied' | 'failed'
>;

/** The functions that ask for a flag of a written entry. */
export type FlagFunction = 'flag' | 'gained' | 'lost';

const ENTRY_WRITTEN = OP.entryWritten;

/** What computes each field that is true or false. */
export function truthFields(view: LoadView, index: QueryIndex): Readonly<Record<TruthField, OpTest>> {
  const flag = (name: string): OpTest => flagTest(view, index, 'flag', name);
  return {
    copyOnWrite: (op) => liesInCopy(view, op),
    present: flag('PRESENT'),
    writable: flag('WRITABLE'),
    noExecute: flag('NO_EXECUTE'),
    copied: flag('COPIED'),
    failed: (op) => isFailure(view, op),
  };
}

/** Whether the load failed with an op. */
export function isFailure({ message, trace }: LoadView, op: number): boolean {
  return message !== null && op === trace.opCount - 1;
}

function liesInCopy({ trace }: LoadView, op: number): boolean {
  const { kind, parent } = trace.spans;
  let span = trace.ops.span[op] as number;
  // The failure of a part is a part of it.
  if (kind[span] === SPAN.failure) span = parent[span] as number;
  return kind[span] === SPAN.copyOnWrite;
}

/** Whether an op wrote an entry that has a flag, or got or lost it by that. */
export function flagTest(view: LoadView, index: QueryIndex, how: FlagFunction, flag: string): OpTest {
  const { kind, low, high } = view.trace.ops;
  const bit = PAGE_FLAGS.find(({ name }) => name === flag)?.bit ?? 0;
  const upper = bit >= 32;
  const mask = 1 << (bit % 32);
  const halves = upper ? high : low;
  const has: OpTest = (op) => ((halves[op] as number) & mask) !== 0;
  const had: OpTest = (op) => {
    const { oldEntries } = index;
    const row = oldEntries.rowOf(op);
    return ((upper ? oldEntries.high(row) : oldEntries.low(row)) & mask) !== 0;
  };
  switch (how) {
    case 'flag':
      return (op, step) => kind[op] === ENTRY_WRITTEN && has(op, step);
    case 'gained':
      return (op, step) => kind[op] === ENTRY_WRITTEN && has(op, step) && !had(op, step);
    case 'lost':
      return (op, step) => kind[op] === ENTRY_WRITTEN && !has(op, step) && had(op, step);
  }
}
