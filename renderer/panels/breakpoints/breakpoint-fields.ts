/** What the form of a breakpoint holds while it is filled in, and the breakpoint that it stands for. */
import { hex, parseAddress } from '../../../shared/address';
import type {
  Breakpoint,
  BreakpointTarget,
  FrameEvent,
  HitCount,
  MemoryEvent,
  SegmentEvent,
} from '../../../shared/breakpoint';
import { NOTES_LIMITS } from '../../../shared/notes';
import { assertNever } from '../../../shared/result';
import type { SpanKind } from '../../../shared/trace-types';
import type { BreakpointDraft } from '../../stores/breakpoints';

export type TargetType = BreakpointTarget['type'];
/** Any event; the kind of target says which ones it knows. */
export type AnyEvent = SegmentEvent | FrameEvent;

/** The form's fields, as typed. Those of other kinds of target stay as they are while another kind is shown. */
export interface BreakpointFields {
  type: TargetType;
  file: string;
  line: string;
  name: string;
  kind: SpanKind;
  segment: string;
  firstIndex: string;
  lastIndex: string;
  space: 'virtual' | 'physical';
  first: string;
  last: string;
  level: number;
  virt: string;
  frame: string;
  events: Record<'segment' | 'range' | 'frame', readonly AnyEvent[]>;
  condition: string;
  hits: 'all' | HitCount['when'];
  count: string;
  logs: boolean;
  log: string;
  group: string;
}

/** A field that can be wrong. */
export type FieldName =
  | 'file'
  | 'line'
  | 'name'
  | 'segment'
  | 'firstIndex'
  | 'lastIndex'
  | 'first'
  | 'last'
  | 'virt'
  | 'frame'
  | 'events'
  | 'count'
  | 'log';

/** What is wrong, by field. */
export type FieldProblems = Partial<Record<FieldName, string>>;

/** Fields without anything known. */
export const NO_FIELDS: BreakpointFields = {
  type: 'stepKind',
  file: '',
  line: '',
  name: '',
  kind: 'relocation',
  segment: '1',
  firstIndex: '',
  lastIndex: '',
  space: 'virtual',
  first: '',
  last: '',
  level: 1,
  virt: '',
  frame: '',
  events: { segment: ['mapped'], range: ['written'], frame: ['written'] },
  condition: '',
  hits: 'all',
  count: '1',
  logs: false,
  log: '',
  group: '',
};

function targetFields(
  target: BreakpointTarget,
  events: BreakpointFields['events'],
): Partial<BreakpointFields> {
  switch (target.type) {
    case 'line':
      return { file: target.file, line: String(target.line) };
    case 'function':
      return { name: target.name };
    case 'stepKind':
      return { kind: target.kind };
    case 'segment':
      return { segment: String(target.number), events: { ...events, segment: target.events } };
    case 'relocations':
      return {
        firstIndex: String(target.first),
        lastIndex: target.first === target.last ? '' : String(target.last),
      };
    case 'range':
      return {
        space: target.space,
        first: target.first,
        last: target.first === target.last ? '' : target.last,
        events: { ...events, range: target.events },
      };
    case 'entry':
      return { level: target.level, virt: target.virt };
    case 'frame':
      return { frame: target.address, events: { ...events, frame: target.events } };
    default:
      return assertNever(target);
  }
}

/** The fields that a form starts with: what the draft says, else what is selected, else nothing. */
export function fieldsOf(
  draft: BreakpointDraft,
  logs: boolean,
  selected: Partial<BreakpointFields>,
): BreakpointFields {
  const base = { ...NO_FIELDS, ...selected };
  return {
    ...base,
    ...(draft.target === undefined
      ? {}
      : { type: draft.target.type, ...targetFields(draft.target, base.events) }),
    condition: draft.condition ?? '',
    hits: draft.hitCount?.when ?? 'all',
    count: String(draft.hitCount?.count ?? 1),
    logs,
    log: draft.log ?? '',
    group: draft.group ?? '',
  };
}

