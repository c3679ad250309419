import { pageOfVirt } from '../../../../shared/address';
import { Arithmetic } from '../../base/u64';
import { addressRules, type AddressRules } from '../../paging/address-rules';
import { OP, SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';

const STAGES: ReadonlySet<number> = new Set([SPAN.segment, SPAN.tls, SPAN.dynamic, SPAN.relro]);

/** From the first moment of a stage to its last. */
export interface StageMoments {
  readonly first: number;
  readonly last: number;
}

/** What of the kernel file became of a load. */
export class LoadedMemory {
  private readonly stages = new Map<number, number>();
  private readonly pageCounts = new Map<number, number>();
  private readonly rules: AddressRules;

  constructor(private readonly view: LoadView) {
    const { machine } = view;
    this.rules = addressRules(machine.loader, new Arithmetic(machine.overflowChecks));
    const { stages, spans } = view.trace;
    for (const stage of stages) {
      if (STAGES.has(spans.kind[stage] as number)) this.stages.set(spans.subject[stage] as number, stage);
    }
  }

  /** The span of the stage that handled a program header; `null` where the load did not come so far. */
  stageOf(header: number): number | null {
    return this.stages.get(header) ?? null;
  }

  momentsOf(header: number): StageMoments | null {
    const stage = this.stageOf(header);
    if (stage === null) return null;
    const { spans } = this.view.trace;
    return { first: (spans.firstOp[stage] as number) + 1, last: spans.endOp(stage) };
  }

  /** Pages that the stage of a LOAD mapped. */
  pagesOf(header: number): number {
    const stage = this.stageOf(header);
    if (stage === null) return 0;
    const known = this.pageCounts.get(stage);
    if (known !== undefined) return known;
    const { view } = this;
    const { spans } = view.trace;
    let pages = 0;
    for (let span = stage + 1; span < spans.length && !this.isStage(span); span++) {
      const kind = spans.kind[span];
      const maps = kind === SPAN.mapPage || kind === SPAN.bssPage;
      if (maps && view.owners.leafWrite(span) !== null) pages++;
    }
    this.pageCounts.set(stage, pages);
    return pages;
  }

  /** The loaded address of a byte of a LOAD, as it is at the end; `null` where no page shows it. */
  addressOf(address: bigint): bigint | null {
    const { view } = this;
    if (view.owners.segmentsAt(address, address + 1n).length === 0) return null;
    // One release of the loader extends the sign of an address where the other one refuses it.
    const loaded = this.rules.virtAddrTryNew(BigInt.asUintN(64, address + view.offset));
    if (loaded === null) return null;
    const page = view.tables.translate(pageOfVirt(loaded), view.trace.opCount);
    return page === null ? null : loaded;
  }

  /** The moment right after the step of a kind about a page in a stage; `null` where there is none. */
  stepMoment(header: number, kind: number, page: number): number | null {
    const stage = this.stageOf(header);
    if (stage === null) return null;
    const { view } = this;
    const { spans, ops } = view.trace;
    for (let span = stage + 1; span < spans.length && !this.isStage(span); span++) {
      if (spans.kind[span] !== kind || view.owners.pageOf(span) !== page) continue;
      const first = spans.firstOp[span] as number;
      return ops.kind[first] === OP.mark && spans.endOp(span) === first + 1 ? null : spans.endOp(span);
    }
    return null;
  }

  private isStage(span: number): boolean {
    return this.view.trace.spans.parent[span] === 0;
  }
}
