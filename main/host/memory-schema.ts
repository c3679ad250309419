/** Shapes of what the window asks about memory: places, searches, comparisons, edits. */
import { z } from 'zod';
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import {
  MAX_EDITED_BYTES,
  TEXT_ENCODINGS,
  type Against,
  type ByteEdit,
  type DiffRequest,
  type DumpPlace,
  type SearchRequest,
  type SearchWhat,
  type Side,
} from '../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../shared/provenance';
import { address, index } from './notes-schema';

/** Pixels of the tallest minimap, and one. */
const MAX_EDGES = 8193;
const MAX_SEARCH_TEXT = 16_384;
/** Bytes of the largest space: the virtual one. */
const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;

export const space = z.enum(['physical', 'virtual', 'file']);
export const position = z.number().int().min(0).max(SPACE_BYTES);
export const length = z.number().int().min(1).max(SPACE_BYTES);
export const source = index.optional();
export const side: z.ZodType<Side> = z.object({ source: index, moment: index });
export const against: z.ZodType<Against> = z.object({
  source: index,
  moment: index,
  shiftPages: z.number().int().min(-PAGE_COUNT).max(PAGE_COUNT).optional(),
});

/** Pages that bound the intervals of a picture. */
export const pageEdges = z
  .instanceof(Float64Array)
  .refine((pages) => pages.length >= 2 && pages.length <= MAX_EDGES, `has not 2 to ${MAX_EDGES} pages`)
  .refine(
    (pages) =>
      pages.every(
        (page, i) =>
          Number.isInteger(page) &&
          page >= (i === 0 ? 0 : (pages[i - 1] as number)) &&
          page <= PAGE_COUNT * 256,
      ),
    'is not ascending pages',
  );

const searchText = z.string().max(MAX_SEARCH_TEXT);

const what: z.ZodType<SearchWhat> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bytes'), pattern: searchText }),
  z.object({
    type: z.literal('text'),
    text: searchText,
    encoding: z.enum(TEXT_ENCODINGS),
    ignoreCase: z.boolean(),
  }),
  z.object({
    type: z.literal('number'),
    value: searchText,
    kind: z.enum(['unsigned', 'signed', 'float']),
    width: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)]),
    bigEndian: z.boolean(),
    tolerance: searchText,
  }),
  z.object({ type: z.literal('regex'), source: searchText, ignoreCase: z.boolean() }),
]);

/** Some of the colours that bytes have. */
export const colours = z
  .array(z.enum(PROVENANCE_NAMES as [string, ...string[]]))
  .max(PROVENANCE_NAMES.length) as z.ZodType<SearchRequest['colours']>;

export const searchRequest: z.ZodType<SearchRequest> = z.object({
  what,
  side,
  space,
  range: z.object({ first: position, length }).nullable(),
  align: z.number().int().min(1).max(PAGE_SIZE),
  onlyMapped: z.boolean(),
  colours,
});

export const diffRequest: z.ZodType<DiffRequest> = z.object({
  left: side,
  right: side,
  space,
  shift: z.number().int().min(-SPACE_BYTES).max(SPACE_BYTES),
});

export const dumpPlace: z.ZodType<DumpPlace> = z.object({
  space: z.enum(['physical', 'virtual']),
  address,
});

const hexBytes = z.string().regex(/^(?:[0-9a-f]{2})+$/i);

/** Edits of a file: as many bytes after as before, no more than may be edited. */
export const edits: z.ZodType<ByteEdit[]> = z
  .array(
    z
      .object({ offset: index, before: hexBytes, after: hexBytes })
      .refine(({ before, after }) => before.length === after.length, 'changes the length of the file'),
  )
  .refine(
    (list) => list.reduce((sum, { after }) => sum + after.length / 2, 0) <= MAX_EDITED_BYTES,
    `edits more than ${MAX_EDITED_BYTES} bytes`,
  );
