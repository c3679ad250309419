import { virtOfPage } from '../../../shared/address';
import type { SpanRow } from '../../../shared/view-types';
import type { ProvenanceName } from '../../../shared/provenance';
import type { SpanKind } from '../../../shared/trace-types';
import { OP, SPAN, spanKind } from './codes';
import type { LoadView } from './load-view';
import type { LoadSegment } from './ownership';
import { stageTitle } from './stages';

/** Steps whose subject is a page. */
export const PAGE_STEPS: ReadonlySet<SpanKind> = new Set<SpanKind>([
  'mapPage',
  'bssEdge',
  'bssPage',
  'readOnly',
  'flagCleared',
]);

/** How a span is called, with a remark. */
export interface SpanTitle {
  readonly label: string;
  readonly detail: string;
}

/** One row of the steps tree. */
export function describeSpan(view: LoadView, span: number, childSpans: number): SpanRow {
  const { spans, opCount } = view.trace;
  const kind = spanKind(spans.kind[span] as number);
  const first = (spans.firstOp[span] as number) + 1;
  const last = spans.endOp(span);
  return {
    span,
    parent: spans.parent[span] as number,
    kind,
    ...spanTitle(view, span),
    provenance: spanProvenance(view, span, kind),
    firstMoment: first,
    lastMoment: last,
    childSpans,
    failed: view.message !== null && last === opCount && kind !== 'load',
  };
}

/** `R`, `RW`, `R X`, `RWX`: what a segment's flags ask for, as the mapper sees it: readable in any case. */
export function segmentRights(segment: LoadSegment): string {
  const { header } = segment;
  if (header.isWrite) return header.isExecute ? 'RWX' : 'RW';
  return header.isExecute ? 'R X' : 'R';
}

/** The provenance of a segment's bytes in the file. */
export function segmentProvenance(segment: LoadSegment | null): ProvenanceName {
  if (segment === null) return 'fileUnmapped';
  if (segment.header.isExecute) return 'fileCode';
  return segment.header.isWrite ? 'fileData' : 'fileReadOnly';
}

/** Label and remark of a span. */
export function spanTitle(view: LoadView, span: number): SpanTitle {
  const { spans } = view.trace;
  const kind = spanKind(spans.kind[span] as number);
  const page = (): string => virtOfPage(view.owners.pageOf(span)).toString(16);
  switch (kind) {
    case 'load':
      return { label: 'Load', detail: '' };
    case 'plan':
    case 'segment':
    case 'tls':
    case 'dynamic':
    case 'relro':
    case 'cleanUp':
    case 'entry':
      return stageTitleOnce(view, span, kind);
    case 'check':
      return {
        label: spans.parent[span] === view.trace.stages[0] ? 'Check the program headers' : 'Nothing to do',
        detail: '',
      };
    case 'checkHeader':
      return { label: 'Check the file header', detail: '' };
    case 'chooseOffset':
      return { label: `Choose offset ${view.offset.toString(16)}`, detail: '' };
    case 'markSegments':
      return { label: 'Mark level 4 entries', detail: '' };
    case 'mapPage':
      return { label: `Map page ${page()}`, detail: '' };
    case 'bssEdge':
      return { label: `Bss edge ${page()}`, detail: '' };
    case 'bssPage':
      return { label: `Bss page ${page()}`, detail: '' };
    case 'tlsTemplate':
      return { label: 'Note the TLS template', detail: '' };
    case 'relocation':
      return relocationWords(view, span);
    case 'readOnly':
      return { label: `Make ${page()} read-only`, detail: '' };
    case 'flagCleared':
      return { label: `Clear COPIED of ${page()}`, detail: '' };
    case 'entryPoint':
      return { label: `Enter the kernel at ${view.entryPoint.toString(16)}`, detail: '' };
    case 'copyOnWrite':
      return { label: `Copy-on-write ${page()}`, detail: '' };
    case 'failure':
      return { label: view.message ?? 'Failure', detail: '' };
  }
}

function stageTitleOnce(view: LoadView, span: number, kind: SpanKind): SpanTitle {
  const known = view.stageTitles.get(span);
  if (known !== undefined) return known;
  const made = stageWords(view, span, kind);
  view.stageTitles.set(span, made);
  return made;
}

/** Title and remark of a stage. */
function stageWords(view: LoadView, span: number, kind: SpanKind): SpanTitle {
  const { spans } = view.trace;
  const header = spans.subject[span] as number;
  if (kind === 'segment') {
    const segment = view.owners.segmentOfHeader(header);
    return segment === null
      ? { label: 'LOAD', detail: '' }
      : { label: `LOAD ${segment.number}`, detail: segmentDetail(segment) };
  }
  const label = stageTitle(kind, header, new Map());
  const ops = spans.endOp(span) - (spans.firstOp[span] as number);
  const steps = countSteps(view, span);
  if (kind === 'dynamic') return { label, detail: `${count(steps)} · ${count(ops)} ops` };
  if (kind === 'relro') return { label, detail: `${count(steps)} pages` };
  if (kind === 'cleanUp') return { label, detail: `${count(steps)} flags` };
  return { label, detail: '' };
}

