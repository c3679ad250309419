import { hex, PAGE_SIZE } from '../../../shared/address';
import type { LoadSummary, StageSummary } from '../../../shared/load-types';
import { physicalSize, type Machine } from '../../../shared/machine';
import { formatBytes } from '../../../shared/size-text';
import type { PhysicalMemory } from '../memory/physical-memory';
import { frameOf, PRESENT } from '../paging/page-table';
import { describeSpan } from '../trace/describe-span';
import { spanKind } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import { plannedStages } from '../trace/stages';
import { explainFailure } from './explain-failure';
import type { FinishedLoad } from './run-load';

const STAGE_PROVENANCE = { tls: 'free', plan: 'free' } as const;

/** What {@link summarise} needs besides the view. */
interface SummaryInput {
  readonly load: FinishedLoad;
  readonly machine: Machine;
  readonly warnings: readonly string[];
  /** As the load left it. */
  readonly memory: PhysicalMemory;
  readonly loadMilliseconds: number;
}

/** A finished load in short. */
export function summarise(view: LoadView, input: SummaryInput): LoadSummary {
  const { load, machine } = input;
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
    pagesMapped: countMappedPages(input.memory, load.rootFrame, 4),
    stages: stageSummaries(view),
    warnings: input.warnings,
    kernelAddress: hex(machine.kernelAddress),
    kernelFrames: view.endFileFrame - view.firstFileFrame,
    rootTable: hex(load.rootFrame * PAGE_SIZE),
    physicalSize: hex(physicalSize(machine)),
    loader: machine.loader,
    machine: machineWords(machine),
    touchedBytes: input.memory.touchedFrames * PAGE_SIZE,
    loadMilliseconds: input.loadMilliseconds,
  };
}

/**
 * Used entries of all level 1 tables below a table. Read from memory and not from the trace: a load that was only just
 * done is not asked for its history yet.
 */
function countMappedPages(memory: PhysicalMemory, table: number, level: number): number {
  const words = new Uint32Array(PAGE_SIZE / 4);
  memory.readFrame(table, new Uint8Array(words.buffer));
  let pages = 0;
  for (let at = 0; at < words.length; at += 2) {
    const low = words[at] as number;
    const high = words[at + 1] as number;
    if (level === 1) pages += (low | high) === 0 ? 0 : 1;
    else if ((low & PRESENT) !== 0) pages += countMappedPages(memory, frameOf(low, high), level - 1);
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
  return `${machine.overflowChecks ? 'BIOS' : 'UEFI'}, ${formatBytes(usable)}`;
}
