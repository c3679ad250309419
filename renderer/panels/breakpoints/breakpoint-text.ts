import {
  FRAME_EVENTS,
  MEMORY_EVENTS,
  SEGMENT_EVENTS,
  type Breakpoint,
  type BreakpointTarget,
  type FrameEvent,
  type HitCount,
  type SegmentEvent,
} from '../../../shared/breakpoint';
import { assertNever } from '../../../shared/result';
import { SPAN_KINDS, STEP_KINDS, type SpanKind } from '../../../shared/trace-types';
import { formatCount } from '../../composables/format';
import { spanKindLabel } from '../../composables/span-kind';

/** The kinds of steps that a breakpoint can be set on, in words. */
export const STEP_KIND_LABELS: readonly { readonly kind: SpanKind; readonly label: string }[] =
  SPAN_KINDS.filter((kind) => STEP_KINDS.has(kind) || kind === 'copyOnWrite').map((kind) => ({
    kind,
    label: spanKindLabel(kind),
  }));

/** What can happen, as it has happened: `LOAD 4 mapped`. */
export const EVENT_LABELS: Readonly<Record<SegmentEvent | FrameEvent, string>> = {
  begun: 'begun',
  ended: 'ended',
  allocated: 'allocated',
  mapped: 'mapped',
  copied: 'copied',
  zeroed: 'zeroed',
  written: 'written',
  madeReadOnly: 'made read-only',
  flagsChanged: 'flags changed',
  readAsRelocation: 'read as relocation',
};

/** What can happen, as something to wait for: `Write 8000019020–27`. */
const EVENT_VERBS: Readonly<Record<SegmentEvent | FrameEvent, string>> = {
  begun: 'Begin',
  ended: 'End',
  allocated: 'Allocate',
  mapped: 'Map',
  copied: 'Copy',
  zeroed: 'Zero',
  written: 'Write',
  madeReadOnly: 'Make read-only',
  flagsChanged: 'Change flags',
  readAsRelocation: 'Read as relocation',
};

/** The events that a kind of target can choose from; none for kinds without a choice. */
export function eventsOf(type: BreakpointTarget['type']): readonly (SegmentEvent | FrameEvent)[] {
  if (type === 'segment') return SEGMENT_EVENTS;
  if (type === 'frame') return FRAME_EVENTS;
  return type === 'range' ? MEMORY_EVENTS : [];
}

/** The last digits of `last`, from the first one that differs from `first`. */
function shortEnd(first: string, last: string): string {
  if (first.length !== last.length) return last;
  let same = 0;
  while (same < first.length && first[same] === last[same]) same += 1;
  return last.slice(Math.min(same, last.length - 2));
}

function digits(address: string): string {
  return address.replace(/^0x/i, '');
}

/** Events as a beginning of a line, in the order in which they are listed: `Map, write`. */
function verbs(type: BreakpointTarget['type'], events: readonly (SegmentEvent | FrameEvent)[]): string {
  const all = eventsOf(type);
  if (events.length === all.length) return 'Any event';
  const words = all.filter((event) => events.includes(event)).map((event) => EVENT_VERBS[event]);
  return words.map((word, i) => (i === 0 ? word : word.toLowerCase())).join(', ');
}

function past(type: BreakpointTarget['type'], events: readonly (SegmentEvent | FrameEvent)[]): string {
  const all = eventsOf(type);
  if (events.length === all.length) return 'any event';
  return all
    .filter((event) => events.includes(event))
    .map((event) => EVENT_LABELS[event])
    .join(', ');
}

/** What a breakpoint waits for: words, a place in digits or code, and words behind it. */
export interface BreakpointParts {
  readonly word: string;
  readonly place: string;
  readonly after: string;
}

/** What a breakpoint waits for, in parts: `Write`, `8000019020–27`. */
export function breakpointParts(target: BreakpointTarget): BreakpointParts {
  switch (target.type) {
    case 'stepKind':
      return { word: spanKindLabel(target.kind), place: '', after: '' };
    case 'line':
      return { word: '', place: `${target.file}:${target.line}`, after: '' };
    case 'function':
      return { word: '', place: `${target.name}()`, after: '' };
    case 'segment':
      return { word: `LOAD ${target.number}`, place: '', after: past('segment', target.events) };
    case 'relocations':
      return target.first === target.last
        ? { word: 'Relocation', place: `#${target.first}`, after: '' }
        : { word: 'Relocations', place: `#${target.first}–#${target.last}`, after: '' };
    case 'range': {
      const word = verbs('range', target.events);
      const first = digits(target.first);
      const last = digits(target.last);
      const place = first === last ? first : `${first}–${shortEnd(first, last)}`;
      return { word: target.space === 'physical' ? `${word} physical` : word, place, after: '' };
    }
    case 'entry':
      return { word: `P${target.level} entry of`, place: digits(target.virt), after: '' };
    case 'frame':
      return { word: 'Frame', place: digits(target.address), after: past('frame', target.events) };
    default:
      return assertNever(target);
  }
}

/** A breakpoint's target in one line. */
export function breakpointLabel(target: BreakpointTarget): string {
  const { word, place, after } = breakpointParts(target);
  return [word, place, after].filter((part) => part !== '').join(' ');
}

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${formatCount(count)}${ending}`;
}

/** Which hits count: `3rd hit`, `from the 3rd hit`, `every 3rd hit`. */
export function hitCountText({ when, count }: HitCount): string {
  if (when === 'every') return count === 1 ? 'every hit' : `every ${ordinal(count)} hit`;
  return when === 'from' ? `from the ${ordinal(count)} hit` : `${ordinal(count)} hit`;
}

/** Everything that is set on a breakpoint, a line each, for its tooltip and its name. */
export function breakpointLines(breakpoint: Breakpoint): string[] {
  const lines = [breakpointLabel(breakpoint.target)];
  if (breakpoint.condition !== '') lines.push(`when ${breakpoint.condition}`);
  if (breakpoint.hitCount !== null) lines.push(hitCountText(breakpoint.hitCount));
  if (breakpoint.log !== '') lines.push(`logs “${breakpoint.log}”`);
  return lines;
}

/** The shape of a breakpoint's mark: a disc, a diamond for memory, a ring where it only logs. */
export function markOf({ target, log }: Breakpoint): 'stop' | 'data' | 'log' {
  if (log !== '') return 'log';
  return target.type === 'range' || target.type === 'entry' || target.type === 'frame' ? 'data' : 'stop';
}
