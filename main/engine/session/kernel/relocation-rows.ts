import { hex } from '../../../../shared/address';
import type { RelocationRow } from '../../../../shared/kernel-types';
import { RELA_SIZE } from '../../elf/rela';
import { relocatedValue } from '../../trace/describe-span';
import type { KernelFile } from './kernel-file';
import { typeWords } from './relocation-queries';
import { NO_STEP } from './relocation-columns';
import type { RelocationTableAt } from './relocation-tables';
import { virtualBytes } from './virtual-bytes';

const RELATIVE = 8;
const WIDTH = 8;

/** Numbers of one relocation. */
interface Entry {
  readonly offset: bigint;
  readonly addend: bigint;
  readonly type: number;
  readonly symbol: number;
}

/** A relocation as a row, as it stands at a moment. */
export function relocationRow(kernel: KernelFile, row: number, moment: number): RelocationRow {
  const { relocations, view, raw } = kernel;
  const table = relocations.tableOf(row);
  const index = row - table.first;
  const entry = entryOf(kernel, table, row);
  const { offset, addend, type, symbol } = entry;
  const step = relocations.columns.step[row] as number;
  const done = step === NO_STEP ? null : view.trace.spans.endOp(step);
  const written = step === NO_STEP ? null : relocatedValue(view, step);
  const loaded = kernel.loaded.addressOf(offset);
  const value = type === RELATIVE && symbol === 0 ? BigInt.asUintN(64, addend + view.offset) : null;
  const isShown = loaded !== null && done !== null && written !== null;
  const isInFile = table.at >= 0 && index < table.inFile && table.shape !== 'relr';
  const place = isInFile ? raw.place(table.at + index * table.entrySize, table.entrySize) : null;
  return {
    index,
    table: table.name,
    type: typeWords(type),
    offset: hex(offset),
    loaded: loaded === null ? null : hex(loaded),
    addend: table.shape === 'rel' ? '' : hex(addend),
    symbolIndex: symbol,
    where: whereWords(kernel, offset),
    value: value === null || (done !== null && written === null) ? null : hex(value),
    target: targetWords(kernel, table, entry, value),
    before: isShown ? bytesWords(virtualBytes(view, loaded, WIDTH, firstOp(kernel, step))) : null,
    after: isShown ? bytesWords(virtualBytes(view, loaded, WIDTH, done)) : null,
    state: stateOf(table, moment, done, written),
    moment: done,
    place,
    wrong: wrongOf(kernel, table, entry, step, written),
  };
}

function firstOp({ view }: KernelFile, step: number): number {
  return view.trace.spans.firstOp[step] as number;
}

/**
 * The entry's numbers. One that the loader did not come to stands in memory as the relocations before left it, if its
 * page is mapped.
 */
function entryOf({ relocations, view, raw }: KernelFile, table: RelocationTableAt, row: number): Entry {
  const { columns } = relocations;
  const fromColumns = {
    offset: columns.offset(row),
    addend: columns.addend(row),
    type: columns.type[row] as number,
    symbol: columns.symbol[row] as number,
  };
  if (!table.isApplied || !raw.class64 || columns.step[row] !== NO_STEP || table.address === null)
    return fromColumns;
  const at = BigInt.asUintN(64, table.address + BigInt((row - table.first) * RELA_SIZE) + view.offset);
  const bytes = virtualBytes(view, at, RELA_SIZE, view.trace.opCount);
  if (bytes === null) return fromColumns;
  const data = new DataView(bytes.buffer);
  return {
    offset: data.getBigUint64(0, true),
    type: data.getUint32(8, true),
    symbol: data.getUint32(12, true),
    addend: data.getBigUint64(16, true),
  };
}

function stateOf(
  { isApplied }: RelocationTableAt,
  moment: number,
  done: number | null,
  written: bigint | null,
): RelocationRow['state'] {
  if (!isApplied) return 'ignored';
  if (done === null || done > moment) return 'unreached';
  return written === null ? 'failed' : 'applied';
}

/** The symbol and the section or segment that an address of the file lies in. */
function whereWords(kernel: KernelFile, offset: bigint): string {
  const symbol = kernel.symbolAt(BigInt.asUintN(64, offset + kernel.view.offset));
  const section = kernel.sectionAt(offset);
  const load = kernel.loadAt(offset);
  const parts = [symbol, section, load === 0 ? 'in no LOAD' : `LOAD ${load}`];
  return parts.filter((part) => part !== '').join(' · ');
}

function targetWords(
  kernel: KernelFile,
  table: RelocationTableAt,
  entry: Entry,
  value: bigint | null,
): string {
  const { symbol, addend } = entry;
  if (symbol > 0 && table.symbols >= 0 && symbol < table.symbolCount) {
    const name = kernel.names.shown(table.symbols + symbol);
    return addend === 0n ? name : `${name}+${hex(addend)}`;
  }
  return value === null ? '' : kernel.symbolAt(value);
}

function wrongOf(
  kernel: KernelFile,
  table: RelocationTableAt,
  { offset, type, symbol }: Entry,
  step: number,
  written: bigint | null,
): string | null {
  const { message } = kernel.view;
  if (!table.isApplied) {
    const isOfLoader = table.name.startsWith('DT_');
    return isOfLoader ? `The loader does not look at ${table.name}: this is never written.` : null;
  }
  if (step !== NO_STEP && written === null) return `The load failed here: ${message ?? ''}`;
  if (symbol !== 0) return 'It names a symbol: the loader panics.';
  if (type !== RELATIVE) return `The loader panics: it knows ${typeWords(RELATIVE)} only.`;
  const first = kernel.loadAt(offset);
  if (first === 0) return 'It changes an address in no LOAD: the loader refuses the kernel.';
  const last = kernel.loadAt(offset + BigInt(WIDTH - 1));
  return last === first
    ? null
    : `Its ${WIDTH} bytes reach out of LOAD ${first}, which the loader does not check.`;
}

/** Bytes in the order of memory. */
function bytesWords(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