/** Steps of a stage that did something. */
function countSteps(view: LoadView, stage: number): number {
  const { length, kind, parent } = view.trace.spans;
  let steps = 0;
  for (let span = stage + 1; span < length && parent[span] !== 0; span++) {
    const code = kind[span];
    if (parent[span] === stage && code !== SPAN.check && code !== SPAN.failure) steps++;
  }
  return steps;
}

function segmentDetail(segment: LoadSegment): string {
  const { header: h } = segment;
  const rights = segmentRights(segment);
  const filePages = h.fileSize === 0n ? 0n : ((h.offset + h.fileSize - 1n) >> 12n) - (h.offset >> 12n) + 1n;
  const end = h.virtualAddr + h.memSize;
  const lastPage = end === 0n ? 0n : (end - 1n) >> 12n;
  const pages = h.memSize === 0n ? 0n : lastPage - (h.virtualAddr >> 12n) + 1n;
  const zeroed = pages - filePages;
  const words = `${rights} · ${count(Number(filePages))} ${filePages === 1n ? 'page' : 'pages'}`;
  return zeroed > 0n ? `${words} + ${count(Number(zeroed))} zeroed` : words;
}

/** `#214 19020 ← 800000c4a0`: index, offset field, value written. */
function relocationWords(view: LoadView, span: number): SpanTitle {
  const { subject, low, high } = view.trace.spans;
  const label = `#${count(subject[span] as number)} ${halvesInHex(low[span] as number, high[span] as number)}`;
  const value = relocatedInHex(view, span);
  return { label: value === null ? label : `${label} ← ${value}`, detail: '' };
}

/** The value that a relocation step wrote, in words; `null` where the step ended before it wrote all of it. */
function relocatedInHex(view: LoadView, span: number): string | null {
  const { spans, ops } = view.trace;
  const last = spans.endOp(span) - 1;
  if (ops.kind[last] !== OP.bytesWritten) return null;
  const whole = (ops.at[last] as number) >>> 16 === 8;
  if (whole) return halvesInHex(ops.low[last] as number, ops.high[last] as number);
  return relocatedValue(view, span)?.toString(16) ?? null;
}

/** A 64-bit number in two halves. Without `BigInt`, as every row of the steps has some. */
function halvesInHex(low: number, high: number): string {
  return high === 0 ? low.toString(16) : `${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}

/** The offset field of a relocation step: the address that it changes, as the file has it. */
export function relocationOffset(view: LoadView, span: number): bigint {
  const { high, low } = view.trace.spans;
  return (BigInt(high[span] as number) << 32n) | BigInt(low[span] as number);
}

/** The 64-bit value that a relocation step wrote, put together from its writes; `null` where it wrote none. */
export function relocatedValue(view: LoadView, span: number): bigint | null {
  const { spans, ops } = view.trace;
  let value = 0n;
  let bits = 0n;
  for (let op = spans.firstOp[span] as number; op < spans.endOp(span); op++) {
    if (ops.kind[op] !== OP.bytesWritten) continue;
    const length = (ops.at[op] as number) >>> 16;
    const bytes = (BigInt(ops.high[op] as number) << 32n) | BigInt(ops.low[op] as number);
    value |= BigInt.asUintN(length * 8, bytes) << bits;
    bits += BigInt(length * 8);
  }
  return bits === 64n ? value : null;
}

function spanProvenance(view: LoadView, span: number, kind: SpanKind): ProvenanceName {
  const { spans } = view.trace;
  switch (kind) {
    case 'segment': {
      const segment = view.owners.segmentOfHeader(spans.subject[span] as number);
      if (segment === null) return 'free';
      const { header } = segment;
      return header.memSize > header.fileSize * 2n ? 'bss' : segmentProvenance(segment);
    }
    case 'mapPage':
      return segmentProvenance(view.owners.segmentOfOp(spans.firstOp[span] as number));
    case 'bssPage':
      return 'bss';
    case 'bssEdge':
    case 'copyOnWrite':
      return 'copied';
    case 'dynamic':
    case 'relocation':
      return 'relocated';
    case 'relro':
      return 'fileReadOnly';
    case 'readOnly':
    case 'flagCleared':
    case 'cleanUp':
      return 'pageTable';
    case 'entry':
    case 'entryPoint':
      return 'fileCode';
    default:
      return 'free';
  }
}

/** A whole number from 0 on with separators, as everywhere in the window. By hand: it is in every row of every page. */
export function count(value: number): string {
  if (value < 1000) return String(value);
  const rest = value % 1000;
  const digits = rest < 10 ? `00${rest}` : rest < 100 ? `0${rest}` : `${rest}`;
  return `${count((value - rest) / 1000)},${digits}`;
}
