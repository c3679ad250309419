import { PAGE_SIZE } from '../../../shared/address';
import { OP, SPAN } from '../trace/codes';
import { flagChange } from '../trace/describe-op';
import type { LoadView } from '../trace/load-view';
import { frameOf } from '../paging/page-table';
import { CharText, codesOf, digitsOf, thousandsOf } from './char-text';
import type { QueryIndex } from './query-index';

/** The text of an op in small letters; `null` where that is left to what makes the text for people. */
export type WriteText = (op: number, step: number) => CharText | null;

const { frameAllocated, frameZeroed, frameCopied, entryWritten, bytesZeroed, bytesWritten } = OP;
const RELOCATION = SPAN.relocation;
const WHOLE_WORD = 8;

const NUMBER = codesOf('#');
const SPACE = codesOf(' ');
const ARROW = codesOf(' ← ');
const PLUS = codesOf('+');

/** What stands around the address of a page in the title of a step. */
interface PageWords {
  readonly before: Uint16Array;
  readonly behind: Uint16Array;
}

/** By the code of a span kind. */
const PAGE_TITLES = new Map<number, PageWords>(
  [
    [SPAN.mapPage, 'Map page ', ''] as const,
    [SPAN.bssEdge, 'Bss edge ', ''] as const,
    [SPAN.bssPage, 'Bss page ', ''] as const,
    [SPAN.readOnly, 'Make ', ' read-only'] as const,
    [SPAN.flagCleared, 'Clear COPIED of ', ''] as const,
  ].map(([kind, before, behind]) => [kind, { before: codesOf(before), behind: codesOf(behind) }]),
);

/** The characters of a relocation's title. */
const TITLE_SIGNS = '#0123456789,abcdef ←';
const NOTHING = new CharText();

/**
 * The same as the label of `spanTitle`, for the kinds of steps of which a load has millions.
 *
 * @param signs characters that a text has to have to be of use: a title that cannot have them is not written but left
 *   empty
 */
export function labelWriter({ message, trace }: LoadView, signs: string): WriteText {
  const { kind, subject, low, high } = trace.spans;
  const { kind: actions, at, low: valueLow, high: valueHigh } = trace.ops;
  // Behind the write a failure may follow: then the title has no value.
  const surely = message === null ? trace.opCount : trace.opCount - 2;
  const isTitled = [...signs].every((sign) => TITLE_SIGNS.includes(sign));
  const relocation = new RelocationTitle();
  const page = new CharText();
  return (op, step) => {
    const code = kind[step] as number;
    if (code === RELOCATION) {
      const isWhole = actions[op] === bytesWritten && (at[op] as number) >>> 16 === WHOLE_WORD;
      if (!isWhole || op >= surely) return null;
      if (!isTitled) return NOTHING;
      return relocation.write(
        subject[step] as number,
        low[step] as number,
        high[step] as number,
        valueLow[op] as number,
        valueHigh[op] as number,
      );
    }
    const words = PAGE_TITLES.get(code);
    if (words === undefined) return null;
    // Bits 32 to 47 of the address, of which the highest is repeated above.
    const upper = ((subject[step] as number) >>> 20) | ((high[step] as number) << 12);
    page.clear();
    page.add(words.before);
    page.addHex(((subject[step] as number) << 12) >>> 0, ((upper << 16) >> 16) >>> 0);
    page.add(words.behind);
    return page;
  };
}

/** `#214 19020 ← 800000c4a0`. Neighbours have most digits in common: only the others are written. */
class RelocationTitle {
  private readonly text = new CharText();
  private readonly offset = new HexInText(this.text);
  private readonly value = new HexInText(this.text);
  /** Thousands of the number; 0 where it has no such digits, or nothing was written. */
  private thousands = 0;
  private numberEnd = 0;

  write(number: number, low: number, high: number, valueLow: number, valueHigh: number): CharText {
    const { text, offset, value } = this;
    const thousands = thousandsOf(number);
    const isAlike = thousands === this.thousands && thousands > 0;
    if (isAlike && offset.fits(low, high) && value.fits(valueLow, valueHigh)) {
      text.putTriplet(this.numberEnd, number - thousands * 1000);
      offset.change(low);
      value.change(valueLow);
      return text;
    }
    text.clear();
    text.add(NUMBER);
    text.addCount(number);
    this.thousands = thousands;
    this.numberEnd = text.length;
    text.add(SPACE);
    offset.add(low, high);
    text.add(ARROW);
    value.add(valueLow, valueHigh);
    return text;
  }
}

/** A number of two halves in a text. */
class HexInText {
  private low = 0;
  private high = 0;
  private end = 0;

  constructor(private readonly text: CharText) {}

  add(low: number, high: number): void {
    this.text.addHex(low, high);
    this.low = low;
    this.high = high;
    this.end = this.text.length;
  }

  /** Whether another number has the same high half, and as many digits. */
  fits(low: number, high: number): boolean {
    return high === this.high && (high !== 0 || digitsOf(low) === digitsOf(this.low));
  }

