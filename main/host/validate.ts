/** Checks at run time what a window sends: one schema per call, typed against the contract. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { MENU_NAMES, type CallName, type CallParams } from '../../shared/contract';
import { REMEMBERED_VIEWS } from '../../shared/layout-state';
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import { LOG_SOURCES, type RunTarget } from '../../shared/debugger-types';
import { EXTENT_KINDS } from '../../shared/memory-types';
import { LOADER_VERSIONS } from '../../shared/machine';
import { NOTES_FORMATS, NOTES_LIMITS } from '../../shared/notes';
import { FailureError } from '../../shared/result';
import {
  against,
  colours,
  diffRequest,
  dumpPlace,
  edits,
  length,
  pageEdges,
  position,
  searchRequest,
  side,
  source,
  space,
} from './memory-schema';
import {
  address,
  MAX_ANCHORS,
  anchor,
  breakpoint,
  breakpointTargets,
  direction,
  index,
  MAX_BREAKPOINTS,
  notes,
} from './notes-schema';
import { TABLE_SCHEMAS } from './table-schema';

/** Rows or pages that one call may ask for: enough for any view, too few to stop the worker for long. */
const MAX_ROWS = 10_000;
const MAX_PAGES = 1024;
/** Moves that one call may repeat; the largest loads have about as many moments. */
const MAX_MOVES = 2 ** 27;
const MAX_EDGES = 8193;
/** Bytes that one call may ask for. */
const MAX_BYTES = 16 * 2 ** 20;
/** Bytes whose writers one call may ask for. */
const MAX_WRITTEN = 2 ** 30;
const MAX_PATH = 32_768;
const MAX_TYPED_TEXT = 4096;
const MAX_CLIPBOARD_TEXT = 64 * 2 ** 20;
/** Panes and splitters that a layout may speak of; the window has about twenty. */
const MAX_PANES = 64;
/** Farther from a window's corner than any screen reaches, in CSS pixels. */
const MAX_POSITION = 100_000;
/** Wrong fields that a failure names; a hostile call may have millions. */
const MAX_PROBLEMS = 10;

const count = (max: number) => z.number().int().min(1).max(max);
const page = z
  .number()
  .int()
  .min(0)
  .max(PAGE_COUNT * 256);
const path = z
  .string()
  .min(1)
  .max(MAX_PATH)
  .refine((text) => !text.includes('\0'), 'holds a NUL')
  .refine(isAbsolute, 'is not absolute');
/** Intervals of moments that one drawing may ask about. */
const edges = z
  .instanceof(Uint32Array)
  .refine(({ length }) => length >= 2 && length <= MAX_EDGES, `has not 2 to ${MAX_EDGES} moments`)
  .refine(
    (moments) => moments.every((moment, i) => i === 0 || moment >= (moments[i - 1] as number)),
    'is not ascending',
  );
const filter = z.string().max(MAX_TYPED_TEXT);
const subject = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('bytes'),
    space,
    page,
    offset: z
      .number()
      .int()
      .min(0)
      .max(PAGE_SIZE - 1),
    length: count(PAGE_SIZE),
  }),
  z.object({ type: z.literal('entry'), table: page, index: z.number().int().min(0).max(511) }),
  z.object({ type: z.literal('frame'), frame: page }),
  z.object({ type: z.literal('page'), page }),
]);
const runTarget: z.ZodType<RunTarget> = z.discriminatedUnion('type', [
  ...breakpointTargets,
  z.object({ type: z.literal('write'), subject }),
]);
const pixels = z.number().min(0).max(MAX_POSITION);
const job = z.object({ job: index });
const nothing = z.undefined();

const viewSetting = z.union([z.string().max(32), z.number().int().min(0).max(1024), z.boolean()]);
const rememberedMemory = z.object({
  groups: z
    .array(
      z.object({
        views: z
          .array(
            z.object({
              space,
              linked: z.boolean(),
              settings: z
                .record(z.string().max(32), viewSetting)
                .refine((settings) => Object.keys(settings).length <= 32, 'has more than 32 entries'),
            }),
          )
          .min(1)
          .max(REMEMBERED_VIEWS.views),
        active: index,
        share: z.number().min(REMEMBERED_VIEWS.leastShare).max(REMEMBERED_VIEWS.mostShare),
      }),
    )
    .min(1)
    .max(REMEMBERED_VIEWS.groups),
  active: index,
});

