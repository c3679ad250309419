/** The dynamic table: what it says, and what the loader makes of it. */
import { hex } from '../../../../shared/address';
import type { DynamicRow } from '../../../../shared/kernel-types';
import { DT_RELA, DT_RELAENT, DT_RELASZ, dynamicTag } from '../../elf/dynamic';
import { RELA_SIZE } from '../../elf/rela';
import { LoaderError } from '../../base/errors';
import { DYNAMIC_TAGS } from '../structures/elf-names';
import { dynamicElement } from '../structures/table-shapes';
import type { KernelFile } from './kernel-file';
import { dynamicEntry, dynamicTables, dynamicValue, type DynamicTableAt } from '../../elf/dynamic-entries';
import type { RawFile } from '../../elf/raw-file';

const DT_NULL = 0n;
/** Numbers of entries that are offsets of names in the table of strings. */
const STRING_TAGS: ReadonlySet<bigint> = new Set([1n, 14n, 15n, 29n]);
const DT_STRTAB = 5n;
const READ_TAGS: ReadonlySet<number> = new Set([DT_RELA, DT_RELASZ, DT_RELAENT]);

/** Entries of all dynamic tables: `count` of them from the `first` on. */
export function dynamicRows(kernel: KernelFile, first: number, count: number): DynamicRow[] {
  const rows: DynamicRow[] = [];
  let before = 0;
  for (const table of dynamicTables(kernel.raw)) {
    const from = Math.max(0, first - before);
    const to = Math.min(table.count, first + count - before);
    const context = from < to ? tableContext(kernel.raw, table) : null;
    for (let index = from; context !== null && index < to; index++) {
      rows.push(dynamicRow(kernel, table, index, before + index, context));
    }
    before += table.count;
  }
  return rows;
}

/** What an entry's row says of the entries before it. */
interface TableContext {
  /** Place of the first entry of each of the tags that the loader reads. */
  readonly firstOf: ReadonlyMap<number, number>;
  /** Place of the first entry that ends the table for others. */
  readonly end: number;
  readonly strings: bigint | null;
}

function tableContext(file: RawFile, table: DynamicTableAt): TableContext {
  const firstOf = new Map<number, number>();
  let end = table.count;
  for (let index = 0; index < table.count; index++) {
    const { tag } = dynamicEntry(file, table, index);
    if (tag === DT_NULL) end = Math.min(end, index);
    const known = Number(tag);
    if (READ_TAGS.has(known) && !firstOf.has(known)) firstOf.set(known, index);
  }
  return { firstOf, end, strings: dynamicValue(file, table, DT_STRTAB) };
}

function dynamicRow(
  kernel: KernelFile,
  table: DynamicTableAt,
  index: number,
  number: number,
  context: TableContext,
): DynamicRow {
  const { raw, words } = kernel;
  const { tag, value } = dynamicEntry(raw, table, index);
  const at = table.at + index * table.entrySize;
  const bytes = new DataView(raw.view.buffer, raw.view.byteOffset + at, table.entrySize);
  const half = table.entrySize / 2;
  const second = new DataView(bytes.buffer, bytes.byteOffset + half, half);
  const shown = dynamicElement(words, index).fields[1]?.read(second, bytes);
  const known = DYNAMIC_TAGS[Number(tag)];
  const use = table.header < 0 ? 'ignored' : useOf(tag, index, context);
  const parts = [known?.[1] ?? '', shown?.meaning ?? '', nameOf(kernel, tag, value, context)];
  if (index > context.end && use !== 'refused')
    parts.push('behind the end of the table, which the loader does not look for');
  return {
    index: number,
    tag: known?.[0] ?? hex(tag),
    rawTag: hex(tag),
    value: hex(value),
    meaning: parts.filter((part) => part !== '').join('; '),
    use,
    place: { offset: at, length: table.entrySize },
    link: shown?.link ?? null,
    wrong: wrongOf(tag, value, index, use, context),
  };
}

/** What the loader does with an entry, by the rules of `handle_dynamic_segment`. */
function useOf(tag: bigint, index: number, { firstOf }: TableContext): DynamicRow['use'] {
  if (!isKnownTag(tag)) return 'refused';
  const first = firstOf.get(Number(tag));
  if (first === undefined) return 'ignored';
  return first === index ? 'read' : 'refused';
}

function isKnownTag(tag: bigint): boolean {
  try {
    dynamicTag(tag);
    return true;
  } catch (error) {
    if (error instanceof LoaderError) return false;
    throw error;
  }
}

function wrongOf(
  tag: bigint,
  value: bigint,
  index: number,
  use: DynamicRow['use'],
  { firstOf }: TableContext,
): string | null {
  if (use === 'refused') {
    return firstOf.has(Number(tag))
      ? 'A second entry of this tag: the loader refuses the kernel.'
      : 'The loader knows no such tag and refuses the kernel (“Invalid tag value”).';
  }
  if (use === 'ignored') return null;
  if (tag === BigInt(DT_RELAENT) && value !== BigInt(RELA_SIZE)) {
    return `The loader panics: a relocation has ${RELA_SIZE} bytes.`;
  }
  if (tag === BigInt(DT_RELASZ) && value % BigInt(RELA_SIZE) !== 0n) {
    return `Not a multiple of ${RELA_SIZE}: the last ${value % BigInt(RELA_SIZE)} bytes are dropped.`;
  }
  const missing = [DT_RELA, DT_RELASZ, DT_RELAENT].filter((one) => !firstOf.has(one));
  const names = missing.map((one) => DYNAMIC_TAGS[one]?.[0] ?? '').join(' and ');
  const isFirst = [...firstOf.values()].every((place) => place >= index);
  return isFirst && missing.length > 0 ? `${names} is missing: the loader refuses the kernel.` : null;
}

/** The name that an entry of a library or path stands for. */
function nameOf(kernel: KernelFile, tag: bigint, value: bigint, { strings }: TableContext): string {
  if (!STRING_TAGS.has(tag) || strings === null) return '';
  const found = kernel.addresses.find(strings);
  const text = found === null ? null : kernel.raw.textAt(BigInt(found.offset) + value);
  return text === null ? '' : `“${text}”`;
}
