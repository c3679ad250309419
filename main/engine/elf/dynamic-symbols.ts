/**
 * The table of symbols that the dynamic table names: what a file whose section headers were cut off still has. How many
 * symbols there are stands in no entry of it; the hash tables say it, which find symbols by name, else what lies behind.
 */
import { dynamicEntry, dynamicTables, type DynamicTableAt } from './dynamic-entries';
import type { FileAddresses, FileBytes } from './file-addresses';
import type { RawFile, Wrong } from './raw-file';

const DT_NULL = 0n;
const DT_HASH = 4n;
const DT_STRTAB = 5n;
const DT_SYMTAB = 6n;
const [DT_RELA, DT_RELASZ] = [7n, 8n];
const DT_STRSZ = 10n;
const DT_SYMENT = 11n;
const [DT_REL, DT_RELSZ] = [17n, 18n];
const [DT_JMPREL, DT_PLTRELSZ, DT_PLTREL] = [23n, 2n, 20n];
const DT_SYMTAB_SHNDX = 34n;
const DT_GNU_HASH = 0x6ffffef5n;
/** Further entries with addresses of tables: constructors, packed relocations, versions and the like. */
const OTHER_TABLES: readonly bigint[] = [3n, 25n, 26n, 32n, 36n, 0x6ffffff0n, 0x6ffffffcn, 0x6ffffffen];

/** A table of symbols that a dynamic table names, as far as it lies in the file. */
export interface DynamicSymbols {
  /** Offset of the first symbol in the file. */
  readonly at: number;
  readonly count: number;
  /** Where the names stand, and how many bytes of them are there. */
  readonly strings: number;
  readonly stringBytes: number;
  /** Where numbers of sections stand that do not fit into a symbol; -1 for nowhere. */
  readonly sectionNumbers: number;
}

/** Bytes of a symbol. */
export function symbolSize(file: RawFile): number {
  return file.class64 ? 24 : 16;
}

/**
 * The symbols that the dynamic tables of a file name.
 *
 * @param isKnown whether the table at an offset of the file is known already, by section headers
 * @param wrong gets what cannot be read, and what cannot be so
 */
export function dynamicSymbols(
  file: RawFile,
  addresses: FileAddresses,
  isKnown: (at: number) => boolean,
  wrong: Wrong[],
): DynamicSymbols[] {
  const found: DynamicSymbols[] = [];
  for (const table of dynamicTables(file)) {
    const entries = new Entries(file, addresses, table, wrong);
    const at = entries.bytesOf(DT_SYMTAB, 'symbols');
    if (at === null || isKnown(at.offset) || found.some(({ at: other }) => other === at.offset)) continue;
    const symbols = readTable(file, entries, at);
    if (symbols.count > 0) found.push(symbols);
  }
  return found;
}

/** The entries of a dynamic table up to its end, by their tags: of several the last one counts, as for dynamic linkers. */
class Entries {
  private readonly known = new Map<bigint, { readonly value: bigint; readonly at: number }>();

  constructor(
    readonly file: RawFile,
    private readonly addresses: FileAddresses,
    table: DynamicTableAt,
    private readonly wrong: Wrong[],
  ) {
    for (let index = 0; index < table.count; index++) {
      const { tag, value } = dynamicEntry(file, table, index);
      if (tag === DT_NULL) break;
      this.known.set(tag, { value, at: table.at + index * table.entrySize });
    }
  }

  value(tag: bigint): bigint | null {
    return this.known.get(tag)?.value ?? null;
  }

  /** The bytes that an entry's address leads to; `null` without the entry, or where no LOAD has any there. */
  find(tag: bigint): FileBytes | null {
    const address = this.value(tag);
    return address === null ? null : this.addresses.find(address);
  }

  /** The same, and says so where no LOAD has any. */
  bytesOf(tag: bigint, what: string): FileBytes | null {
    const address = this.value(tag);
    const found = this.find(tag);
    if (address !== null && found === null)
      this.report(tag, `names ${what} at 0x${address.toString(16)}, where no LOAD has bytes of the file`);
    return found;
  }

  report(tag: bigint, message: string): void {
    const place = this.file.place(this.known.get(tag)?.at ?? -1, this.file.class64 ? 16 : 8);
    this.wrong.push({ message: `${NAMES.get(tag) ?? ''} ${message}.`, place });
  }
}

const NAMES: ReadonlyMap<bigint, string> = new Map([
  [DT_HASH, 'DT_HASH'],
  [DT_STRTAB, 'DT_STRTAB'],
  [DT_SYMTAB, 'DT_SYMTAB'],
  [DT_STRSZ, 'DT_STRSZ'],
  [DT_SYMENT, 'DT_SYMENT'],
  [DT_SYMTAB_SHNDX, 'DT_SYMTAB_SHNDX'],
  [DT_GNU_HASH, 'DT_GNU_HASH'],
]);

function readTable(file: RawFile, entries: Entries, { offset, length }: FileBytes): DynamicSymbols {
  const size = symbolSize(file);
  const announced = entries.value(DT_SYMENT);
  if (announced !== null && announced !== BigInt(size))
    entries.report(DT_SYMENT, `says that a symbol has ${announced} bytes: it has ${size}`);
  const hashed = countByHash(entries) ?? countByGnuHash(entries);
  const wanted = hashed === null || hashed === 0 ? countByNeighbours(entries, length, hashed === 0) : hashed;
  const there = Math.floor(length / size);
  if (wanted > there) {
    const words = `${wanted.toLocaleString('en-US')} symbols, of which ${there.toLocaleString('en-US')} are in the file`;
    entries.report(DT_SYMTAB, `names ${words}`);
  }
  return {
    at: offset,
    count: Math.min(wanted, there),
    ...stringsOf(entries),
    sectionNumbers: entries.bytesOf(DT_SYMTAB_SHNDX, 'numbers of sections')?.offset ?? -1,
  };
}

