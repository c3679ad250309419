/** Dynamic tables as they stand in a file, whatever the loader makes of them. */
import { PT_DYNAMIC, SHT_DYNAMIC } from './numbers';
import type { RawFile, Wrong } from './raw-file';

/** The entries of one dynamic table that lie in the file. */
export interface DynamicTableAt {
  /** Program header that names it; -1 where only a section does, which the loader does not look at. */
  readonly header: number;
  readonly at: number;
  readonly count: number;
  readonly entrySize: number;
}

/** Every dynamic table of a file. The section is only taken where no program header names a table. */
export function dynamicTables(file: RawFile, wrong: Wrong[] = []): DynamicTableAt[] {
  const tables: DynamicTableAt[] = [];
  const add = (header: number, offset: bigint, size: bigint, headerAt: number): void => {
    const entrySize = file.class64 ? 16 : 8;
    const report = (message: string): void => {
      wrong.push({ message: `The dynamic table ${message}.`, place: file.place(headerAt, 1) });
    };
    const outside = file.outside(offset, size);
    if (outside !== null) report(outside);
    if (size % BigInt(entrySize) !== 0n) {
      report(`has ${size} bytes, which are no whole entries of ${entrySize}: the loader panics`);
    }
    const count = Math.floor(file.there(offset, size) / entrySize);
    if (count > 0) tables.push({ header, at: Number(offset), count, entrySize });
  };
  for (const { index, type, offset, fileSize, at } of file.segments) {
    if (type === PT_DYNAMIC) add(index, offset, fileSize, at);
  }
  if (tables.length > 0) return tables;
  for (const { type, offset, size, at } of file.sections())
    if (type === SHT_DYNAMIC) add(-1, offset, size, at);
  return tables;
}

/** Tag and value of an entry. */
export function dynamicEntry(
  file: RawFile,
  { at, entrySize }: DynamicTableAt,
  index: number,
): { readonly tag: bigint; readonly value: bigint } {
  const start = at + index * entrySize;
  return { tag: file.word(start, start), value: file.word(start + 8, start + 4) };
}

/** The first value of a tag in a table; `null` for none. */
export function dynamicValue(file: RawFile, table: DynamicTableAt, wanted: bigint): bigint | null {
  for (let index = 0; index < table.count; index++) {
    const { tag, value } = dynamicEntry(file, table, index);
    if (tag === wanted) return value;
  }
  return null;
}
