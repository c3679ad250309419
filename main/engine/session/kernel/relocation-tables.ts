import { RELA_SIZE } from '../../elf/rela';
import { SPAN } from '../../trace/codes';
import { stepOfOp } from '../../trace/timeline';
import { dynamicTables, dynamicValue, type DynamicTableAt } from '../../elf/dynamic-entries';
import type { KernelFile } from './kernel-file';
import { RelocationColumns } from './relocation-columns';
import { relrOffsets } from './packed-relocations';
import type { RawSection, Wrong } from '../../elf/raw-file';
import { SHT_RELA } from '../../elf/numbers';

const SHT_REL = 9;
const SHT_RELR = 19;
const [DT_RELA, DT_RELASZ, DT_REL, DT_RELSZ] = [7n, 8n, 17n, 18n];
const [DT_PLTREL, DT_JMPREL, DT_PLTRELSZ, DT_RELR, DT_RELRSZ] = [20n, 23n, 2n, 36n, 35n];
const REL_SIZE = 16;
const NARROW = { rela: 12, rel: 8 } as const;
/** Relocations beyond so many are left out: several tables may name the same bytes. */
const MOST = 2 ** 23;
/** Places that the packed relocations of one table unfold to, at most. */
const MOST_PACKED = 2 ** 20;
/** How entries of a table stand in the file. */
export type Shape = 'rela' | 'rel' | 'relr';

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

/** A table with what its entries are read from. */
export interface FilledTable extends RelocationTableAt {
  /** The step that applied the first entry; -1 for none. */
  readonly firstStep: number;
  /** Places that packed relocations unfold to. */
  readonly offsets: readonly bigint[] | null;
}

/** A table before it has numbers. */
interface Wanted extends Omit<FilledTable, 'first' | 'symbols' | 'symbolCount'> {
  /** Section of its symbols; -1: those of dynamic linking. */
  readonly symbolSection: number;
}

/**
 * All tables of relocations of a file. That of the loader comes first. What their entries say is read when the first
 * question about entries comes (`relocation-columns.ts`).
 */
export class RelocationTables {
  readonly tables: readonly RelocationTableAt[];
  readonly count: number;
  readonly wrong: Wrong[] = [];
  private readonly filling: RelocationColumns;

  constructor(private readonly kernel: KernelFile) {
    const wanted = this.wantedTables();
    let first = 0;
    const tables: FilledTable[] = [];
    for (const one of wanted) {
      const count = Math.min(one.count, MOST - first);
      if (count < one.count)
        this.report(`${one.name} has more relocations than are read here: ${MOST} of all tables.`);
      if (count === 0) continue;
      tables.push({ ...one, ...this.symbolsOf(one.symbolSection), first, count });
      first += count;
    }
    this.tables = tables;
    this.count = first;
    this.filling = new RelocationColumns(kernel, tables, first);
  }

  /** Reads some entries. @returns whether there are more to read */
  readSome(): boolean {
    return this.filling.piece();
  }

  /** What all entries say: those that are not read yet are read at once. */
  get columns(): RelocationColumns {
    while (this.filling.piece());
    return this.filling;
  }

  /** The table that relocation `row` is in. */
  tableOf(row: number): RelocationTableAt {
    let place = 0;
    while (place + 1 < this.tables.length && row >= (this.tables[place + 1] as RelocationTableAt).first)
      place++;
    return this.tables[place] as RelocationTableAt;
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
}

const SHAPES: ReadonlyMap<number, Shape> = new Map([
  [SHT_RELA, 'rela'],
  [SHT_REL, 'rel'],
  [SHT_RELR, 'relr'],
]);
