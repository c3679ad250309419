import { hex, pageOfVirt, parseAddress, virtOfPage } from '../../../shared/address';
import type { MomentAnchor } from '../../../shared/notes';
import type { SpanKind } from '../../../shared/trace-types';
import { partitionPoint } from '../../../shared/partition-point';
import { WordColumn } from '../base/column';
import { SPAN, spanKind } from '../trace/codes';
import { PAGE_STEPS, spanTitle } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { stageOfOp, stepSpanOfOp } from '../trace/timeline';

/** Moments as they are found again in another load: by the step that they belong to. */
export class Anchors {
  /** The steps of a kind in a stage, ascending by what they are about; made when the first anchor asks for them. */
  private readonly steps = new Map<string, Uint32Array>();

  constructor(private readonly view: LoadView) {}

  /** What is kept of a moment. */
  of(moment: number): MomentAnchor {
    const { trace } = this.view;
    const { opCount, spans, stages } = trace;
    if (moment === 0) return { moment, opCount, step: null };
    const span = stepSpanOfOp(trace, moment - 1);
    const stage = stages[stageOfOp(trace, moment - 1)] as number;
    const kind = spanKind(spans.kind[span] as number);
    return {
      moment,
      opCount,
      step: {
        stage: spanTitle(this.view, stage).label,
        kind,
        subject: this.subjectText(kind, span),
        op: moment - (spans.firstOp[span] as number),
      },
    };
  }

  /** The moments of this load that anchors stand for; `null` where it has no such step. */
  find(anchors: readonly MomentAnchor[]): (number | null)[] {
    const stages = new Map<string, number[]>();
    for (const stage of this.view.trace.stages) {
      const title = spanTitle(this.view, stage).label;
      const alike = stages.get(title);
      if (alike === undefined) stages.set(title, [stage]);
      else alike.push(stage);
    }
    return anchors.map((anchor) => this.findOne(anchor, stages));
  }

  private findOne(anchor: MomentAnchor, stages: ReadonlyMap<string, readonly number[]>): number | null {
    const { moment, opCount, step } = anchor;
    const { trace } = this.view;
    if (step === null) return 0;
    if (opCount === trace.opCount && moment <= opCount && this.isAt(moment, step)) return moment;
    const subject = this.subjectOf(step.kind, step.subject);
    if (subject === null) return null;
    // Of stages with the same title the one that is nearest to where it was.
    let nearest: number | null = null;
    for (const stage of stages.get(step.stage) ?? []) {
      const span = this.findStep(stage, step.kind, subject);
      if (span === null) continue;
      const first = trace.spans.firstOp[span] as number;
      // A step that does less than it did: its last op.
      const found = Math.min(first + Math.max(1, step.op), trace.spans.endOp(span));
      if (nearest === null || Math.abs(found - moment) < Math.abs(nearest - moment)) nearest = found;
    }
    return nearest;
  }

  /** Whether a moment belongs to a step, at the same op of it: two kernels may need as many ops for other things. */
  private isAt(moment: number, step: NonNullable<MomentAnchor['step']>): boolean {
    const here = this.of(moment).step;
    return (
      here !== null &&
      here.kind === step.kind &&
      here.op === step.op &&
      here.subject === step.subject &&
      here.stage === step.stage
    );
  }

  private findStep(stage: number, kind: SpanKind, subject: number): number | null {
    const key = `${stage} ${kind}`;
    let steps = this.steps.get(key);
    if (steps === undefined) {
      steps = this.stepsOf(stage, kind);
      this.steps.set(key, steps);
    }
    const list = steps;
    const place = partitionPoint(list.length, (i) => this.subject(kind, list[i] as number) < subject);
    const found = list[place];
    return found !== undefined && this.subject(kind, found) === subject ? found : null;
  }

  private stepsOf(stage: number, kind: SpanKind): Uint32Array {
    const { spans, stages } = this.view.trace;
    const code = SPAN[kind];
    const end = stages[stages.indexOf(stage) + 1] ?? spans.length;
    const column = new WordColumn();
    let last = -1;
    let ascending = true;
    for (let span = stage + 1; span < end; span++) {
      if (spans.kind[span] !== code || spans.parent[span] !== stage) continue;
      const subject = this.subject(kind, span);
      ascending &&= subject >= last;
      last = subject;
      column.push(span);
    }
    const found = column.frozen();
    // Nearly always they come in order: only the clean-up may go through segments that lie the other way about.
    return ascending ? found : found.sort((a, b) => this.subject(kind, a) - this.subject(kind, b));
  }

  /** What a step is about, as a number: a page, or the index of a relocation or a header. */
  private subject(kind: SpanKind, span: number): number {
    return PAGE_STEPS.has(kind)
      ? this.view.owners.pageOf(span)
      : (this.view.trace.spans.subject[span] as number);
  }

  /** The same as a text that holds in a load to another place too: pages as addresses of the file. */
  private subjectText(kind: SpanKind, span: number): string {
    const subject = this.subject(kind, span);
    if (!PAGE_STEPS.has(kind)) return String(subject);
    return hex(BigInt.asUintN(64, virtOfPage(subject) - this.view.offset));
  }

  private subjectOf(kind: SpanKind, text: string): number | null {
    if (!PAGE_STEPS.has(kind)) return /^\d{1,10}$/.test(text) ? Number(text) : null;
    const address = parseAddress(text);
    return address === null ? null : pageOfVirt(address + this.view.offset);
  }
}
