/** Shapes of what the window asks about page tables, frames, the kernel file and its code. */
import { z } from 'zod';
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import {
  RELOCATION_SORTS,
  SECTION_SORTS,
  SYMBOL_SORTS,
  type RelocationQuery,
  type RowList,
  type RowPlace,
  type SymbolQuery,
} from '../../shared/kernel-types';
import { RANGE_FORMATS, RANGE_MERGES, RANGE_SORTS, type RangeQuery } from '../../shared/table-types';
import { pageEdges, position, source } from './memory-schema';
import { address, index } from './notes-schema';

const MAX_TYPED_TEXT = 4096;
const MAX_ROWS = 10_000;
/** Lines of code that one call may ask for, above and below, or as text. */
const MAX_LINES = 2000;
const MAX_PARTS = 4096;
/** Page tables whose entries one call may ask for: in hostile memory each has 512 tables below it. */
const MAX_TABLES = 16;
/** Rows of ranges that one piece of text may have. */
const MAX_TEXT_ROWS = 20_000;

const frame = z
  .number()
  .int()
  .min(0)
  .max(PAGE_COUNT * 256);
const page = z.number().int().min(0).max(PAGE_COUNT);
const rows = { first: index, count: z.number().int().min(1).max(MAX_ROWS) };
const tree = z.object({ source, root: frame.optional(), moment: index });
const ofSource = z.object({ source });
const level = z.number().int().min(1).max(4);
const table = { table: frame.nullable(), level, virt: address };
const askedTable = z.object({ level, virt: address, merge: z.boolean() });

const rangeQuery: z.ZodType<RangeQuery> = z.object({
  filter: z.string().max(MAX_TYPED_TEXT),
  merge: z.enum(RANGE_MERGES),
  sort: z.enum(RANGE_SORTS),
  descending: z.boolean(),
});
const symbolQuery: z.ZodType<SymbolQuery> = z.object({
  text: z.string().max(MAX_TYPED_TEXT),
  types: z.array(z.string().max(32)).max(32),
  sort: z.enum(SYMBOL_SORTS),
  descending: z.boolean(),
});
const relocationQuery: z.ZodType<RelocationQuery> = z.object({
  text: z.string().max(MAX_TYPED_TEXT),
  sort: z.enum(RELOCATION_SORTS),
  descending: z.boolean(),
});
const sectionOrder = { sort: z.enum(SECTION_SORTS), descending: z.boolean() };
const rowList: z.ZodType<RowList> = z.discriminatedUnion('of', [
  z.object({ of: z.enum(['header', 'segments', 'dynamic', 'notes']) }),
  z.object({ of: z.literal('sections'), ...sectionOrder }),
  z.object({ of: z.literal('symbols'), query: symbolQuery }),
  z.object({ of: z.literal('relocations'), query: relocationQuery }),
]);
const rowPlace: z.ZodType<RowPlace> = z.discriminatedUnion('by', [
  z.object({ by: z.literal('index'), index }),
  z.object({ by: z.literal('file'), position }),
  z.object({ by: z.literal('virtual'), position }),
]);
const lines = z.number().int().min(0).max(MAX_LINES);

/** One schema for each call about page tables and the kernel. */
export const TABLE_SCHEMAS = {
  'pageTable.children': tree.extend({ tables: z.array(askedTable).min(1).max(MAX_TABLES) }),
  'pageTable.walk': tree.extend({ virt: address }),
  'pageTable.picture': tree.extend(table),
  'pageTable.ofFrame': tree.extend({ frame }),
  'ranges.find': tree.extend({ query: rangeQuery }),
  'ranges.rows': tree.extend({ query: rangeQuery, ...rows, lines: z.boolean().optional() }),
  'ranges.indexOf': tree.extend({ query: rangeQuery, page, lines: z.boolean().optional() }),
  'ranges.text': tree.extend({
    query: rangeQuery,
    format: z.enum(RANGE_FORMATS),
    first: index,
    count: z.number().int().min(1).max(MAX_TEXT_ROWS),
  }),
  'address.look': tree.extend({ virt: address }),
  'address.aliases': tree.extend({ frame, ...rows }),
  'space.strip': tree.extend({ edges: pageEdges }),
  'space.parts': tree.extend({ first: page, end: page, most: z.number().int().min(1).max(MAX_PARTS) }),
  'space.level4': tree,
  'frames.strip': tree.extend({ edges: pageEdges }),
  'frames.counts': tree,
  'frames.look': tree.extend({ frame }),
  'frames.regions': tree,
  'kernel.summary': ofSource,
  'kernel.header': ofSource,
  'kernel.segments': ofSource.extend(rows),
  'kernel.sections': ofSource.extend({
    ...rows,
    sort: sectionOrder.sort.optional(),
    descending: sectionOrder.descending.optional(),
  }),
  'kernel.dynamic': ofSource.extend(rows),
  'kernel.notes': ofSource.extend(rows),
  'kernel.findSymbols': ofSource.extend({ query: symbolQuery }),
  'kernel.symbols': ofSource.extend({ query: symbolQuery, ...rows }),
  'kernel.findRelocations': ofSource.extend({ query: relocationQuery }),
  'kernel.relocations': ofSource.extend({ query: relocationQuery, moment: index, ...rows }),
  'kernel.rowOf': ofSource.extend({ list: rowList, at: rowPlace }),
  'kernel.runtime': ofSource,
  'kernel.picture': ofSource.extend({ moment: index }),
  'code.rows': tree.extend({
    position,
    before: lines,
    after: lines,
    whole: z.boolean().optional(),
  }),
  'code.entry': tree,
  'code.text': tree.extend({
    first: position,
    length: z
      .number()
      .int()
      .min(1)
      .max(PAGE_COUNT * PAGE_SIZE),
    most: z.number().int().min(1).max(MAX_LINES),
  }),
};
