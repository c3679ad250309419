import { PAGE_SIZE } from '../../../shared/address';
import type { PageRelocations } from '../../../shared/view-types';
import { OP, SPAN } from '../trace/codes';
import { relocatedValue } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';

/** Numbers in {@link PageRelocations.rows} for one relocation. */
const ROW = 4;

const BYTES_WRITTEN = OP.bytesWritten;
const RELOCATION = SPAN.relocation;

/** For each byte of a page 1 + the op that wrote there last; between two pages all zero. */
const writtenBy = new Uint32Array(PAGE_SIZE);

/**
 * The relocations whose bytes stand in a frame at a moment, the last one where several wrote to the same place; `null`
 * where there are none.
 */
export function pageRelocations(view: LoadView, frame: number, moment: number): PageRelocations | null {
  const { kind, span, at: places } = view.trace.ops;
  const { kind: spanKind, subject } = view.trace.spans;
  const { index } = view.image;
  const writes = index.writes(frame);
  const end = index.countBefore(writes, moment);
  let found = 0;
  for (let i = 0; i < end; i++) {
    const op = writes[i] as number;
    if (kind[op] !== BYTES_WRITTEN || spanKind[span[op] as number] !== RELOCATION) continue;
    const offset = (places[op] as number) & 0xffff;
    if (writtenBy[offset] === 0) found++;
    writtenBy[offset] = op + 1;
  }
  if (found === 0) return null;
  const rows = new Uint32Array(found * ROW);
  const names = new SymbolNames(view);
  const named = view.symbols.symbols.length > 0;
  for (let offset = 0, at = 0; at < rows.length; offset++) {
    const op = (writtenBy[offset] as number) - 1;
    if (op < 0) continue;
    writtenBy[offset] = 0;
    rows[at] = offset;
    rows[at + 1] = subject[span[op] as number] as number;
    if (named) names.find(op, rows, at + 2);
    at += ROW;
  }
  return { rows, names: names.list };
}

/** The symbols that relocated values of a page point into, each once. */
class SymbolNames {
  readonly list: string[] = [];
  private readonly places = new Map<number, number>();

  constructor(private readonly view: LoadView) {}

  /** Writes 1 + the place of the symbol's name, and how far into it the value is; leaves zeros where there is none. */
  find(op: number, out: Uint32Array, at: number): void {
    const { view } = this;
    const { symbols } = view;
    const { ops } = view.trace;
    if ((ops.at[op] as number) >>> 16 !== 8) {
      this.findText(relocatedValue(view, ops.span[op] as number), out, at);
      return;
    }
    // value - offset in two halves
    const low = (ops.low[op] as number) - view.offsetLow;
    const high = (ops.high[op] as number) - view.offsetHigh - (low < 0 ? 1 : 0);
    const symbol = symbols.indexAt(low >>> 0, high >>> 0);
    if (symbol < 0) return;
    const into = symbols.distance(symbol, low >>> 0, high >>> 0);
    if (into >= 2 ** 32) {
      this.findText((BigInt(ops.high[op] as number) << 32n) | BigInt(ops.low[op] as number), out, at);
      return;
    }
    let place = this.places.get(symbol);
    if (place === undefined) {
      place = this.list.push(symbols.symbols[symbol]?.name ?? '');
      this.places.set(symbol, place);
    }
    out[at] = place;
    out[at + 1] = into;
  }

  /** The same for what 32 bits cannot say: the name with the distance in it. */
  private findText(value: bigint | null, out: Uint32Array, at: number): void {
    const text = value === null ? null : this.view.symbolAt(value);
    if (text !== null) out[at] = this.list.push(text);
  }
}
