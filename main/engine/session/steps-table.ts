import { hex, PAGE_SIZE, pageOfVirt, virtOfPage } from '../../../shared/address';
import type { ExpressionProblem } from '../../../shared/breakpoint';
import type { FilteredSteps, StepRow } from '../../../shared/debugger-types';
import { parseCondition } from '../../../shared/expression/parse';
import { STEP_ENVIRONMENT } from '../../../shared/expression/step-environment';
import type { SpanKind } from '../../../shared/trace-types';
import { partitionPoint } from '../../../shared/partition-point';
import { frameOf } from '../paging/page-table';
import { QueryIndex } from '../query/query-index';
import { StepQuery } from '../query/step-query';
import {
  describeSpan,
  PAGE_STEPS,
  relocatedValue,
  relocationOffset,
  spanTitle,
} from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { stepAt } from '../trace/timeline';

/** Filters whose steps are kept: the ones that the window shows, and some that were typed before. */
const KEPT_FILTERS = 4;

/** The steps that a filter lets through. */
interface Filtered {
  /** Places among the steps, ascending; `null` for all. */
  readonly steps: Uint32Array | null;
  readonly problem: ExpressionProblem | null;
}

const ALL: Filtered = { steps: null, problem: null };

/**
 * The steps of a load as a table. A filter lets a step through if it is true of any of its ops; the empty one lets all
 * through.
 */
export class StepsTable {
  /** The filters that were asked for last, latest last. */
  private readonly kept = new Map<string, Filtered>();

  constructor(private readonly view: LoadView) {}

  /** How many steps a filter lets through, or where it is wrong: then none. */
  filter(filter: string): FilteredSteps {
    const filtered = this.filtered(filter);
    return { total: this.total(filtered), problem: filtered.problem };
  }

  /** Some of the steps that a filter lets through, from the `first` of them on. */
  rows(filter: string, first: number, count: number): StepRow[] {
    const filtered = this.filtered(filter);
    const end = Math.min(first + count, this.total(filtered));
    const rows: StepRow[] = [];
    for (let row = first; row < end; row++) rows.push(stepRow(this.view, filtered.steps?.[row] ?? row));
    return rows;
  }

  /** Place, among the steps that a filter lets through, of the last one that has begun at a moment; -1: none. */
  indexAt(filter: string, moment: number): number {
    const { steps } = this.filtered(filter);
    const step = stepAt(this.view.trace, moment) - 1;
    if (steps === null) return step;
    return partitionPoint(steps.length, (row) => (steps[row] as number) <= step) - 1;
  }

  private total({ steps }: Filtered): number {
    return steps === null ? this.view.trace.steps.length : steps.length;
  }

  private filtered(filter: string): Filtered {
    const text = filter.trim();
    if (text === '') return ALL;
    const known = this.kept.get(filter);
    const found = known ?? this.find(filter);
    this.kept.delete(filter);
    this.kept.set(filter, found);
    if (this.kept.size > KEPT_FILTERS) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    }
    return found;
  }

  private find(filter: string): Filtered {
    const parsed = parseCondition(filter, STEP_ENVIRONMENT);
    if (!parsed.ok) return { steps: new Uint32Array(0), problem: parsed.problem };
    return { steps: StepQuery.compile(this.view, parsed.expression).selectSteps(), problem: null };
  }
}

/** One step in words. */
function stepRow(view: LoadView, index: number): StepRow {
  const { trace } = view;
  const { spans } = trace;
  const span = trace.steps.span(index);
  const { label, kind, provenance, firstMoment, lastMoment, failed } = describeSpan(view, span, 0);
  const stage = spans.parent[span] as number;
  const address = addressOf(view, span, kind);
  return {
    step: index + 1,
    span,
    firstMoment,
    lastMoment,
    kind,
    stage: spanTitle(view, stage).label,
    segment: segmentOf(view, stage, address),
    address: address === null ? '' : hex(address),
    label,
    detail: detailOf(view, span, kind),
    provenance,
    failure: failed ? (view.message ?? '') : '',
  };
}

/** The virtual address that a step is about; `null` for none. */
function addressOf(view: LoadView, step: number, kind: SpanKind): bigint | null {
  if (PAGE_STEPS.has(kind)) return virtOfPage(view.owners.pageOf(step));
  if (kind === 'entryPoint') return view.entryPoint;
  return kind === 'relocation' ? BigInt.asUintN(64, relocationOffset(view, step) + view.offset) : null;
}

/** What a step did, beyond its label. */
function detailOf(view: LoadView, step: number, kind: SpanKind): string {
  if (kind === 'mapPage' || kind === 'bssPage') {
    const op = view.owners.leafWrite(step);
    if (op === null) return '';
    const { low, high } = view.trace.ops;
    return `→ ${hex(frameOf(low[op] as number, high[op] as number) * PAGE_SIZE)}`;
  }
  if (kind !== 'relocation') return '';
  const value = relocatedValue(view, step);
  return value === null ? '' : (view.symbolAt(value) ?? '');
}

/** `LOAD 2`: the segment whose stage it is, else the one that holds an address; empty for none. */
function segmentOf(view: LoadView, stage: number, address: bigint | null): string {
  const { segments } = QueryIndex.of(view);
  const page = address === null ? null : pageOfVirt(address);
  const number = segments.ofStage(stage) || (page === null ? 0 : segments.ofPage(page));
  return number === 0 ? '' : `LOAD ${number}`;
}
