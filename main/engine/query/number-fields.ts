import { PAGE_SIZE } from '../../../shared/address';
import type { StepField } from '../../../shared/expression/step-environment';
import { OP, SPAN, spanKind } from '../trace/codes';
import { PAGE_STEPS } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import type { StepList } from '../trace/step-list';
import type { OpTable } from '../trace/tables';
import type { Batch, Numbers } from './batch';
import type { QueryIndex } from './query-index';

/** Writes the numbers of some places of a batch into a column, one row after the other. */
export type FillNumbers = (batch: Batch, places: Uint32Array, count: number, out: Numbers) => void;

/** Writes the number of one op into a row, or that there is none. */
type ReadNumber = (op: number, step: number, out: Numbers, row: number) => void;

/** What a kind of step is about. */
const [NOTHING, A_PAGE, A_RELOCATION, THE_ENTRY] = [0, 1, 2, 3];

/** By the code of a span kind. */
const ABOUT = Uint8Array.from(Object.values(SPAN), (code) => {
  const kind = spanKind(code);
  if (PAGE_STEPS.has(kind)) return A_PAGE;
  return kind === 'relocation' ? A_RELOCATION : kind === 'entryPoint' ? THE_ENTRY : NOTHING;
});

const { mark, frameAllocated, frameCopied, entryWritten, bytesZeroed, bytesWritten } = OP;
const RELOCATION = SPAN.relocation;
const WHOLE_WORD = 8;

export type NumberField = Extract<
  StepField,
  | 'segment'
  | 'step'
  | 'op'
  | 'moment'
  | 'address'
  | 'page'
  | 'physical'
  | 'frame'
  | 'length'
  | 'from'
  | 'table'
  | 'level'
  | 'index'
  | 'entry'
  | 'oldEntry'
  | 'target'
  | 'relocation'
  | 'offset'
  | 'addend'
  | 'value'
>;

/** What computes each number. */
export function numberFields(view: LoadView, index: QueryIndex): Readonly<Record<NumberField, FillNumbers>> {
  const address = readAddress(view);
  return {
    ...stepNumbers(view, index, address),
    ...memoryNumbers(view),
    ...entryNumbers(view, index),
    ...relocationNumbers(view),
    address: each(address),
    page: each((op, step, out, row) => {
      address(op, step, out, row);
      out.low[row] = (out.low[row] as number) & -PAGE_SIZE;
    }),
  };
}

/** Fills a column number by number. */
function each(read: ReadNumber): FillNumbers {
  return ({ ops, steps }, places, count, out) => {
    for (let i = 0; i < count; i++) {
      const place = places[i] as number;
      read(ops[place] as number, steps[place] as number, out, i);
    }
  };
}

function missing({ low, high, there }: Numbers, row: number): void {
  low[row] = 0;
  high[row] = 0;
  there[row] = 0;
}

/** A number below 2^53 in two halves. */
function put(out: Numbers, row: number, value: number): void {
  out.set(row, value, Math.floor(value / 2 ** 32));
}

function stepNumbers(view: LoadView, index: QueryIndex, address: ReadNumber) {
  const { spans, steps } = view.trace;
  return {
    segment: each((op, step, out, row) => {
      let number = index.segments.ofStage(spans.parent[step] as number);
      if (number === 0) {
        address(op, step, out, row);
        if (out.there[row] === 0) return;
        const page = ((out.low[row] as number) >>> 12) + ((out.high[row] as number) & 0xffff) * 2 ** 20;
        number = index.segments.ofPage(page);
      }
      if (number === 0) missing(out, row);
      else out.set(row, number, 0);
    }),
    step: fillSteps(steps),
    op: each((op, step, out, row) => out.set(row, op - (spans.firstOp[step] as number) + 1, 0)),
    moment: each((op, _step, out, row) => out.set(row, op + 1, 0)),
  };
}

