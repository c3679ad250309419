import { PAGE_SIZE } from '../../../../shared/address';
import type { PageRelocations } from '../../../../shared/view-types';
import { OP, SPAN } from '../../trace/codes';
import { relocatedValue } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import type { PageBuffers } from './page-buffers';

/** Numbers in {@link PageRelocations.rows} for one relocation. */
const ROW = 4;

const BYTES_WRITTEN = OP.bytesWritten;
const RELOCATION = SPAN.relocation;

/** The ops of one page while they are found; a page has no more relocations than bytes. */
const standing = new Uint32Array(PAGE_SIZE);
/** For each byte of a page 1 + the op that wrote there last; between two pages all zero. */
const writtenBy = new Uint32Array(PAGE_SIZE);

/**
 * The relocations whose bytes stand in a frame after `writes`, the ops on it so far; the last one where several wrote to
 * the same place; `null` where there are none.
 */
export function pageRelocations(
  view: LoadView,
  writes: Uint32Array,
  buffers: PageBuffers,
): PageRelocations | null {
  const found = findStanding(view, writes);
  if (found === 0) return null;
  const { span, at: places } = view.trace.ops;
  const { subject } = view.trace.spans;
  const rows = buffers.words(found * ROW);
  const names = new SymbolNames(view);
  const named = view.symbols.count > 0;
  for (let i = 0, at = 0; i < found; i++, at += ROW) {
    const op = standing[i] as number;
    rows[at] = (places[op] as number) & 0xffff;
    rows[at + 1] = subject[span[op] as number] as number;
    if (named) names.find(op, rows, at + 2);
  }
  return { rows, names: names.list };
}

/** Puts the ops whose bytes stand in a page to {@link standing}, by place; how many there are. */
function findStanding(view: LoadView, writes: Uint32Array): number {
  const { kind, span, at: places } = view.trace.ops;
  const spanKind = view.trace.spans.kind;
  let found = 0;
  let last = -1;
  for (let i = 0; i < writes.length; i++) {
    const op = writes[i] as number;
    if (kind[op] !== BYTES_WRITTEN || spanKind[span[op] as number] !== RELOCATION) continue;
    const place = (places[op] as number) & 0xffff;
    // Tables mostly go upwards; then each stands behind the one before.
    if (place <= last) return sortStanding(view, writes);
    last = place;
    standing[found++] = op;
  }
  return found;
}

/** The same for relocations in any order. */
function sortStanding(view: LoadView, writes: Uint32Array): number {
  const { kind, span, at: places } = view.trace.ops;
  const spanKind = view.trace.spans.kind;
  for (let i = 0; i < writes.length; i++) {
    const op = writes[i] as number;
    if (kind[op] !== BYTES_WRITTEN || spanKind[span[op] as number] !== RELOCATION) continue;
    writtenBy[(places[op] as number) & 0xffff] = op + 1;
  }
  let found = 0;
  for (let place = 0; place < PAGE_SIZE; place++) {
    const op = (writtenBy[place] as number) - 1;
    if (op < 0) continue;
    writtenBy[place] = 0;
    standing[found++] = op;
  }
  return found;
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
      place = this.list.push(symbols.name(symbol));
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
