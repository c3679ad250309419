/** Shape of what is kept for a kernel: as a window sends it, and as its file has it. */
import { z } from 'zod';
import {
  FRAME_EVENTS,
  MEMORY_EVENTS,
  SEGMENT_EVENTS,
  type Breakpoint,
  type BreakpointTarget,
} from '../../shared/breakpoint';
import { MAX_EDITED_BYTES } from '../../shared/memory-types';
import { MARK_COLOURS, NOTES_LIMITS, type DocumentNotes, type MomentAnchor } from '../../shared/notes';
import { SPAN_KINDS } from '../../shared/trace-types';

export const MAX_BREAKPOINTS = NOTES_LIMITS.breakpoints;
/** Bookmarks of one kernel. */
export const MAX_ANCHORS = NOTES_LIMITS.bookmarks;

export const index = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const address = z.string().regex(/^0x[0-9a-f]{1,16}$/i);
export const direction = z.enum(['forward', 'back']);
const text = z.string().max(NOTES_LIMITS.text);
const events = <E extends string>(names: readonly [E, ...E[]]) => z.array(z.enum(names)).max(names.length);

/** The kinds of targets, for unions that have more. */
export const breakpointTargets = [
  z.object({ type: z.literal('line'), file: z.string().max(256), line: index }),
  z.object({ type: z.literal('function'), name: z.string().max(256) }),
  z.object({ type: z.literal('stepKind'), kind: z.enum(SPAN_KINDS) }),
  z.object({ type: z.literal('segment'), number: index, events: events(SEGMENT_EVENTS) }),
  z.object({ type: z.literal('relocations'), first: index, last: index }),
  z.object({
    type: z.literal('range'),
    space: z.enum(['physical', 'virtual']),
    first: address,
    last: address,
    events: events(MEMORY_EVENTS),
  }),
  z.object({ type: z.literal('entry'), level: z.number().int().min(1).max(4), virt: address }),
  z.object({ type: z.literal('frame'), address, events: events(FRAME_EVENTS) }),
] as const;

const breakpointTarget: z.ZodType<BreakpointTarget> = z.discriminatedUnion('type', breakpointTargets);

export const breakpoint: z.ZodType<Breakpoint> = z.object({
  id: index,
  enabled: z.boolean(),
  target: breakpointTarget,
  condition: text,
  hitCount: z
    .object({
      when: z.enum(['nth', 'from', 'every']),
      count: z
        .number()
        .int()
        .min(1)
        .max(2 ** 32),
    })
    .nullable(),
  log: text,
  group: z.string().max(NOTES_LIMITS.group),
});

export const anchor: z.ZodType<MomentAnchor> = z.object({
  moment: index,
  opCount: index,
  step: z
    .object({
      stage: z.string().max(256),
      kind: z.enum(SPAN_KINDS),
      subject: z.string().max(256),
      op: index,
    })
    .nullable(),
});

const hexBytes = z
  .string()
  .regex(/^(?:[0-9a-f]{2})+$/i)
  .max(2 * MAX_EDITED_BYTES);

export const notes: z.ZodType<DocumentNotes> = z.object({
  breakpoints: z.array(breakpoint).max(MAX_BREAKPOINTS),
  bookmarks: z
    .array(z.object({ id: index, name: text, note: z.string().max(NOTES_LIMITS.note), anchor }))
    .max(MAX_ANCHORS),
  watches: z.array(z.object({ id: index, text })).max(NOTES_LIMITS.watches),
  // Files of earlier versions have none.
  marks: z
    .array(
      z.object({
        id: index,
        name: text,
        note: z.string().max(NOTES_LIMITS.note),
        colour: z.enum(MARK_COLOURS),
        space: z.enum(['physical', 'virtual', 'file']),
        first: address,
        ofFile: z.boolean(),
        length: z
          .number()
          .int()
          .min(1)
          .max(2 ** 48),
      }),
    )
    .max(NOTES_LIMITS.marks)
    .default([]),
  edits: z
    .array(z.object({ offset: index, before: hexBytes, after: hexBytes }))
    .max(NOTES_LIMITS.edits)
    .default([]),
  stopAtStages: z.boolean(),
});