function stringsOf(entries: Entries): Pick<DynamicSymbols, 'strings' | 'stringBytes'> {
  const found = entries.bytesOf(DT_STRTAB, 'names');
  if (found === null) {
    if (entries.value(DT_STRTAB) === null)
      entries.report(DT_SYMTAB, 'names symbols without names: there is no DT_STRTAB');
    return { strings: 0, stringBytes: 0 };
  }
  const size = entries.value(DT_STRSZ);
  if (size !== null && size > BigInt(found.length))
    entries.report(DT_STRSZ, `says ${size} bytes of names, of which ${found.length} are in the file`);
  const stringBytes = size === null || size > BigInt(found.length) ? found.length : Number(size);
  return { strings: found.offset, stringBytes };
}

/** The number of symbols by the table of hashes, which has a link for each of them; `null` where it cannot be told. */
function countByHash(entries: Entries): number | null {
  const found = entries.bytesOf(DT_HASH, 'hashes');
  if (found === null) return null;
  const { view } = entries.file;
  const [buckets, links] =
    found.length < 8 ? [0, Infinity] : [u32(view, found.offset), u32(view, found.offset + 4)];
  if (8 + (buckets + links) * 4 <= found.length) return links;
  entries.report(DT_HASH, `names more hashes than the ${found.length} bytes that are there`);
  return null;
}

/**
 * The number of symbols by GNU's table of hashes: its last chain ends with the last symbol. 0 where it lists no symbol at
 * all, which says nothing of those that it need not list; `null` where there is none, or it cannot be read.
 */
function countByGnuHash(entries: Entries): number | null {
  const found = entries.bytesOf(DT_GNU_HASH, 'hashes');
  if (found === null) return null;
  const { view, class64 } = entries.file;
  const { offset, length } = found;
  const broken = (message: string): null => {
    entries.report(DT_GNU_HASH, message);
    return null;
  };
  const cut = `names more hashes than the ${length} bytes that are there`;
  if (length < 16) return broken(cut);
  const [buckets, first] = [u32(view, offset), u32(view, offset + 4)];
  const bucketsAt = offset + 16 + u32(view, offset + 8) * (class64 ? 8 : 4);
  const chainsAt = bucketsAt + buckets * 4;
  const end = offset + length;
  if (chainsAt > end) return broken(cut);
  let last = 0;
  for (let at = bucketsAt; at < chainsAt; at += 4) last = Math.max(last, u32(view, at));
  if (last === 0) return 0;
  if (last < first) return broken(`lists symbol ${last}, although it begins with symbol ${first}`);
  for (let symbol = last; ; symbol++) {
    const at = chainsAt + (symbol - first) * 4;
    if (at + 4 > end) return broken('has a chain that does not end');
    if ((u32(view, at) & 1) === 1) return symbol + 1;
  }
}

/**
 * The number of symbols that fit before the next thing that an entry names, else up to the last that relocations name.
 *
 * @param length bytes of the file from the first symbol on
 * @param isSound it is no fault that nothing else says it
 */
function countByNeighbours(entries: Entries, length: number, isSound: boolean): number {
  const start = entries.value(DT_SYMTAB) ?? 0n;
  let next: bigint | null = null;
  for (const tag of [DT_STRTAB, DT_HASH, DT_GNU_HASH, DT_RELA, DT_REL, DT_JMPREL, ...OTHER_TABLES]) {
    const value = entries.value(tag);
    if (value !== null && value > start && (next === null || value < next)) next = value;
  }
  const bytes = next !== null && next - start <= BigInt(length) ? Number(next - start) : null;
  const count = bytes === null ? countByRelocations(entries) : Math.floor(bytes / symbolSize(entries.file));
  if (isSound) return count;
  const until = bytes === null ? 'relocations name' : 'stand before the next table';
  entries.report(
    DT_SYMTAB,
    `names symbols, but no hashes say how many: ${count.toLocaleString('en-US')} are read, all that ${until}`,
  );
  return count;
}

/** One more than the greatest number of a symbol in relocations, in those that the dynamic table names. */
function countByRelocations(entries: Entries): number {
  const { view, class64 } = entries.file;
  let most = -1;
  const look = (tag: bigint, bytes: bigint, size: number): void => {
    const found = entries.find(tag);
    const length = Math.min(found?.length ?? 0, Number(entries.value(bytes) ?? 0n));
    for (let at = 0; found !== null && at + size <= length; at += size) {
      const info = found.offset + at + (class64 ? 12 : 4);
      most = Math.max(most, class64 ? u32(view, info) : u32(view, info) >>> 8);
    }
  };
  look(DT_RELA, DT_RELASZ, class64 ? 24 : 12);
  look(DT_REL, DT_RELSZ, class64 ? 16 : 8);
  const isRel = entries.value(DT_PLTREL) === DT_REL;
  look(DT_JMPREL, DT_PLTRELSZ, (class64 ? 8 : 4) * (isRel ? 2 : 3));
  return most + 1;
}

function u32(view: DataView, at: number): number {
  return view.getUint32(at, true);
}