/** Shape of the remembered layout; also that of its file. */
export const layoutSchema = z.object({
  sizes: z
    .record(z.string().max(64), z.array(z.number().min(0).max(100)).max(16))
    .refine((sizes) => Object.keys(sizes).length <= MAX_PANES, `has more than ${MAX_PANES} entries`),
  collapsed: z.array(z.string().max(64)).max(MAX_PANES),
  tabs: z
    .record(z.string().max(64), z.string().max(64))
    .refine((tabs) => Object.keys(tabs).length <= MAX_PANES, `has more than ${MAX_PANES} entries`)
    .default({}),
  memory: rememberedMemory.optional(),
});

const schemas: { readonly [N in CallName]: z.ZodType<CallParams<N>> } = {
  'time.move': z.object({
    moment: index,
    command: z.enum(['into', 'over', 'out', 'continue', 'first', 'last']),
    direction,
    count: count(MAX_MOVES),
    stopAtStages: z.boolean(),
    withWhere: z.boolean().optional(),
  }),
  'time.run': z.object({
    moment: index,
    direction,
    to: runTarget,
    stopAtStages: z.boolean(),
    withWhere: z.boolean().optional(),
  }),
  'time.where': z.object({ moment: index }),
  'trace.spans': z.object({ parent: z.number().int().min(-1), first: index, count: count(MAX_ROWS) }),
  'trace.ops': z.object({ firstMoment: index, count: count(MAX_ROWS) }),
  'trace.log': z.object({
    first: index,
    count: count(MAX_ROWS),
    moment: index,
    from: z.enum(LOG_SOURCES).optional(),
  }),
  'breakpoints.set': z.object({ breakpoints: z.array(breakpoint).max(MAX_BREAKPOINTS) }),
  'breakpoints.moments': z.object({ id: index, limit: count(MAX_ROWS) }),
  'breakpoints.around': z.object({ moment: index }),
  'breakpoints.marks': z.object({ edges }),
  'steps.filter': z.object({ filter }),
  'steps.rows': z.object({ filter, first: index, count: count(MAX_ROWS) }),
  'steps.indexAt': z.object({ filter, moment: index }),
  'timeline.density': z.object({ edges }),
  'timeline.touched': z.object({ edges, rows: count(4096) }),
  'history.of': z.object({ subject, moment: index, first: index, count: count(MAX_ROWS) }),
  'history.writers': z.object({ space, first: address, length: count(MAX_WRITTEN), moment: index }),
  'source.values': z.object({ moment: index, stackFrame: z.number().int().min(0).max(1000) }),
  'watch.evaluate': z.object({
    expressions: z.array(z.string().max(MAX_TYPED_TEXT)).max(NOTES_LIMITS.watches),
    moment: index,
    earlier: index.nullable(),
  }),
  'compare.summary': z.object({ from: index, to: index }),
  'compare.rows': z.object({
    from: index,
    to: index,
    kind: z.enum(['pages', 'entries', 'bytes']),
    first: index,
    count: count(MAX_ROWS),
  }),
  'anchor.of': z.object({ moment: index }),
  'anchor.find': z.object({ anchors: z.array(anchor).max(MAX_ANCHORS) }),
  'memory.pages': z.object({
    space,
    first: page,
    count: count(MAX_PAGES),
    moment: index,
    source,
    against: against.optional(),
  }),
  'memory.ranges': z.object({ space, moment: index, source, colours: colours.optional() }),
  'memory.bytes': z.object({ space, first: position, length: count(MAX_BYTES), moment: index, source }),
  'memory.overview': z.object({
    space,
    edges: pageEdges,
    moment: index,
    source,
    against: against.optional(),
  }),
  'memory.legend': z.object({ space, moment: index, source }),
  'memory.counterpart': z.object({ space, position, to: space, moment: index, source }),
  'memory.extent': z.object({ space, position, kind: z.enum(EXTENT_KINDS), moment: index, source }),
  'structures.at': z.object({ space, position, moment: index, source }),
  'structures.inPages': z.object({ space, first: page, count: count(MAX_PAGES), moment: index, source }),
  'structures.children': z.object({
    space,
    id: z.string().max(256),
    first: index,
    count: count(MAX_ROWS),
    moment: index,
    source,
  }),
  'inspect.data': z.object({ space, position, moment: index, source }),
  'statistics.start': z.object({ side, space, first: position, length, sha256: z.boolean() }),
  'statistics.state': job,
  'search.start': searchRequest,
  'search.state': job,
  'search.rows': job.extend({ first: index, count: count(MAX_ROWS) }),
  'search.indexAt': job.extend({ position }),
  'search.within': job.extend({ first: position, length, limit: count(MAX_ROWS) }),
  'search.marks': job.extend({ edges: pageEdges }),
  'diff.start': diffRequest,
  'diff.state': job,
  'diff.rows': job.extend({ first: index, count: count(MAX_ROWS) }),
  'diff.indexAt': job.extend({ position: z.number().int() }),
  'diff.within': job.extend({
    // Positions of the left side, for the right one moved by the shift.
    first: z.number().int(),
    length,
    limit: count(MAX_ROWS),
  }),
  'diff.marks': job.extend({ edges: pageEdges }),
  'job.cancel': job,
  'sources.list': nothing,
  'sources.detach': z.object({ source: index }),
  ...TABLE_SCHEMAS,
  'problems.list': nothing,
  'inspect.moment': z.object({ moment: index }),
  'inspect.byte': z.object({ space, page, offset: z.number().int().min(0).max(4095), moment: index, source }),
  'source.files': nothing,
  'goto.resolve': z.object({ text: z.string().max(MAX_TYPED_TEXT), moment: index }),
  'document.get': nothing,
  'document.open': z.object({ path: path.nullable() }),
  'document.openSample': nothing,
  'document.reload': z.object({ loader: z.enum(LOADER_VERSIONS).nullable() }),
  'document.cancel': nothing,
  'document.export': z.object({ format: z.enum(['raw', 'elf-core']), moment: index }),
  'document.exportSteps': z.object({ format: z.enum(['csv', 'jsonl']), filter }),
  'document.loadEdited': z.object({ edits }),
  'document.saveEdited': z.object({ edits }),
  'document.chooseMachine': nothing,
  'document.defaultMachine': nothing,
  'sources.attach': z.object({
    kind: z.enum(['kernel', 'dump']),
    path: path.nullable(),
    place: dumpPlace.optional(),
  }),
  'memory.save': z.object({ side, space, first: position, length, zeros: z.boolean() }),
  'notes.export': z.object({ format: z.enum(NOTES_FORMATS) }),
  'notes.get': nothing,
  'notes.set': notes,
  'recent.list': nothing,
  'recent.clear': nothing,
  'clipboard.read': nothing,
  'clipboard.write': z.object({ text: z.string().max(MAX_CLIPBOARD_TEXT) }),
  'layout.get': nothing,
  'layout.set': layoutSchema,
  'window.minimise': nothing,
  'window.toggleMaximise': nothing,
  'window.close': nothing,
  'menu.popup': z.object({ menu: z.enum(MENU_NAMES), x: pixels, y: pixels }),
};

/** Whether `name` is a call of the contract. */
export function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(schemas, name);
}

/**
 * The parameters of a call, checked.
 *
 * @throws FailureError `call.badParameters`, which names the wrong fields
 */
export function validate<N extends CallName>(name: N, params: unknown): CallParams<N> {
  const schema: z.ZodType<CallParams<N>> = schemas[name];
  const parsed = schema.safeParse(params ?? undefined);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const problems = issues
    .slice(0, MAX_PROBLEMS)
    .map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`);
  if (issues.length > MAX_PROBLEMS) problems.push(`and ${issues.length - MAX_PROBLEMS} more`);
  throw new FailureError(
    'call.badParameters',
    `The call ${name} has wrong parameters: ${problems.join('; ')}.`,
  );
}
