import { RELA_SIZE } from '../../elf/rela';
import { OP, SPAN } from '../../trace/codes';
import { relocatedValue } from '../../trace/describe-span';
import { stepOfOp } from '../../trace/timeline';
import { dynamicTables, dynamicValue, type DynamicTableAt } from '../../elf/dynamic-entries';
import type { KernelFile } from './kernel-file';
import { relrOffsets } from './packed-relocations';
import type { RawSection, Wrong } from '../../elf/raw-file';
import { virtualBytes } from './virtual-bytes';
import { SHT_RELA } from '../../elf/numbers';

const SHT_REL = 9;
const SHT_RELR = 19;
const [DT_RELA, DT_RELASZ, DT_REL, DT_RELSZ] = [7n, 8n, 17n, 18n];
const [DT_PLTREL, DT_JMPREL, DT_PLTRELSZ, DT_RELR, DT_RELRSZ] = [20n, 23n, 2n, 36n, 35n];
const RELATIVE = 8;
const REL_SIZE = 16;
const NARROW = { rela: 12, rel: 8 } as const;
/** Relocations beyond so many are left out: several tables may name the same bytes. */
const MOST = 2 ** 23;
/** Places that the packed relocations of one table unfold to, at most. */
const MOST_PACKED = 2 ** 20;
/** No step. */
export const NO_STEP = 0xffff_ffff;

/** How entries of a table stand in the file. */
type Shape = 'rela' | 'rel' | 'relr';

/** A table of relocations; its entries have the numbers from `first` on among those of all tables. */
export interface RelocationTableAt {
  /** e.g. `DT_RELA`, `.rela.text`. */
  readonly name: string;
  readonly shape: Shape;
  /** The loader applies it: by the entries of a dynamic table that it reads. */
  readonly isApplied: boolean;
  readonly first: number;
  readonly count: number;
  /** Where the first entry stands in the file; -1 for nowhere. */
  readonly at: number;
  readonly entrySize: number;
  /** Entries from the first on that stand in the file. */
  readonly inFile: number;
  /** Address that the loader reads it at, in the file's own terms; `null` where it does not. */
  readonly address: bigint | null;
  /** Number of the first symbol of the table that entries name symbols of; -1 for none. */
  readonly symbols: number;
  readonly symbolCount: number;
}

/** A table before it has numbers. */
interface Wanted extends Omit<RelocationTableAt, 'first' | 'symbols' | 'symbolCount'> {
  /** Section of its symbols; -1: those of dynamic linking. */
  readonly symbolSection: number;
  readonly firstStep: number;
  /** Places that packed relocations unfold to. */
  readonly offsets: readonly bigint[] | null;
}

/**
 * All relocations of a file, in columns. Those of the table that the loader reads come first, as it read them: entry by
 * entry out of memory, where one may have changed a later one.
 */
export class RelocationTables {
  readonly tables: readonly RelocationTableAt[];
  readonly count: number;
  readonly wrong: Wrong[] = [];
  /** Addresses that are changed, in the file's own terms, in two halves. */
  readonly offsetLow: Uint32Array;
  readonly offsetHigh: Uint32Array;
  readonly addendLow: Uint32Array;
  readonly addendHigh: Uint32Array;
  readonly type: Uint32Array;
  readonly symbol: Uint32Array;
  /** Span of the step that applied each; {@link NO_STEP} for none. */
  readonly step: Uint32Array;

  constructor(private readonly kernel: KernelFile) {
    const wanted = this.wantedTables();
    let first = 0;
    const tables: RelocationTableAt[] = [];
    const kept: Wanted[] = [];
    for (const one of wanted) {
      const count = Math.min(one.count, MOST - first);
      if (count < one.count)
        this.report(`${one.name} has more relocations than are read here: ${MOST} of all tables.`);
      if (count === 0) continue;
      tables.push({ ...one, ...this.symbolsOf(one.symbolSection), first, count });
      kept.push(one);
      first += count;
    }
    this.tables = tables;
    this.count = first;
    const words = (): Uint32Array => new Uint32Array(first);
    [this.offsetLow, this.offsetHigh, this.addendLow, this.addendHigh] = [words(), words(), words(), words()];
    [this.type, this.symbol, this.step] = [words(), words(), words().fill(NO_STEP)];
    kept.forEach((one, i) => {
      this.fill(tables[i] as RelocationTableAt, one);
    });
  }

  /** The table that relocation `row` is in. */
  tableOf(row: number): RelocationTableAt {
    let place = 0;
    while (place + 1 < this.tables.length && row >= (this.tables[place + 1] as RelocationTableAt).first)
      place++;
    return this.tables[place] as RelocationTableAt;
  }

  offset(row: number): bigint {
    return (BigInt(this.offsetHigh[row] as number) << 32n) | BigInt(this.offsetLow[row] as number);
  }

  addend(row: number): bigint {
    return (BigInt(this.addendHigh[row] as number) << 32n) | BigInt(this.addendLow[row] as number);
  }

