import { defineStore } from 'pinia';
import type { HitsAround } from '../../shared/breakpoint';
import type { CallResult } from '../../shared/contract';
import type {
  Comparison,
  Density,
  Difference,
  DifferenceKind,
  HistoryPage,
  HistorySubject,
  LogSource,
  SourceValue,
  TouchedPicture,
  WatchValue,
  Writers,
} from '../../shared/debugger-types';
import { type Against, type Counterpart, DOCUMENT_SOURCE, type Side } from '../../shared/memory-types';
import type {
  GotoTarget,
  Inspection,
  MemorySpace,
  OpRow,
  PageRange,
  PageView,
  SpanRow,
  Walk,
  Where,
} from '../../shared/view-types';
import { call } from '../api/client';
import { kernelQuestions } from './kernel-questions';
import { memoryQuestions } from './memory-questions';
import { tableQuestions } from './table-questions';

/** Part of the log. */
export type LogPage = CallResult<'trace.log'>;
/** A moment at which a breakpoint hits, and how often one does in its interval. */
export type HitMark = CallResult<'breakpoints.marks'>[number];

/**
 * Every stateless question to the engine, one action each. Nothing is kept here: a panel asks through `useQuery`,
 * which holds the answer for as long as the panel shows it.
 */
export const useEngineStore = defineStore('engine', () => {
  /** @param beside of which source, if not the document's; what the pages are compared with */
  function pages(
    space: MemorySpace,
    first: number,
    count: number,
    moment: number,
    beside: { readonly source?: number; readonly against?: Against } = {},
  ): Promise<PageView[]> {
    return call('memory.pages', { space, first, count, moment, ...beside });
  }

  function ranges(space: MemorySpace, moment: number, source = DOCUMENT_SOURCE): Promise<PageRange[]> {
    return call('memory.ranges', { space, moment, source });
  }

  /** The byte at a position of a space, in another space of the same side. */
  function counterpart(
    { source, moment }: Side,
    space: MemorySpace,
    position: number,
    to: MemorySpace,
  ): Promise<Counterpart> {
    return call('memory.counterpart', { source, moment, space, position, to });
  }

  function walk(virt: string, moment: number): Promise<Walk> {
    return call('pageTable.walk', { virt, moment });
  }

  function inspectMoment(moment: number): Promise<Inspection> {
    return call('inspect.moment', { moment });
  }

  function inspectByte(
    space: MemorySpace,
    page: number,
    offset: number,
    moment: number,
    source = DOCUMENT_SOURCE,
  ): Promise<Inspection> {
    return call('inspect.byte', { space, page, offset, moment, source });
  }

  /** The life of a subject: `count` events from the `first` on, and which of all made its state at the moment. */
  function historyOf(
    subject: HistorySubject,
    moment: number,
    first: number,
    count: number,
  ): Promise<HistoryPage> {
    return call('history.of', { subject, moment, first, count });
  }

  /** Who wrote `length` bytes from an address on, as they are at a moment. */
  function writers(space: MemorySpace, first: string, length: number, moment: number): Promise<Writers> {
    return call('history.writers', { space, first, length, moment });
  }

  /** Child spans of a span, from the `first` on. */
  function spans(parent: number, first: number, count: number): Promise<SpanRow[]> {
    return call('trace.spans', { parent, first, count });
  }

  /** Ops by the moments after them, from `firstMoment` on. */
  function ops(firstMoment: number, count: number): Promise<OpRow[]> {
    return call('trace.ops', { firstMoment, count });
  }

  /** Lines of the log, from the `first` on, and where `moment` is among them; without `from` of all who speak. */
  function log(first: number, count: number, moment: number, from: LogSource | undefined): Promise<LogPage> {
    return call('trace.log', { first, count, moment, from });
  }

  /** The moments at which breakpoints hit, at most one for each interval between neighbouring edges. */
  function hitMarks(edges: Uint32Array): Promise<HitMark[]> {
    return call('breakpoints.marks', { edges });
  }

  /** What was done between neighbouring moments. */
  function density(edges: Uint32Array): Promise<Density> {
    return call('timeline.density', { edges });
  }

  /** Which frames were touched between neighbouring moments, in at most `rows` rows. */
  function touched(edges: Uint32Array, rows: number): Promise<TouchedPicture> {
    return call('timeline.touched', { edges, rows });
  }

  /** The hits of every breakpoint round a moment. */
  function breakpointHits(moment: number): Promise<HitsAround[]> {
    return call('breakpoints.around', { moment });
  }

  /** What watch expressions are at a moment, and what they were at an earlier one. */
  function evaluate(expressions: string[], moment: number, earlier: number | null): Promise<WatchValue[]> {
    return call('watch.evaluate', { expressions, moment, earlier });
  }

  /** How two moments differ, in numbers. */
  function comparison(from: number, to: number): Promise<Comparison> {
    return call('compare.summary', { from, to });
  }

  /** Differences of a kind between two moments, from the `first` on. */
  function differences(
    pair: { readonly from: number; readonly to: number; readonly kind: DifferenceKind },
    first: number,
    count: number,
  ): Promise<Difference[]> {
    return call('compare.rows', { ...pair, first, count });
  }

  /** What the names in the source of a frame of the call stack stand for. */
  function sourceValues(moment: number, stackFrame: number): Promise<SourceValue[]> {
    return call('source.values', { moment, stackFrame });
  }

  function resolve(text: string, moment: number): Promise<GotoTarget[]> {
    return call('goto.resolve', { text, moment });
  }

  function where(moment: number): Promise<Where> {
    return call('time.where', { moment });
  }

  return {
    pages,
    ranges,
    counterpart,
    walk,
    inspectMoment,
    inspectByte,
    historyOf,
    writers,
    spans,
    ops,
    log,
    hitMarks,
    density,
    touched,
    breakpointHits,
    evaluate,
    comparison,
    differences,
    sourceValues,
    resolve,
    where,
    ...memoryQuestions(),
    ...tableQuestions(),
    ...kernelQuestions(),
  };
});
