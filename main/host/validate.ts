/** Checks at run time what a window sends: one schema per call, typed against the contract. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { MENU_NAMES, type CallName, type CallParams } from '../../shared/contract';
import { PAGE_COUNT } from '../../shared/address';
import type { Breakpoint } from '../../shared/breakpoint';
import { LOADER_VERSIONS } from '../../shared/machine';
import { FailureError } from '../../shared/result';
import { SPAN_KINDS } from '../../shared/trace-types';

/** Rows or pages that one call may ask for: enough for any view, too few to stop the worker for long. */
const MAX_ROWS = 10_000;
const MAX_PAGES = 1024;
const MAX_BREAKPOINTS = 1000;
const MAX_PATH = 32_768;
const MAX_TYPED_TEXT = 4096;
const MAX_CLIPBOARD_TEXT = 64 * 2 ** 20;
/** Panes and splitters that a layout may speak of; the window has about twenty. */
const MAX_PANES = 64;
/** Farther from a window's corner than any screen reaches, in CSS pixels. */
const MAX_POSITION = 100_000;
/** Wrong fields that a failure names; a hostile call may have millions. */
const MAX_PROBLEMS = 10;

const index = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const count = (max: number) => z.number().int().min(1).max(max);
const address = z.string().regex(/^0x[0-9a-f]{1,16}$/i);
const space = z.enum(['physical', 'virtual', 'file']);
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
const position = z.number().min(0).max(MAX_POSITION);
const nothing = z.undefined();

/** Shape of the remembered layout; also that of its file. */
export const layoutSchema = z.object({
  sizes: z
    .record(z.string().max(64), z.array(z.number().min(0).max(100)).max(16))
    .refine((sizes) => Object.keys(sizes).length <= MAX_PANES, `has more than ${MAX_PANES} entries`),
  collapsed: z.array(z.string().max(64)).max(MAX_PANES),
});

const breakpoint: z.ZodType<Breakpoint> = z.object({
  id: index,
  enabled: z.boolean(),
  target: z.discriminatedUnion('type', [
    z.object({ type: z.literal('stepKind'), kind: z.enum(SPAN_KINDS) }),
    z.object({ type: z.literal('line'), file: z.string().max(256), line: count(1_000_000) }),
    z.object({
      type: z.literal('range'),
      space: z.enum(['physical', 'virtual']),
      first: address,
      last: address,
      events: z.array(z.enum(['written', 'mapped'])).max(2),
    }),
  ]),
});

const schemas: { readonly [N in CallName]: z.ZodType<CallParams<N>> } = {
  'time.move': z.object({
    moment: index,
    command: z.enum(['into', 'over', 'out', 'continue', 'first', 'last']),
    direction: z.enum(['forward', 'back']),
  }),
  'time.where': z.object({ moment: index }),
  'trace.spans': z.object({ parent: z.number().int().min(-1), first: index, count: count(MAX_ROWS) }),
  'trace.ops': z.object({ firstMoment: index, count: count(MAX_ROWS) }),
  'trace.log': z.object({ first: index, count: count(MAX_ROWS) }),
  'breakpoints.set': z.object({ breakpoints: z.array(breakpoint).max(MAX_BREAKPOINTS) }),
  'breakpoints.moments': z.object({ id: index, limit: count(MAX_ROWS) }),
  'memory.pages': z.object({ space, first: page, count: count(MAX_PAGES), moment: index }),
  'memory.ranges': z.object({ space, moment: index }),
  'pageTable.children': z.object({
    table: page.nullable(),
    level: z.number().int().min(1).max(4),
    virt: address,
    moment: index,
    merge: z.boolean(),
  }),
  'pageTable.walk': z.object({ virt: address, moment: index }),
  'inspect.moment': z.object({ moment: index }),
  'inspect.byte': z.object({ space, page, offset: z.number().int().min(0).max(4095), moment: index }),
  'source.files': nothing,
  'goto.resolve': z.object({ text: z.string().max(MAX_TYPED_TEXT), moment: index }),
  'document.get': nothing,
  'document.open': z.object({ path: path.nullable() }),
  'document.openSample': nothing,
  'document.reload': z.object({ loader: z.enum(LOADER_VERSIONS).nullable() }),
  'document.cancel': nothing,
  'document.export': z.object({ format: z.enum(['raw', 'elf-core']), moment: index }),
  'recent.list': nothing,
  'recent.clear': nothing,
  'clipboard.write': z.object({ text: z.string().max(MAX_CLIPBOARD_TEXT) }),
  'layout.get': nothing,
  'layout.set': layoutSchema,
  'window.minimise': nothing,
  'window.toggleMaximise': nothing,
  'window.close': nothing,
  'menu.popup': z.object({ menu: z.enum(MENU_NAMES), x: position, y: position }),
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
