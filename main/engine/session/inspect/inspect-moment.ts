import { hex, hexDigits, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { Fact, Inspection, LinkTarget } from '../../../../shared/view-types';
import { flagNames } from '../../../../shared/page-flags';
import type { SpanKind } from '../../../../shared/trace-types';
import { entryValue } from '../../paging/page-table';
import { OP, spanKind } from '../../trace/codes';
import { describeOp, entryBefore, entryName, flagChange } from '../../trace/describe-op';
import { count, PAGE_STEPS, spanTitle } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import { stepSpanOfOp } from '../../trace/timeline';
import { explainStep } from './explain-step';
import { copyFacts } from './copy-facts';
import { frameLink, virtualLink } from '../links';
import { relocationFacts, relocationSum } from './relocation-facts';

/** The step at a moment, explained; before the first op, the machine that the load starts from. */
export function inspectMoment(view: LoadView, moment: number): Inspection {
  if (moment === 0) return beforeTheLoad(view);
  const op = moment - 1;
  const { spans, ops } = view.trace;
  const step = stepSpanOfOp(view.trace, op);
  const kind = spanKind(spans.kind[step] as number);
  const first = spans.firstOp[step] as number;
  const end = spans.endOp(step);
  const total = end - first;
  const failed = spanKind(spans.kind[ops.span[op] as number] as number) === 'failure';
  return {
    title: failed ? (view.message ?? 'Failure') : stepTitle(view, step, kind),
    badge: failed ? 'failed' : kind === 'relocation' ? 'R_X86_64_RELATIVE' : '',
    place: total > 1 ? `op ${op - first + 1} of ${total}` : `op ${count(op + 1)}`,
    sentence: failed ? failureSentence(view, step, kind) : explainStep(view, step, kind),
    sum: kind === 'relocation' ? relocationSum(view, step, moment === end ? 'written' : 'written next') : [],
    facts: [...opFacts(view, op), ...stepFacts(view, step, kind)],
    flags: entryFlags(view, op),
  };
}

function beforeTheLoad(view: LoadView): Inspection {
  return {
    title: 'Before the load',
    badge: '',
    place: 'moment 0',
    sentence:
      'The bootloader has put the kernel file into memory and taken one zeroed frame for the level 4 page ' +
      'table. Nothing is mapped yet.',
    sum: [],
    facts: [
      { label: 'File', value: hex(view.kernelAddress), link: frameLink(view.firstFileFrame), mono: true },
      { label: 'Size', value: `${count(view.elf.length)} bytes` },
      { label: 'P4', value: hex(view.rootFrame * PAGE_SIZE), link: frameLink(view.rootFrame), mono: true },
    ],
    flags: null,
  };
}

function stepTitle(view: LoadView, step: number, kind: SpanKind): string {
  if (kind === 'relocation') return `Relocation #${count(view.trace.spans.subject[step] as number)}`;
  return spanTitle(view, step).label;
}

function failureSentence(view: LoadView, step: number, kind: SpanKind): string {
  const what = spanTitle(view, step).label;
  return kind === 'failure'
    ? 'The load ends here; what was done before stays done.'
    : `The load ends in the step “${what}”. ${explainStep(view, step, kind)}`;
}

/** Facts about the op itself. */
function opFacts(view: LoadView, op: number): Fact[] {
  const { ops } = view.trace;
  const facts: Fact[] = [{ label: 'Op', value: describeOp(view, op).label }];
  const frame = ops.frame[op] as number;
  if (ops.kind[op] === OP.mark) return facts;
  facts.push({ label: 'Frame', value: hex(frame * PAGE_SIZE), link: frameLink(frame), mono: true });
  if (ops.kind[op] === OP.frameCopied) {
    const from = ops.at[op] as number;
    facts.push({ label: 'From', value: hex(from * PAGE_SIZE), link: frameLink(from), mono: true });
    facts.push(...copyFacts(view, frame, op + 1));
  }
  if (ops.kind[op] === OP.entryWritten) {
    const old = entryBefore(view, op);
    const now = entryValue(ops.low[op] as number, ops.high[op] as number);
    const link: LinkTarget = {
      type: 'memory',
      space: 'physical',
      page: frame,
      offset: (ops.at[op] as number) * 8,
    };
    facts.push({ label: 'Entry', value: entryName(view, op), link });
    facts.push({ label: 'Before', value: hex(entryValue(old.low, old.high)), mono: true });
    facts.push({ label: 'After', value: hex(now), mono: true });
  }
  if (ops.kind[op] === OP.bytesWritten) facts.push(...writtenFacts(view, op));
  return facts;
}

function writtenFacts(view: LoadView, op: number): Fact[] {
  const { ops } = view.trace;
  const frame = ops.frame[op] as number;
  const offset = (ops.at[op] as number) & 0xffff;
  const length = (ops.at[op] as number) >>> 16;
  const bytes = (moment: number): string =>
    Array.from(view.frames.bytes(frame, moment).subarray(offset, offset + length), (byte) =>
      hexDigits(byte, 2),
    ).join(' ');
  return [
    { label: 'Before', value: bytes(op), mono: true },
    { label: 'After', value: bytes(op + 1), mono: true },
  ];
}

/** Facts about the step: its page, symbol and segment, its relocation entry. */
function stepFacts(view: LoadView, step: number, kind: SpanKind): Fact[] {
  const { spans } = view.trace;
  const facts: Fact[] = [];
  if (kind === 'relocation') return relocationFacts(view, step);
  if (kind === 'entryPoint') {
    const entry = view.entryPoint;
    facts.push({ label: 'Entry', value: hex(entry), link: virtualLink(entry), mono: true });
    const symbol = view.symbolAt(entry);
    if (symbol !== null) facts.push({ label: 'Symbol', value: symbol, mono: true });
    return facts;
  }
  if (kind === 'markSegments') {
    return [{ label: 'Used', value: `level 4 entries ${numberRuns(view.usedLevel4Entries)}` }];
  }
  if (!PAGE_STEPS.has(kind)) return facts;
  const page = view.owners.pageOf(step);
  facts.push({
    label: 'Page',
    value: hex(virtOfPage(page)),
    link: virtualLink(virtOfPage(page)),
    mono: true,
  });
  const segment = view.owners.segmentOfOp(spans.firstOp[step] as number);
  if (segment !== null) facts.push({ label: 'Segment', value: `LOAD ${segment.number}` });
  return facts;
}

/** `0, 2–5`: ascending numbers with neighbours joined. */
function numberRuns(numbers: readonly number[]): string {
  const runs: string[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const first = numbers[i] as number;
    while (numbers[i + 1] === (numbers[i] as number) + 1) i++;
    const last = numbers[i] as number;
    runs.push(first === last ? `${first}` : `${first}–${last}`);
  }
  return runs.length === 0 ? 'none' : runs.join(', ');
}

function entryFlags(view: LoadView, op: number): Inspection['flags'] {
  const { ops } = view.trace;
  if (ops.kind[op] !== OP.entryWritten) return null;
  const low = ops.low[op] as number;
  const high = ops.high[op] as number;
  const old = entryBefore(view, op);
  const change = flagChange(old.low, old.high, low, high);
  const set = flagNames(entryValue(low, high)).filter((flag) => !change.gained.includes(flag));
  return { set, ...change };
}
