import { hex, PAGE_SIZE } from '../../../shared/address';
import type { LoadSummary, StageSummary } from '../../../shared/load-types';
import { physicalSize, type Machine } from '../../../shared/machine';
import { describeSpan } from '../trace/describe-span';
import { spanKind } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import { plannedStages } from '../trace/stages';
import { explainFailure } from './explain-failure';
import type { FinishedLoad } from './run-load';

/** The loader whose rules the engine follows. */
export const LOADER_VERSION = '0.11.8';

const STAGE_PROVENANCE = { tls: 'free', plan: 'free' } as const;

/** What {@link summarise} needs besides the view. */
export interface SummaryFacts {
  readonly load: FinishedLoad;
  readonly machine: Machine;
  readonly warnings: readonly string[];
  readonly touchedFrames: number;
  readonly loadMilliseconds: number;
}

/** A finished load in short. */
export function summarise(view: LoadView, facts: SummaryFacts): LoadSummary {
  const { load, machine } = facts;
  const { result, trace } = load;
  return {
    status: result.status,
    message: result.message,
    explanation: result.status === 'ok' ? null : explainFailure(view),
    fileSize: view.elf.length,
    virtualAddressOffset: result.virtualAddressOffset === null ? null : trace.offset.toString(),
    entryPoint: result.entryPoint === null ? null : hex(result.entryPoint),
    tls:
      result.tls === null
        ? null
        : {
            startAddr: hex(result.tls.startAddr),
            fileSize: hex(result.tls.fileSize),
            memSize: hex(result.tls.memSize),
          },
    opCount: trace.opCount,
    stepCount: trace.steps.length,
    framesAllocated: load.framesAllocated,
    pagesMapped: countMappedPages(view),
    stages: stageSummaries(view),
    warnings: facts.warnings,
    kernelAddress: hex(machine.kernelAddress),
    kernelFrames: view.endFileFrame - view.firstFileFrame,
    rootTable: hex(load.rootFrame * PAGE_SIZE),
    physicalSize: hex(physicalSize(machine)),
    loader: LOADER_VERSION,
    machine: machineWords(machine),
    touchedBytes: facts.touchedFrames * PAGE_SIZE,
    loadMilliseconds: facts.loadMilliseconds,
  };
}

/** Used entries of all level 1 tables at the end. */
function countMappedPages(view: LoadView): number {
  let pages = 0;
  for (const [table, { level }] of view.tables.tables()) {
    if (level === 1) pages += view.tables.usedEntries(table, view.trace.opCount);
  }
  return pages;
}

/** The stages that were reached, and those that would have followed. */
function stageSummaries(view: LoadView): StageSummary[] {
  const { stages, spans, opCount } = view.trace;
  const reached = stages.map((span, position): StageSummary => {
    const row = describeSpan(view, span, 0);
    const failed = view.message !== null && position === stages.length - 1;
    return {
      span,
      kind: row.kind,
      title: row.label,
      detail: row.detail,
      provenance: row.kind === 'tls' || row.kind === 'plan' ? STAGE_PROVENANCE[row.kind] : row.provenance,
      firstMoment: row.firstMoment,
      lastMoment: row.lastMoment,
      status: failed ? 'failed' : 'done',
    };
  });
  if (view.message === null || view.elfFile === null) return reached;
  const done = new Set(
    stages.map((span) => stageKey(spanKind(spans.kind[span] as number), spans.subject[span] as number)),
  );
  const open = plannedStages(view.elfFile).filter(
    ({ kind, header }) => !done.has(stageKey(kind, header >>> 0)),
  );
  return [
    ...reached,
    ...open.map(({ kind, title }): StageSummary => ({
      span: -1,
      kind,
      title,
      detail: 'not reached',
      provenance: 'free',
      firstMoment: opCount,
      lastMoment: opCount,
      status: 'unreached',
    })),
  ];
}

function stageKey(kind: string, header: number): string {
  return `${kind} ${header}`;
}

/** `BIOS, 4 GiB`: build mode and usable memory. */
function machineWords(machine: Machine): string {
  const usable = machine.memoryMap
    .filter((region) => region.kind === 'usable')
    .reduce((sum, region) => sum + region.length, 0);
  const gib = usable / 2 ** 30;
  const size = gib >= 1 ? `${Number(gib.toFixed(1))} GiB` : `${Math.round(usable / 2 ** 20)} MiB`;
  return `${machine.overflowChecks ? 'BIOS' : 'UEFI'}, ${size}`;
}