  private report(message: string): void {
    this.wrong.push({ message, place: null });
  }

  private wantedTables(): Wanted[] {
    const { raw } = this.kernel;
    const found: Wanted[] = [];
    for (const table of dynamicTables(raw)) found.push(...this.dynamicRelocations(table));
    found.sort((a, b) => Number(b.isApplied) - Number(a.isApplied));
    const isCovered = (section: RawSection): boolean =>
      found.some(
        ({ at, inFile, entrySize }) =>
          at >= 0 && section.offset >= at && section.offset < BigInt(at + Math.max(1, inFile * entrySize)),
      );
    const others: Wanted[] = [];
    for (const section of raw.sections()) {
      const shape = SHAPES.get(section.type);
      if (shape === undefined || section.size === 0n || isCovered(section)) continue;
      const outside = raw.outside(section.offset, section.size);
      const name = raw.sectionName(section) ?? `section ${section.index}`;
      if (outside !== null) this.report(`${name} ${outside}.`);
      const there = raw.there(section.offset, section.size);
      if (there === 0) continue;
      others.push(this.fileTable(name, shape, Number(section.offset), there, section.link));
    }
    return [...found, ...others];
  }

  /** The tables that a dynamic table names. */
  private dynamicRelocations(table: DynamicTableAt): Wanted[] {
    const { raw } = this.kernel;
    const value = (tag: bigint): bigint | null => dynamicValue(raw, table, tag);
    const found: Wanted[] = [];
    const add = (name: string, shape: Shape, address: bigint | null, size: bigint | null): void => {
      const place = address === null || !size ? null : this.kernel.addresses.find(address);
      if (place === null) {
        if (address !== null && size)
          this.report(
            `${name} names relocations at 0x${address.toString(16)}, where no LOAD has bytes of the file.`,
          );
        return;
      }
      const there = Math.min(place.length, Number(size));
      if (there < Number(size))
        this.report(`${name} names ${size} bytes of relocations, of which ${there} are in the file.`);
      found.push(this.fileTable(name, shape, place.offset, there, -1));
    };
    const rela = value(DT_RELA);
    if (table.header >= 0 && rela !== null)
      found.push(this.appliedTable(table.header, rela, value(DT_RELASZ) ?? 0n));
    else add('DT_RELA', 'rela', rela, value(DT_RELASZ));
    add('DT_REL', 'rel', value(DT_REL), value(DT_RELSZ));
    add('DT_RELR', 'relr', value(DT_RELR), value(DT_RELRSZ));
    const plt = value(DT_JMPREL);
    const isInside = plt !== null && rela !== null && plt >= rela && plt < rela + (value(DT_RELASZ) ?? 0n);
    if (!isInside) add('DT_JMPREL', value(DT_PLTREL) === DT_REL ? 'rel' : 'rela', plt, value(DT_PLTRELSZ));
    return found;
  }

  /** The table that the loader reads, with the steps that it came to. */
  private appliedTable(header: number, address: bigint, size: bigint): Wanted {
    const { view, loaded, addresses, raw } = this.kernel;
    const { spans, steps, ops } = view.trace;
    const entrySize = raw.class64 ? RELA_SIZE : NARROW.rela;
    const announced = Number(size / BigInt(entrySize));
    const place = addresses.find(address);
    const inFile = place === null ? 0 : Math.min(announced, Math.floor(place.length / entrySize));
    const stage = loaded.stageOf(header);
    let firstStep = -1;
    let done = 0;
    if (stage !== null && ops.length > 0) {
      firstStep = stepOfOp(view.trace, spans.firstOp[stage] as number);
      if (spans.kind[steps.span(firstStep)] === SPAN.relocation) {
        done = stepOfOp(view.trace, spans.endOp(stage) - 1) - firstStep + 1;
        // What fails before it is a step of its own is no relocation.
        if (spans.kind[steps.span(firstStep + done - 1)] !== SPAN.relocation) done--;
      } else firstStep = -1;
    }
    const count = Math.max(done, inFile);
    if (count < announced) {
      this.report(`DT_RELASZ announces ${announced} relocations; ${count} of them can be read.`);
    }
    const at = place?.offset ?? -1;
    const about = { name: 'DT_RELA', shape: 'rela', isApplied: true, count, at, entrySize, inFile } as const;
    return { ...about, symbolSection: -1, address, firstStep: done > 0 ? firstStep : -1, offsets: null };
  }

  private fileTable(name: string, shape: Shape, at: number, there: number, symbolSection: number): Wanted {
    const { class64 } = this.kernel.raw;
    const about = { name, shape, isApplied: false, at, symbolSection, address: null, firstStep: -1 };
    if (shape === 'relr') {
      const word = class64 ? 8 : 4;
      const offsets = relrOffsets(this.kernel.raw, at, Math.floor(there / word), MOST_PACKED);
      return { ...about, count: offsets.length, entrySize: word, inFile: Math.floor(there / word), offsets };
    }
    const wide = shape === 'rela' ? RELA_SIZE : REL_SIZE;
    const entrySize = class64 ? wide : NARROW[shape];
    const count = Math.floor(there / entrySize);
    if (there % entrySize !== 0)
      this.report(`${name} ends with ${there % entrySize} bytes that are no whole relocation.`);
    return { ...about, count, entrySize, inFile: count, offsets: null };
  }

