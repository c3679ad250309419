import type { LoaderVersion } from '../../../../../shared/machine';
import type { ProblemDetail, ProblemRule } from '../../../../../shared/problem-types';
import type { SpanKind } from '../../../../../shared/trace-types';
import type { LinkTarget } from '../../../../../shared/view-types';
import { OP, spanKind } from '../../../trace/codes';
import { count, relocatedValue } from '../../../trace/describe-span';
import type { LoadView } from '../../../trace/load-view';
import type { Header, KernelFacts, Place } from '../kernel-facts';

/** Where a load ended: what it was working on. */
export interface Failure {
  readonly kernel: KernelFacts;
  readonly view: LoadView;
  readonly message: string;
  readonly stage: SpanKind;
  /** The header that the stage is about; `null` for none. */
  readonly header: Header | null;
  readonly step: SpanKind;
  /** The step's span. */
  readonly span: number;
  /** 1-based number of the step. */
  readonly stepNumber: number;
  /** The page that the step is about; `null` for none. */
  readonly page: number | null;
  /** The relocation that was read or applied; `null` for none. */
  readonly relocation: number | null;
  /** Whether the step has taken a frame. */
  readonly allocated: boolean;
}

/** How a text ends a load: as upstream's `Err`, as a panic, or as our own end of what upstream leaves undefined. */
export type FailureEnd = 'err' | 'panic' | 'stopped';

/** What is said of a failure. */
export interface Explanation {
  /** The rule that looks for this beforehand, where there is one. */
  readonly rule?: ProblemRule;
  readonly title: string;
  readonly what: readonly string[];
  readonly facts?: ProblemDetail['facts'];
  readonly claimants?: ProblemDetail['claimants'];
  readonly mends: ProblemDetail['mends'];
  readonly picture?: ProblemDetail['picture'];
  /** What is called between the loader's last function and its error, e.g. `PageAlreadyMapped`. */
  readonly cause?: string;
  readonly place?: string;
  readonly link?: LinkTarget | null;
  readonly file?: Place | null;
}

/** Upstream's file, with the line for each release where they differ. */
export type SourceLine = string | Readonly<Record<LoaderVersion, string>>;

/** One of upstream's texts (or of our own), and what it means. */
export interface FailureText {
  /** The whole text, or what it matches. */
  readonly text: string | RegExp;
  /** Stages and steps in which this is what it means; all where absent. */
  readonly stages?: readonly SpanKind[];
  readonly steps?: readonly SpanKind[];
  /** Whether this is what it means here; always where absent. */
  readonly when?: (failure: Failure) => boolean;
  readonly end: FailureEnd;
  readonly source: SourceLine;
  readonly explain: (failure: Failure, match: RegExpExecArray | null) => Explanation;
}

/** A line of `load_kernel.rs` in 0.11.8 and in 0.11.17. */
export function loadKernelLine(old: number, recent: number): SourceLine {
  return { '0.11.8': `load_kernel.rs:${old}`, '0.11.17': `load_kernel.rs:${recent}` };
}

/** Where a failed load ended. */
export function failureOf(kernel: KernelFacts): Failure {
  const { view } = kernel;
  const { steps, spans, stages } = view.trace;
  const span = steps.span(steps.length - 1);
  const stageSpan = stages[stages.length - 1] as number;
  const stage = spanKind(spans.kind[stageSpan] as number);
  const step = spanKind(spans.kind[span] as number);
  const subject = spans.subject[stageSpan] as number;
  const paged = step === 'mapPage' || step === 'bssEdge' || step === 'bssPage';
  return {
    kernel,
    view,
    message: view.message ?? '',
    stage,
    header: kernel.headers.find(({ header }) => header.index === subject) ?? null,
    step,
    span,
    stepNumber: steps.length,
    page: paged ? view.owners.pageOf(span) : null,
    relocation: stage === 'dynamic' ? relocationOf(view, span, step) : null,
    allocated: hasAllocated(view, span),
  };
}

/** An entry is read before its own step begins: a step that is whole means that the next one could not be read. */
function relocationOf(view: LoadView, span: number, step: SpanKind): number {
  if (step !== 'relocation') return 0;
  const index = view.trace.spans.subject[span] as number;
  return relocatedValue(view, span) === null ? index : index + 1;
}

function hasAllocated({ trace }: LoadView, span: number): boolean {
  const { spans, ops } = trace;
  for (let op = spans.firstOp[span] as number; op < spans.endOp(span); op++) {
    if (ops.kind[op] === OP.frameAllocated) return true;
  }
  return false;
}

/** `step 4`. */
export function stepText({ stepNumber }: Failure): string {
  return `step ${count(stepNumber)}`;
}

/** To the moment at which the load ended. */
export function failureLink({ view }: Failure): LinkTarget {
  return { type: 'moment', moment: view.trace.opCount };
}
