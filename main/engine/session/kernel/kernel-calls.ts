import type { EngineCalls } from '../../../../shared/contract';
import type { KernelCalls } from '../../../../shared/kernel-calls';
import type { Workbench } from '../workbench';
import { dynamicRows } from './dynamic-table';
import { headerRows } from './header-rows';
import { kernelFile, type KernelFile } from './kernel-file';
import { kernelPicture } from './kernel-picture';
import { kernelSummary } from './kernel-summary';
import { noteRows } from './note-rows';
import { relocationRow } from './relocation-rows';
import { rowOf } from './row-of';
import { runtimeView } from './runtime-view';
import { sectionRows } from './section-rows';
import { segmentRows } from './segment-rows';
import { symbolRow } from './symbol-rows';

/** Most rows that one call answers with. */
const MOST_ROWS = 1000;

/** The kernel file as tables. */
export function kernelCalls(
  bench: Workbench,
): Pick<EngineCalls, Extract<keyof KernelCalls, `kernel.${string}`>> {
  const of = (source: number | undefined): KernelFile => kernelFile(bench, source);
  return {
    'kernel.summary': ({ source }) => kernelSummary(of(source)),
    'kernel.header': ({ source }) => headerRows(of(source)),
    'kernel.segments': ({ source, first, count }) =>
      segmentRows(of(source), first, Math.min(count, MOST_ROWS)),
    'kernel.sections': ({ source, first, count, sort, descending }) =>
      sectionRows(of(source), first, Math.min(count, MOST_ROWS), sort, descending),
    'kernel.dynamic': ({ source, first, count }) =>
      dynamicRows(of(source), first, Math.min(count, MOST_ROWS)),
    'kernel.notes': ({ source, first, count }) => noteRows(of(source), first, Math.min(count, MOST_ROWS)),
    'kernel.findSymbols': ({ source, query }) => {
      const { queries, names } = of(source);
      const pending = queries.prepare(query);
      const { ids, types } = queries.find(query);
      return { total: ids.length, types, pending, unsearched: names.unsearched };
    },
    'kernel.symbols': ({ source, query, first, count }) => {
      const kernel = of(source);
      const { ids } = kernel.queries.find(query);
      return some(ids, first, count, query.descending).map((id) => symbolRow(kernel, id));
    },
    'kernel.findRelocations': ({ source, query }) => {
      const { relocationQueries, relocations } = of(source);
      const pending = relocationQueries.prepare(query);
      return { total: relocationQueries.find(query).length, all: relocations.count, pending };
    },
    'kernel.relocations': ({ source, query, moment, first, count }) => {
      const kernel = of(source);
      const at = kernel.checked(moment);
      const rows = some(kernel.relocationQueries.find(query), first, count, query.descending);
      return rows.map((row) => relocationRow(kernel, row, at));
    },
    'kernel.rowOf': ({ source, list, at }) => rowOf(of(source), list, at),
    'kernel.runtime': ({ source }) => runtimeView(of(source)),
    'kernel.picture': ({ source, moment }) => {
      const kernel = of(source);
      return kernelPicture(kernel, kernel.checked(moment));
    },
  };
}

/** Some of the rows that were found, in the order that was asked for. */
function some(rows: Uint32Array, first: number, count: number, descending: boolean): number[] {
  const to = Math.min(rows.length, first + Math.min(count, MOST_ROWS));
  const found: number[] = [];
  for (let i = first; i < to; i++) found.push(rows[descending ? rows.length - 1 - i : i] as number);
  return found;
}