/** Numbers of steps, from 1. Neighbouring spans that are both steps are neighbouring steps. */
function fillSteps(list: StepList): FillNumbers {
  return ({ steps }, places, count, { low, high, there }) => {
    let span = -1;
    let number = 0;
    for (let i = 0; i < count; i++) {
      const step = steps[places[i] as number] as number;
      if (step === span + 1 && span >= 0) number++;
      else if (step !== span) number = (list.indexOf(step) as number) + 1;
      span = step;
      low[i] = number;
    }
    high.fill(0, 0, count);
    there.fill(1, 0, count);
  };
}

/** The virtual address that a step is about. */
function readAddress(view: LoadView): ReadNumber {
  const { kind, subject, low, high } = view.trace.spans;
  const { offsetLow, offsetHigh } = view;
  const entryLow = Number(BigInt.asUintN(32, view.entryPoint));
  const entryHigh = Number(view.entryPoint >> 32n);
  return (_op, step, out, row) => {
    const about = ABOUT[kind[step] as number];
    if (about === A_RELOCATION) {
      const sum = (low[step] as number) + offsetLow;
      out.set(row, sum, (high[step] as number) + offsetHigh + (sum >= 2 ** 32 ? 1 : 0));
    } else if (about === A_PAGE) {
      // Bits 32 to 47 of the address, of which the highest is repeated above.
      const upper = ((subject[step] as number) >>> 20) | ((high[step] as number) << 12);
      out.set(row, (subject[step] as number) << 12, (upper << 16) >> 16);
    } else if (about === THE_ENTRY) {
      out.set(row, entryLow, entryHigh);
    } else {
      missing(out, row);
    }
  };
}

function memoryNumbers(view: LoadView) {
  const { kind, frame, at, low } = view.trace.ops;
  /** Where in its frame an op changes the first byte. */
  const offset = (op: number): number => {
    if (kind[op] === entryWritten) return (at[op] as number) * 8;
    if (kind[op] === bytesWritten) return (at[op] as number) & 0xffff;
    return kind[op] === bytesZeroed ? (at[op] as number) : 0;
  };
  const length = (op: number): number => {
    if (kind[op] === mark || kind[op] === frameAllocated) return 0;
    if (kind[op] === entryWritten) return 8;
    if (kind[op] === bytesWritten) return (at[op] as number) >>> 16;
    return kind[op] === bytesZeroed ? (low[op] as number) : PAGE_SIZE;
  };
  return {
    physical: each((op, _step, out, row) => {
      if (kind[op] === mark) missing(out, row);
      else put(out, row, (frame[op] as number) * PAGE_SIZE + offset(op));
    }),
    frame: each((op, _step, out, row) => {
      if (kind[op] === mark) missing(out, row);
      else put(out, row, (frame[op] as number) * PAGE_SIZE);
    }),
    length: each((op, _step, out, row) => out.set(row, length(op), 0)),
    from: each((op, _step, out, row) => {
      if (kind[op] === frameCopied) put(out, row, (at[op] as number) * PAGE_SIZE);
      else missing(out, row);
    }),
  };
}

function entryNumbers(view: LoadView, index: QueryIndex) {
  const { kind, frame, at, low, high } = view.trace.ops;
  const ofEntry = (read: ReadNumber): FillNumbers =>
    each((op, step, out, row) => {
      if (kind[op] === entryWritten) read(op, step, out, row);
      else missing(out, row);
    });
  let recentTable = -1;
  let recentLevel = 0;
  return {
    table: ofEntry((op, _step, out, row) => put(out, row, (frame[op] as number) * PAGE_SIZE)),
    level: ofEntry((op, _step, out, row) => {
      if (frame[op] !== recentTable) {
        recentTable = frame[op] as number;
        recentLevel = view.tables.place(recentTable)?.level ?? 0;
      }
      if (recentLevel === 0) missing(out, row);
      else out.set(row, recentLevel, 0);
    }),
    index: ofEntry((op, _step, out, row) => out.set(row, at[op] as number, 0)),
    entry: ofEntry((op, _step, out, row) => out.set(row, low[op] as number, high[op] as number)),
    oldEntry: ofEntry((op, _step, out, row) => {
      const old = index.oldEntries;
      const at = old.rowOf(op);
      out.set(row, old.low(at), old.high(at));
    }),
    target: ofEntry((op, _step, out, row) =>
      out.set(row, (low[op] as number) & -PAGE_SIZE, (high[op] as number) & 0xfffff),
    ),
  };
}

