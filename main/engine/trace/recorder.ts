import type { LogRow } from '../../../shared/view-types';
import type { SpanKind } from '../../../shared/trace-types';
import { assert } from '../base/assert';
import { WordColumn } from '../base/column';
import { LoadStopped } from '../base/errors';
import type { Probe } from '../loader/probe';
import { OP, SPAN, spanKind } from './codes';
import { NO_FRAME, NO_SPAN, OpColumns, SpanColumns, type OpTable, type SpanTable } from './tables';

/** A finished trace: tables that nobody changes any more. */
export interface Trace {
  /** How many ops there are, and so the last moment. */
  readonly opCount: number;
  readonly ops: OpTable;
  readonly spans: SpanTable;
  /** Span ids of the steps, in order; every op lies in exactly one of them. */
  readonly steps: Uint32Array;
  /** Span ids of the stages, in order. */
  readonly stages: readonly number[];
  readonly log: readonly LogRow[];
  /** What was added to the file's addresses, failed load or not; 0 where it was not chosen. */
  readonly offset: bigint;
}

/** How far a load is. */
export interface Pulse {
  readonly stage: SpanKind;
  /** Program header that the stage handles. */
  readonly header: number;
  readonly steps: number;
  readonly ops: number;
}

/** How often, in steps, a load looks whether it was cancelled and tells how far it is. */
const STEPS_BETWEEN_PULSES = 16384;

/** Most ops that a trace may have: about 1.5 GB of tables. A load that needs more is stopped. */
export const MAX_OPS = 2 ** 26;

/**
 * Writes the trace: spans from the loader's marks, ops from the recording ports.
 *
 * Every step gets at least one op, a `mark` if it changed nothing, so that each has a moment of its own; every
 * stage gets at least one step.
 */
export class Recorder implements Probe {
  private readonly ops = new OpColumns();
  private readonly spans = new SpanColumns();
  private readonly steps = new WordColumn();
  private readonly stages: number[] = [];
  private readonly lines: LogRow[] = [];
  private readonly root: number;
  private currentStage = NO_SPAN;
  private currentStep = NO_SPAN;
  private currentPart = NO_SPAN;
  /** The innermost open span: what ops belong to. */
  private current: number;
  private chosenOffset = 0n;
  private untilPulse = STEPS_BETWEEN_PULSES;

  /** @param pulse called at each stage and every few thousand steps; may throw to end the load */
  constructor(private readonly pulse: (pulse: Pulse) => void = () => undefined) {
    this.root = this.spans.push(SPAN.load, NO_SPAN, 0, 0, 0, 0);
    this.current = this.root;
  }

  stage(kind: SpanKind, header: number): void {
    this.closeStage();
    this.currentStage = this.spans.push(SPAN[kind], this.root, this.ops.length, header >>> 0, 0, 0);
    this.stages.push(this.currentStage);
    this.current = this.currentStage;
    this.givePulse();
  }

  step(kind: SpanKind, subject: number, low = 0, high = 0): void {
    if (this.currentStep !== NO_SPAN) this.closeStep();
    const code = SPAN[kind];
    const first = this.ops.length;
    // A page number has 36 bits: its upper part goes where relocations have their offset's upper half.
    const subjectHigh = code === SPAN.relocation ? high : Math.floor(subject / 2 ** 32);
    this.currentStep = this.spans.push(code, this.currentStage, first, subject >>> 0, low, subjectHigh);
    this.steps.push(this.currentStep);
    this.current = this.currentStep;
    if (--this.untilPulse === 0) this.givePulse();
  }

  part(kind: SpanKind, page: number): void {
    assert(this.currentPart === NO_SPAN, 'parts of a step do not nest');
    const high = Math.floor(page / 2 ** 32);
    this.currentPart = this.spans.push(SPAN[kind], this.current, this.ops.length, page >>> 0, 0, high);
    this.current = this.currentPart;
  }

  endPart(): void {
    this.spans.end(this.currentPart, this.ops.length);
    this.currentPart = NO_SPAN;
    this.current = this.currentStep;
  }

  offset(virtualAddressOffset: bigint): void {
    this.chosenOffset = virtualAddressOffset;
  }

  log(text: string): void {
    this.lines.push({ moment: this.ops.length + 1, text });
  }

  /** Appends an op to the innermost open span. */
  op(kind: number, frame: number, at: number, low: number, high: number): void {
    if (this.ops.length >= MAX_OPS) {
      throw new LoadStopped(
        `the load needs more than ${MAX_OPS} operations, the most that Loadscope records`,
      );
    }
    this.ops.push(kind, this.current, frame, at, low, high);
  }

  /** Records that the load failed where it is: its last op. */
  fail(): void {
    if (this.currentStage === NO_SPAN) this.stage('plan', -1);
    if (this.currentStep === NO_SPAN) {
      this.step('failure', 0);
    } else {
      this.current = this.spans.push(SPAN.failure, this.current, this.ops.length, 0, 0, 0);
    }
    this.ops.push(OP.mark, this.current, NO_FRAME, 0, 0, 0);
    this.spans.end(this.current, this.ops.length);
  }

  /** Closes everything that is open and freezes the tables. */
  finish(): Trace {
    this.closeStage();
    this.spans.end(this.root, this.ops.length);
    return {
      opCount: this.ops.length,
      ops: this.ops.frozen(),
      spans: this.spans.frozen(),
      steps: this.steps.frozen(),
      stages: this.stages,
      offset: this.chosenOffset,
      log: this.lines.map((line) => ({ ...line, moment: Math.min(line.moment, this.ops.length) })),
    };
  }

  private closeStep(): void {
    if (this.currentPart !== NO_SPAN) this.endPart();
    if (this.spans.firstOpOf(this.currentStep) === this.ops.length) {
      this.ops.push(OP.mark, this.currentStep, NO_FRAME, 0, 0, 0);
    }
    this.spans.end(this.currentStep, this.ops.length);
    this.currentStep = NO_SPAN;
    this.current = this.currentStage;
  }

  private closeStage(): void {
    if (this.currentStage === NO_SPAN) return;
    if (this.currentStep !== NO_SPAN) this.closeStep();
    if (this.spans.firstOpOf(this.currentStage) === this.ops.length) {
      this.step('check', 0);
      this.closeStep();
    }
    this.spans.end(this.currentStage, this.ops.length);
    this.currentStage = NO_SPAN;
    this.current = this.root;
  }

  private givePulse(): void {
    this.untilPulse = STEPS_BETWEEN_PULSES;
    const { kind, subject } = this.spans.about(this.currentStage);
    this.pulse({
      stage: spanKind(kind),
      header: subject,
      steps: this.steps.length,
      ops: this.ops.length,
    });
  }
}