/** A whole number of at least `least`, or `null`. */
function whole(text: string, least: number): number | null {
  const digits = text
    .trim()
    .replace(/^#/, '')
    .replace(/[,_\s]/g, '');
  const value = /^\d+$/.test(digits) ? Number(digits) : NaN;
  return Number.isSafeInteger(value) && value >= least ? value : null;
}

interface Reading {
  readonly problems: FieldProblems;
  number(field: FieldName, text: string, least: number, problem: string): number;
  address(field: FieldName, text: string): bigint;
  text(field: FieldName, text: string, problem: string): string;
  events<E extends AnyEvent>(chosen: readonly AnyEvent[]): readonly E[];
}

function reading(): Reading {
  const problems: FieldProblems = {};
  return {
    problems,
    number(field, text, least, problem) {
      const value = whole(text, least);
      if (value === null) problems[field] = problem;
      return value ?? least;
    },
    address(field, text) {
      const value = parseAddress(text);
      if (value === null) problems[field] = 'Give an address in hexadecimal.';
      return value ?? 0n;
    },
    text(field, text, problem) {
      if (text.trim() === '') problems[field] = problem;
      return text.trim();
    },
    events<E extends AnyEvent>(chosen: readonly AnyEvent[]) {
      if (chosen.length === 0) problems.events = 'Choose at least one event.';
      // A copy: what the form holds is reactive, and that does not pass between processes.
      return [...chosen] as E[];
    },
  };
}

function rangeTarget(read: Reading, fields: BreakpointFields): BreakpointTarget {
  const first = read.address('first', fields.first);
  const last = fields.last.trim() === '' ? first : read.address('last', fields.last);
  if (read.problems.last === undefined && last < first) {
    read.problems.last = 'The last address lies before the first.';
  }
  const events = read.events<MemoryEvent>(fields.events.range);
  return { type: 'range', space: fields.space, first: hex(first), last: hex(last), events };
}

function relocationsTarget(read: Reading, fields: BreakpointFields): BreakpointTarget {
  const wanted = 'Give a number, from 0.';
  const first = read.number('firstIndex', fields.firstIndex, 0, wanted);
  const last = fields.lastIndex.trim() === '' ? first : read.number('lastIndex', fields.lastIndex, 0, wanted);
  if (read.problems.lastIndex === undefined && last < first) {
    read.problems.lastIndex = 'The last one comes before the first.';
  }
  return { type: 'relocations', first, last };
}

function readTarget(read: Reading, fields: BreakpointFields): BreakpointTarget {
  switch (fields.type) {
    case 'line':
      return {
        type: 'line',
        file: read.text('file', fields.file, 'Choose a file.'),
        line: read.number('line', fields.line, 1, 'Give a line number.'),
      };
    case 'function': {
      const name = read.text('name', fields.name, 'Give the name of a function of the loader.');
      return { type: 'function', name: name.replace(/\(\)$/, '') };
    }
    case 'stepKind':
      return { type: 'stepKind', kind: fields.kind };
    case 'segment':
      return {
        type: 'segment',
        number: read.number('segment', fields.segment, 1, 'Give the number of a LOAD segment.'),
        events: read.events<SegmentEvent>(fields.events.segment),
      };
    case 'relocations':
      return relocationsTarget(read, fields);
    case 'range':
      return rangeTarget(read, fields);
    case 'entry':
      return { type: 'entry', level: fields.level, virt: hex(read.address('virt', fields.virt)) };
    case 'frame':
      return {
        type: 'frame',
        address: hex(read.address('frame', fields.frame)),
        events: read.events<FrameEvent>(fields.events.frame),
      };
    default:
      return assertNever(fields.type);
  }
}

/** What the form stands for. */
export type WholeDraft = Omit<Breakpoint, 'id' | 'enabled'>;

/** The breakpoint that the fields stand for, or what is wrong with them. Expressions are not looked into. */
export function breakpointOf(
  fields: BreakpointFields,
):
  | { readonly ok: true; readonly draft: WholeDraft }
  | { readonly ok: false; readonly problems: FieldProblems } {
  const read = reading();
  const target = readTarget(read, fields);
  const count = fields.hits === 'all' ? 1 : read.number('count', fields.count, 1, 'Give a number, from 1.');
  if (count > 2 ** 32) read.problems.count = 'No load has so many hits.';
  if (fields.logs) read.text('log', fields.log, 'Give the text to log.');
  if (Object.keys(read.problems).length > 0) return { ok: false, problems: read.problems };
  return {
    ok: true,
    draft: {
      target,
      condition: fields.condition.trim(),
      hitCount: fields.hits === 'all' ? null : { when: fields.hits, count },
      log: fields.logs ? fields.log : '',
      group: fields.group.trim().slice(0, NOTES_LIMITS.group),
    },
  };
}