function relocationNumbers(view: LoadView) {
  const { kind, subject, low, high } = view.trace.spans;
  const value = fillValues(view);
  const { offsetLow, offsetHigh } = view;
  return {
    relocation: each((_op, step, out, row) => {
      if (kind[step] === RELOCATION) out.set(row, subject[step] as number, 0);
      else missing(out, row);
    }),
    offset: each((_op, step, out, row) => {
      if (kind[step] === RELOCATION) out.set(row, low[step] as number, high[step] as number);
      else missing(out, row);
    }),
    value,
    addend: ((batch, places, count, out) => {
      value(batch, places, count, out);
      subtractConstant(out, count, offsetLow, offsetHigh);
    }) satisfies FillNumbers,
  };
}

/** Subtracts a number from each. Its halves are made 32-bit integers in here, or the loop would work on doubles. */
function subtractConstant({ low, high }: Numbers, count: number, byLow: number, byHigh: number): void {
  const l = byLow >>> 0;
  const h = byHigh >>> 0;
  for (let i = 0; i < count; i++) {
    const from = low[i] as number;
    low[i] = (from - l) | 0;
    high[i] = ((high[i] as number) - h - (from < l ? 1 : 0)) | 0;
  }
}

/** The values that relocations write. Nearly all do it in one op, which holds the value itself. */
function fillValues(view: LoadView): FillNumbers {
  const { ops, spans } = view.trace;
  return (batch, places, count, out) => {
    fillWholeWords(ops, spans.kind, batch, places, count, out);
    const { there } = out;
    for (let i = 0; i < count; i++) {
      if (there[i] === MAYBE) readValue(view, batch.steps[places[i] as number] as number, out, i);
    }
  };
}

/** What stands in `there` until a relocation of several ops is looked at. */
const MAYBE = 2;

/** The values of ops that write one as a whole; the loop has nothing in it that would slow it down. */
function fillWholeWords(
  { kind, at, low, high }: OpTable,
  spanKinds: Uint8Array,
  { ops, steps }: Batch,
  places: Uint32Array,
  count: number,
  out: Numbers,
): void {
  const { low: lows, high: highs, there } = out;
  for (let i = 0; i < count; i++) {
    const place = places[i] as number;
    const op = ops[place] as number;
    const isRelocation = spanKinds[steps[place] as number] === RELOCATION;
    const isWhole = kind[op] === bytesWritten && (at[op] as number) >>> 16 === WHOLE_WORD;
    lows[i] = low[op] as number;
    highs[i] = high[op] as number;
    there[i] = isRelocation ? (isWhole ? 1 : MAYBE) : 0;
  }
}

/** The same for one step of several ops: one that copies a frame first, or writes into two pages. */
function readValue({ trace }: LoadView, step: number, out: Numbers, row: number): void {
  const { kind, at, low, high } = trace.ops;
  const end = trace.spans.endOp(step);
  let bits = 0;
  let valueLow = 0;
  let valueHigh = 0;
  for (let op = trace.spans.firstOp[step] as number; op < end; op++) {
    if (kind[op] !== bytesWritten) continue;
    const size = ((at[op] as number) >>> 16) * 8;
    const l = lowBits(low[op] as number, size);
    const h = lowBits(high[op] as number, size - 32);
    valueLow |= bits < 32 ? l << bits : 0;
    valueHigh |= bits === 0 ? h : bits < 32 ? (l >>> (32 - bits)) | (h << bits) : l << (bits - 32);
    bits += size;
  }
  if (bits === 64) out.set(row, valueLow, valueHigh);
  else missing(out, row);
}

/** The lowest `bits` bits of a half. */
function lowBits(half: number, bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? half : half & (2 ** bits - 1);
}
