import { textTest } from '../../../shared/expression/search-text';
import type { SearchOperator } from '../../../shared/expression/types';
import type { StepField } from '../../../shared/expression/step-environment';
import { SPAN } from '../trace/codes';
import { describeOp } from '../trace/describe-op';
import { spanTitle } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { Batch, Numbers } from './batch';
import { charTest, sameCharsTest, signsOf, type CharText } from './char-text';
import { COST, testOf, type Filter } from './filters';
import type { FillNumbers } from './number-fields';
import type { QueryIndex } from './query-index';
import { isFailure } from './truth-fields';
import { changeWriter, labelWriter, type WriteText } from './written-texts';

export type TextField = Extract<StepField, 'symbol' | 'place' | 'failure' | 'label' | 'change'>;

/** What is asked of texts. */
export interface TextTest {
  readonly holds: (text: string) => boolean;
  /** The same for a text in small letters: true of all for which `holds` is true, and of no others where it is `exact`. */
  readonly mayHold: (text: CharText) => boolean;
  /** Characters, in small letters, of which a text that passes has each. */
  readonly signs: string;
  readonly exact: boolean;
}

/** Whether a text has a pattern, case aside. */
export function searchTest(operator: SearchOperator, pattern: string): TextTest {
  const mayHold = charTest(operator, pattern);
  return { holds: textTest(operator, pattern), mayHold, signs: signsOf(operator, pattern), exact: true };
}

/** Whether a text is exactly one text. */
export function samenessTest(value: string): TextTest {
  const mayHold = sameCharsTest(value);
  return { holds: (text) => text === value, mayHold, signs: value.toLowerCase(), exact: false };
}

/** A text of every op; empty where there is none. */
export interface TextColumn {
  read(op: number, step: number): string;
  /** What lets those ops through whose text passes a test. */
  filter(test: TextTest): Filter;
}

/** What computes each field that is a text. */
export function textFields(
  view: LoadView,
  index: QueryIndex,
  numbers: { readonly value: FillNumbers; readonly address: FillNumbers },
  batchSize: number,
): Readonly<Record<TextField, TextColumn>> {
  const failure = (op: number): string => (isFailure(view, op) ? (view.message ?? '') : '');
  return {
    symbol: symbolText(view, numbers.value, batchSize, entrySymbol),
    place: symbolText(view, numbers.address, batchSize, null),
    failure: { read: failure, filter: ({ holds }) => testOf((op) => holds(failure(op)), COST.texts) },
    label: writtenText(
      (_op, step) => spanTitle(view, step).label,
      (signs) => labelWriter(view, signs),
    ),
    change: writtenText(
      (op) => describeOp(view, op).label,
      () => changeWriter(view, index),
    ),
  };
}

/** A text that no string is made of where it can be written. */
function writtenText(read: TextColumn['read'], writerFor: (signs: string) => WriteText): TextColumn {
  return {
    read,
    filter({ holds, mayHold, exact, signs }) {
      const write = writerFor(signs);
      return {
        cost: COST.texts,
        keep({ ops, steps }, places, count, out) {
          let kept = 0;
          for (let i = 0; i < count; i++) {
            const place = places[i] as number;
            const op = ops[place] as number;
            const step = steps[place] as number;
            const text = write(op, step);
            const passes =
              text === null ? holds(read(op, step)) : mayHold(text) && (exact || holds(read(op, step)));
            if (passes) out[kept++] = place;
          }
          return kept;
        },
      };
    },
  };
}

/** What {@link symbolText} takes for an op that points nowhere. */
const NO_SYMBOL = -1;

/**
 * The names of the symbols that numbers point into. A test is asked once for each symbol, however many ops have it.
 *
 * @param atEntry finds the symbol of the step that enters the kernel; `null` where it has one like any other
 */
function symbolText(
  view: LoadView,
  fill: FillNumbers,
  batchSize: number,
  atEntry: ((view: LoadView) => number) | null,
): TextColumn {
  const { kind } = view.trace.spans;
  const nameOf = (symbol: number): string => (symbol < 0 ? '' : view.symbols.name(symbol));
  const symbolOf = (step: number, numbers: Numbers, row: number): number => {
    if (atEntry !== null && kind[step] === SPAN.entryPoint) return atEntry(view);
    return numbers.there[row] === 0 ? NO_SYMBOL : symbolAt(view, numbers, row);
  };
  return {
    read: oneSymbol(view, fill, (step, numbers) => nameOf(symbolOf(step, numbers, 0))),
    filter({ holds }) {
      const numbers = new Numbers(batchSize);
      const answers = new Int8Array(view.symbols.count);
      const none = holds('');
      return {
        cost: COST.texts,
        keep(batch, places, count, out) {
          fill(batch, places, count, numbers);
          let kept = 0;
          for (let i = 0; i < count; i++) {
            const place = places[i] as number;
            const symbol = symbolOf(batch.steps[place] as number, numbers, i);
            if (symbol >= 0 && answers[symbol] === 0) answers[symbol] = holds(nameOf(symbol)) ? 1 : -1;
            if (symbol < 0 ? none : answers[symbol] === 1) out[kept++] = place;
          }
          return kept;
        },
      };
    },
  };
}

/** What reads the symbol of one op. */
function oneSymbol(
  view: LoadView,
  fill: FillNumbers,
  read: (step: number, numbers: Numbers) => string,
): TextColumn['read'] {
  const one = new Batch(view.trace, 1);
  const number = new Numbers(1);
  const first = Uint32Array.of(0);
  return (op, step) => {
    one.ops[0] = op;
    one.steps[0] = step;
    fill(one, first, 1, number);
    return read(step, number);
  };
}

/** The symbol that an address of the running kernel points into, as a place in the table; -1 for none. */
function symbolAt(view: LoadView, numbers: Numbers, row: number): number {
  const low = (numbers.low[row] as number) - view.offsetLow;
  const high = (numbers.high[row] as number) - view.offsetHigh - (low < 0 ? 1 : 0);
  return view.symbols.indexAt(low >>> 0, high >>> 0);
}

/** The symbol at the entry point. */
function entrySymbol(view: LoadView): number {
  const entry = BigInt.asUintN(64, view.entryPoint - view.offset);
  return view.symbols.indexAt(Number(BigInt.asUintN(32, entry)), Number(entry >> 32n));
}