  /** The symbols that a table's entries name. */
  private symbolsOf(section: number): { readonly symbols: number; readonly symbolCount: number } {
    const { tables } = this.kernel.symbols;
    const found =
      section < 0
        ? tables.find(({ name }) => name !== '.symtab')
        : tables.find((one) => one.section === section);
    return { symbols: found?.first ?? -1, symbolCount: found?.count ?? 0 };
  }

  private fill(table: RelocationTableAt, wanted: Wanted): void {
    if (wanted.offsets !== null) {
      this.fillPacked(table, wanted.offsets);
      return;
    }
    for (let i = 0; i < Math.min(table.count, table.inFile); i++) {
      this.readEntry(table.first + i, this.kernel.raw.view, table.at + i * table.entrySize, table.shape);
    }
    if (wanted.firstStep >= 0) this.fillSteps(table, wanted.firstStep, wanted.address ?? 0n);
  }

  /** What the loader read and did, step by step. */
  private fillSteps(table: RelocationTableAt, firstStep: number, address: bigint): void {
    const { view } = this.kernel;
    const { steps, spans, ops } = view.trace;
    const { offsetLow, offsetHigh } = view;
    for (let i = 0; i < table.count && firstStep + i < steps.length; i++) {
      const span = steps.span(firstStep + i);
      if (spans.kind[span] !== SPAN.relocation || spans.subject[span] !== i) break;
      const row = table.first + i;
      this.step[row] = span;
      const last = spans.endOp(span) - 1;
      const isWhole = ops.kind[last] === OP.bytesWritten && (ops.at[last] as number) >>> 16 === 8;
      if (isWhole) {
        const low = (ops.low[last] as number) - offsetLow;
        this.addendLow[row] = low;
        this.addendHigh[row] = (ops.high[last] as number) - offsetHigh - (low < 0 ? 1 : 0);
      } else if (!this.fillOdd(row, span, address + BigInt(i * table.entrySize))) continue;
      this.type[row] = RELATIVE;
      this.symbol[row] = 0;
      this.offsetLow[row] = spans.low[span] as number;
      this.offsetHigh[row] = spans.high[span] as number;
    }
  }

  /** A relocation across two pages, or one that failed. @returns whether it was written whole */
  private fillOdd(row: number, span: number, entry: bigint): boolean {
    const { view } = this.kernel;
    const value = relocatedValue(view, span);
    if (value !== null) {
      const addend = BigInt.asUintN(64, value - view.offset);
      this.addendLow[row] = Number(addend & 0xffff_ffffn);
      this.addendHigh[row] = Number(addend >> 32n);
      return true;
    }
    const at = BigInt.asUintN(64, entry + view.offset);
    const bytes = virtualBytes(view, at, RELA_SIZE, view.trace.spans.firstOp[span] as number);
    if (bytes !== null) this.readEntry(row, new DataView(bytes.buffer), 0, 'rela');
    return false;
  }

  private fillPacked(table: RelocationTableAt, offsets: readonly bigint[]): void {
    for (let i = 0; i < table.count; i++) {
      const row = table.first + i;
      const offset = offsets[i] as bigint;
      this.offsetLow[row] = Number(offset & 0xffff_ffffn);
      this.offsetHigh[row] = Number(offset >> 32n);
      this.type[row] = RELATIVE;
      const place = this.kernel.addresses.find(offset);
      if (place === null || place.length < 8) continue;
      this.addendLow[row] = this.kernel.raw.view.getUint32(place.offset, true);
      this.addendHigh[row] = this.kernel.raw.view.getUint32(place.offset + 4, true);
    }
  }

  private readEntry(row: number, view: DataView, at: number, shape: Shape): void {
    const hasAddend = shape === 'rela';
    this.offsetLow[row] = view.getUint32(at, true);
    if (this.kernel.raw.class64) {
      this.offsetHigh[row] = view.getUint32(at + 4, true);
      this.type[row] = view.getUint32(at + 8, true);
      this.symbol[row] = view.getUint32(at + 12, true);
      this.addendLow[row] = hasAddend ? view.getUint32(at + 16, true) : 0;
      this.addendHigh[row] = hasAddend ? view.getUint32(at + 20, true) : 0;
      return;
    }
    const info = view.getUint32(at + 4, true);
    this.type[row] = info & 0xff;
    this.symbol[row] = info >>> 8;
    this.addendLow[row] = hasAddend ? view.getUint32(at + 8, true) : 0;
  }
}

const SHAPES: ReadonlyMap<number, Shape> = new Map([
  [SHT_RELA, 'rela'],
  [SHT_REL, 'rel'],
  [SHT_RELR, 'relr'],
]);
