import type { BreakpointTarget } from '../../../shared/breakpoint';
import { assertNever } from '../../../shared/result';
import type { SpanKind } from '../../../shared/trace-types';

/** The kinds of steps that a breakpoint can be set on, in words. */
export const STEP_KIND_LABELS: readonly { readonly kind: SpanKind; readonly label: string }[] = [
  { kind: 'mapPage', label: 'Map page' },
  { kind: 'bssEdge', label: 'Bss edge page' },
  { kind: 'bssPage', label: 'Bss page' },
  { kind: 'tlsTemplate', label: 'TLS template' },
  { kind: 'relocation', label: 'Relocation' },
  { kind: 'copyOnWrite', label: 'Copy-on-write' },
  { kind: 'readOnly', label: 'Page made read-only' },
  { kind: 'flagCleared', label: 'Flag cleared' },
  { kind: 'check', label: 'Check' },
  { kind: 'chooseOffset', label: 'Address offset chosen' },
  { kind: 'markSegments', label: 'Level-4 entries marked' },
  { kind: 'failure', label: 'Failure' },
];

const EVENT_WORDS = { written: 'Write', mapped: 'Map' } as const;

/** Label of a kind of step; the kind's own name where it is no step. */
export function stepKindLabel(kind: SpanKind): string {
  return STEP_KIND_LABELS.find((known) => known.kind === kind)?.label ?? kind;
}

/** The last digits of `last`, from the first one that differs from `first`. */
function shortEnd(first: string, last: string): string {
  if (first.length !== last.length) return last;
  let same = 0;
  while (same < first.length && first[same] === last[same]) same += 1;
  return last.slice(Math.min(same, last.length - 2));
}

/** What a breakpoint waits for, as a word and a place: `Write`, `8000019020–27`. */
export function breakpointParts(target: BreakpointTarget): { word: string; place: string } {
  switch (target.type) {
    case 'stepKind':
      return { word: stepKindLabel(target.kind), place: '' };
    case 'line':
      return { word: '', place: `${target.file}:${target.line}` };
    case 'range': {
      const word = target.events.map((event) => EVENT_WORDS[event]).join(', ');
      const first = target.first.replace(/^0x/, '');
      const last = target.last.replace(/^0x/, '');
      const place = first === last ? first : `${first}–${shortEnd(first, last)}`;
      return { word: target.space === 'physical' ? `${word} physical` : word, place };
    }
    default:
      return assertNever(target);
  }
}

/** A breakpoint in one line. */
export function breakpointLabel(target: BreakpointTarget): string {
  const { word, place } = breakpointParts(target);
  return [word, place].filter((part) => part !== '').join(' ');
}
