import type { StepField } from '../../../shared/expression/step-environment';
import { SPAN } from '../trace/codes';
import { describeOp } from '../trace/describe-op';
import { spanTitle } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { Batch, Numbers } from './batch';
import type { FillNumbers } from './number-fields';
import { isFailure, type OpTest } from './truth-fields';

export type TextField = Extract<StepField, 'symbol' | 'place' | 'failure' | 'label' | 'change'>;

/** A text of every op; empty where there is none. */
export interface TextColumn {
  read(op: number, step: number): string;
  /** What tells whether a test holds for the text of an op. */
  test(holds: (text: string) => boolean): OpTest;
}

/** What computes each field that is a text. */
export function textFields(
  view: LoadView,
  numbers: { readonly value: FillNumbers; readonly address: FillNumbers },
): Readonly<Record<TextField, TextColumn>> {
  return {
    symbol: symbolText(view, symbolOfValue(view, numbers.value)),
    place: symbolText(view, symbolIn(view, numbers.address)),
    failure: plainText((op) => (isFailure(view, op) ? (view.message ?? '') : '')),
    label: plainText((_op, step) => spanTitle(view, step).label),
    change: plainText((op) => describeOp(view, op).label),
  };
}

function plainText(read: (op: number, step: number) => string): TextColumn {
  return { read, test: (holds) => (op, step) => holds(read(op, step)) };
}

/** Symbol names: a test is asked once for each symbol, however many ops have it. */
function symbolText(view: LoadView, indexOf: (op: number, step: number) => number): TextColumn {
  const nameOf = (symbol: number): string => view.symbols.symbols[symbol]?.name ?? '';
  return {
    read: (op, step) => nameOf(indexOf(op, step)),
    test(holds) {
      const answers = new Int8Array(view.symbols.symbols.length);
      const none = holds('');
      return (op, step) => {
        const symbol = indexOf(op, step);
        if (symbol < 0) return none;
        if (answers[symbol] === 0) answers[symbol] = holds(nameOf(symbol)) ? 1 : -1;
        return answers[symbol] === 1;
      };
    },
  };
}

/** The symbol that a number of an op points into, as a place in the table; -1 for none. */
function symbolIn(view: LoadView, fill: FillNumbers): (op: number, step: number) => number {
  const one = new Batch(view.trace, 1);
  const number = new Numbers(1);
  const first = Uint32Array.of(0);
  return (op, step) => {
    one.ops[0] = op;
    one.steps[0] = step;
    fill(one, first, 1, number);
    if (number.there[0] === 0) return -1;
    const low = (number.low[0] as number) - view.offsetLow;
    const high = (number.high[0] as number) - view.offsetHigh - (low < 0 ? 1 : 0);
    return view.symbols.indexAt(low >>> 0, high >>> 0);
  };
}

/** The symbol that a relocation's value points into; at the entry point the one that is entered. */
function symbolOfValue(view: LoadView, fill: FillNumbers): (op: number, step: number) => number {
  const ofValue = symbolIn(view, fill);
  const { kind } = view.trace.spans;
  const entry = BigInt.asUintN(64, view.entryPoint - view.offset);
  const low = Number(BigInt.asUintN(32, entry));
  const high = Number(entry >> 32n);
  return (op, step) => (kind[step] === SPAN.entryPoint ? view.symbols.indexAt(low, high) : ofValue(op, step));
}
