import { defineStore } from 'pinia';
import type {
  EntryRow,
  GotoTarget,
  HistoryRow,
  Inspection,
  LogRow,
  MemorySpace,
  OpRow,
  PageRange,
  PageView,
  SourceFile,
  SpanRow,
  Walk,
} from '../../shared/view-types';
import { call } from '../api/client';

/** Which table `children` lists; `table` is `null` for the root. */
export interface TableRef {
  readonly table: number | null;
  readonly level: number;
  readonly virt: string;
  readonly merge: boolean;
}

/**
 * Every stateless question to the engine, one action each. Nothing is kept here: a panel asks through `useQuery`,
 * which holds the answer for as long as the panel shows it.
 */
export const useEngineStore = defineStore('engine', () => {
  function pages(space: MemorySpace, first: number, count: number, moment: number): Promise<PageView[]> {
    return call('memory.pages', { space, first, count, moment });
  }

  function ranges(space: MemorySpace, moment: number): Promise<PageRange[]> {
    return call('memory.ranges', { space, moment });
  }

  function tableEntries(ref: TableRef, moment: number): Promise<EntryRow[]> {
    return call('pageTable.children', { ...ref, moment });
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
  ): Promise<{ inspection: Inspection; history: HistoryRow[] }> {
    return call('inspect.byte', { space, page, offset, moment });
  }

  /** Child spans of a span, from the `first` on. */
  function spans(parent: number, first: number, count: number): Promise<SpanRow[]> {
    return call('trace.spans', { parent, first, count });
  }

  /** Ops by the moments after them, from `firstMoment` on. */
  function ops(firstMoment: number, count: number): Promise<OpRow[]> {
    return call('trace.ops', { firstMoment, count });
  }

  /** Lines that the real loader would log, from the `first` on. */
  function log(first: number, count: number): Promise<LogRow[]> {
    return call('trace.log', { first, count });
  }

  function sourceFiles(): Promise<SourceFile[]> {
    return call('source.files');
  }

  function resolve(text: string, moment: number): Promise<GotoTarget[]> {
    return call('goto.resolve', { text, moment });
  }

  return {
    pages,
    ranges,
    tableEntries,
    walk,
    inspectMoment,
    inspectByte,
    spans,
    ops,
    log,
    sourceFiles,
    resolve,
  };
});