  /** Puts a number that fits in its place. */
  change(low: number): void {
    this.text.putHexDigits(this.end, low, digitsOf(low ^ this.low));
    this.low = low;
  }
}

/** By the code of an op, what its label begins with. */
const FRAME_WORDS = new Map<number, Uint16Array>([
  [frameAllocated, codesOf('Allocate frame ')],
  [frameZeroed, codesOf('Zero frame ')],
  [frameCopied, codesOf('Copy 4 KiB from ')],
]);
const ZERO = codesOf('Zero ');
const WRITE = codesOf('Write ');
const BYTES_OF = codesOf(' bytes of ');
const BYTES_AT = codesOf(' bytes at ');

/** The same as the label of `describeOp`, for all ops but marks. */
export function changeWriter(view: LoadView, index: QueryIndex): WriteText {
  const { kind, frame, at, low } = view.trace.ops;
  const entry = entryWriter(view, index);
  const write = new WriteWords();
  const text = new CharText();
  return (op, step) => {
    const code = kind[op] as number;
    const place = at[op] as number;
    if (code === bytesWritten) return write.write(place >>> 16, frame[op] as number, place & 0xffff);
    if (code === entryWritten) return entry(op, step);
    const words = FRAME_WORDS.get(code);
    if (words === undefined && code !== bytesZeroed) return null;
    text.clear();
    text.add(words ?? ZERO);
    if (code === bytesZeroed) {
      text.addDecimal(low[op] as number);
      text.add(BYTES_OF);
    }
    addFrame(text, code === frameCopied ? place : (frame[op] as number));
    return text;
  };
}

/** `Write 8 bytes at 1019000+0a8`. Neighbours mostly differ in the offset only. */
class WriteWords {
  private readonly text = new CharText();
  private length = -1;
  private frame = -1;

  write(length: number, frame: number, offset: number): CharText {
    const { text } = this;
    if (length !== this.length || frame !== this.frame) {
      this.length = length;
      this.frame = frame;
      text.clear();
      text.add(WRITE);
      text.addDecimal(length);
      text.add(BYTES_AT);
      addFrame(text, frame);
      text.add(PLUS);
      text.length += OFFSET_DIGITS;
    }
    text.putHexDigits(text.length, offset, OFFSET_DIGITS);
    return text;
  }
}

const OFFSET_DIGITS = 3;

const CLEAR = codesOf('Clear ');
const MAP = codesOf('Map ');
const LINK = codesOf('Link ');
const TABLE = codesOf('P');
const UNKNOWN_LEVEL = codesOf('?');
const OPEN = codesOf('[');
const CLOSE = codesOf(']');
const TO = codesOf(' → ');

/** `Map P1[25] → 1019000`, and so on: what `entryWords` says. */
function entryWriter(view: LoadView, index: QueryIndex): WriteText {
  const { frame, at, low, high } = view.trace.ops;
  const flags = new FlagWords();
  const text = new CharText();
  return (op) => {
    const [newLow, newHigh] = [low[op] as number, high[op] as number];
    const isCleared = (newLow | newHigh) === 0;
    const row = index.oldEntries.rowOf(op);
    const [oldLow, oldHigh] = [index.oldEntries.low(row), index.oldEntries.high(row)];
    const target = frameOf(newLow, newHigh);
    const level = view.tables.place(frame[op] as number)?.level;
    const isSame = !isCleared && (oldLow | oldHigh) !== 0 && frameOf(oldLow, oldHigh) === target;
    text.clear();
    if (isCleared) text.add(CLEAR);
    else if (!isSame) text.add(level === 1 ? MAP : LINK);
    text.add(TABLE);
    if (level === undefined) text.add(UNKNOWN_LEVEL);
    else text.addDecimal(level);
    text.add(OPEN);
    text.addDecimal(at[op] as number);
    text.add(CLOSE);
    if (isSame) {
      const words = flags.of(oldLow, oldHigh, newLow, newHigh);
      // So many flags that they may not fit.
      if (words.length > text.codes.length / 2) return null;
      text.add(words);
    } else if (!isCleared) {
      text.add(TO);
      addFrame(text, target);
    }
    return text;
  };
}

/** ` +WRITABLE −COPIED`: what an entry that still shows the same frame gained and lost. */
class FlagWords {
  /** By the flags before and after; there are few of them. */
  private readonly known = new Map<string, Uint16Array>();

  of(oldLow: number, oldHigh: number, low: number, high: number): Uint16Array {
    const key = [oldLow & 0xfff, oldHigh >>> 20, low & 0xfff, high >>> 20].join();
    let words = this.known.get(key);
    if (words === undefined) {
      const { gained, lost } = flagChange(oldLow, oldHigh, low, high);
      const names = [...gained.map((flag) => `+${flag}`), ...lost.map((flag) => `−${flag}`)];
      words = codesOf(` ${names.join(' ')}`);
      this.known.set(key, words);
    }
    return words;
  }
}

/** The physical address of a frame. */
function addFrame(text: CharText, frame: number): void {
  text.addHex((frame * PAGE_SIZE) >>> 0, Math.floor(frame / (2 ** 32 / PAGE_SIZE)));
}
