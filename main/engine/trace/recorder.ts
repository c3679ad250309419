import type { SpanKind } from '../../../shared/trace-types';
import { assert } from '../base/assert';
import { LoadStopped } from '../base/errors';
import type { Probe } from '../loader/probe';
import { OP, SPAN, spanKind } from './codes';
import type { StepList } from './step-list';
import { NO_FRAME, NO_SPAN, OpColumns, SpanColumns, type OpTable, type SpanTable } from './tables';

/** A line that the real loader would log, and the moment at which it says so. */
export interface LoggedLine {
  readonly moment: number;
  readonly text: string;
}

/** A finished trace: tables that nobody changes any more. */
export interface Trace {
  /** How many ops there are, and so the last moment. */
  readonly opCount: number;
  readonly ops: OpTable;
  readonly spans: SpanTable;
  /** The steps, in order; every op lies in exactly one of them. */
  readonly steps: StepList;
  /** Span ids of the stages, in order. */
  readonly stages: readonly number[];
  readonly log: readonly LoggedLine[];
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
const MAX_OPS = 2 ** 26;

/** Most rows that room is made for at once: 84 MiB of a table. */
const MAX_RESERVED = 2 ** 22;

const RELOCATION = SPAN.relocation;
const BYTES_WRITTEN = OP.bytesWritten;
const ENTRY_WRITTEN = OP.entryWritten;

/** No stage, step or part is open. A small negative number: the code for it is faster than for {@link NO_SPAN}. */
const NONE = -1;

/**
 * Writes the trace: spans from the loader's marks, ops from the recording ports.
 *
 * Every step gets at least one op, a `mark` if it changed nothing, so that each has a moment of its own; every
 * stage gets at least one step.
 */
export class Recorder implements Probe {
  private readonly ops = new OpColumns();
  private readonly spans = new SpanColumns();
  private readonly stages: number[] = [];
  private readonly lines: LoggedLine[] = [];
  private readonly root: number;
  private currentStage = NONE;
  private currentStep = NONE;
  private currentPart = NONE;
  /** The innermost open span: what ops belong to. */
  private current: number;
  private chosenOffset = 0n;
  private untilPulse = STEPS_BETWEEN_PULSES;

  /** @param pulse called at each stage and every few thousand steps; may throw to end the load */
  constructor(private readonly pulse: (pulse: Pulse) => void = () => undefined) {
    this.root = this.spans.pushOther(SPAN.load, NO_SPAN, 0, 0, 0, 0);
    this.current = this.root;
  }

  stage(kind: SpanKind, header: number): void {
    this.closeStage();
    this.currentStage = this.spans.pushOther(SPAN[kind], this.root, this.ops.length, header >>> 0, 0, 0);
    this.stages.push(this.currentStage);
    this.current = this.currentStage;
    this.givePulse();
  }

  /**
   * Makes room for so many rows at once, so that tables need not be copied as they grow; but never for more than
   * {@link MAX_RESERVED}, because what a file announces need not come.
   */
  reserve(spans: number, ops: number): void {
    this.spans.reserve(Math.min(spans, MAX_RESERVED));
    this.ops.reserve(Math.min(ops, MAX_RESERVED));
  }

  step(kind: SpanKind, subject: number): void {
    // A page number has 36 bits: its upper part goes where relocations have their offset's upper half.
    this.openStep(SPAN[kind], subject >>> 0, 0, Math.floor(subject / 2 ** 32));
  }

  relocation(index: number, words: Uint32Array, at: number): void {
    this.openStep(RELOCATION, index, words[at] as number, words[at + 1] as number);
  }

  get runLimit(): number {
    return Math.min(this.untilPulse - 1, MAX_OPS - this.ops.length);
  }

  pageRun(kind: SpanKind, page: number, count: number): void {
    const first = this.openRun(count);
    this.spans.pushPageRun(SPAN[kind], this.currentStage, this.ops.length, page, count);
    this.closeRun(first, count);
  }

  relocationRun(
    index: number,
    offsetLow: number,
    offsetHigh: number,
    places: Uint32Array,
    count: number,
  ): void {
    const first = this.openRun(count);
    const { spans, currentStage } = this;
    const { length } = this.ops;
    spans.pushRun(RELOCATION, currentStage, length, index, places, offsetLow, offsetHigh, count);
    this.closeRun(first, count);
  }

  part(kind: SpanKind, page: number): void {
    assert(this.currentPart === NONE, 'parts of a step do not nest');
    const high = Math.floor(page / 2 ** 32);
    this.currentPart = this.spans.pushOther(SPAN[kind], this.current, this.ops.length, page >>> 0, 0, high);
    this.current = this.currentPart;
  }

  endPart(): void {
    this.spans.end(this.currentPart, this.ops.length);
    this.currentPart = NONE;
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

  /** Appends that a frame got 8 bytes, given as two little-endian words. */
  wordWritten(frame: number, offset: number, words: Uint32Array): void {
    this.op(BYTES_WRITTEN, frame, offset + 8 * 65536, words[0] as number, words[1] as number);
  }

  /** Appends one op for each step of the run that was told last: words at `offsets` of a frame. */
  wordsWritten(frame: number, offsets: Uint32Array, words: Uint32Array, count: number): void {
    this.ops.pushWordRun(BYTES_WRITTEN, this.currentStep - count + 1, frame, offsets, words, count);
  }

  /** Appends one op for each step of the run that was told last: neighbouring entries for neighbouring frames. */
  entriesWritten(frame: number, index: number, low: number, high: number, count: number): void {
    this.ops.pushEntryRun(ENTRY_WRITTEN, this.currentStep - count + 1, frame, index, low, high, count);
  }

  /** Records that the load failed where it is: its last op. */
  fail(): void {
    if (this.currentStage === NONE) this.stage('plan', -1);
    const inStep = this.currentStep !== NONE;
    if (!inStep) {
      this.step('failure', 0);
    } else {
      this.current = this.spans.pushOther(SPAN.failure, this.current, this.ops.length, 0, 0, 0);
    }
    this.ops.push(OP.mark, this.current, NO_FRAME, 0, 0, 0);
    if (inStep) this.spans.end(this.current, this.ops.length);
  }

  /** Closes everything that is open and freezes the tables. */
  finish(): Trace {
    this.closeStage();
    this.spans.end(this.root, this.ops.length);
    const spans = this.spans.frozen(this.ops.length);
    return {
      opCount: this.ops.length,
      ops: this.ops.frozen(),
      spans,
      steps: spans.steps,
      stages: this.stages,
      offset: this.chosenOffset,
      log: this.lines.map((line) => ({ ...line, moment: Math.min(line.moment, this.ops.length) })),
    };
  }

  private openStep(code: number, subject: number, low: number, high: number): void {
    if (this.currentStep !== NONE) this.closeStep();
    this.currentStep = this.spans.pushStep(code, this.currentStage, this.ops.length, subject, low, high);
    this.current = this.currentStep;
    if (--this.untilPulse === 0) this.givePulse();
  }

  private openRun(count: number): number {
    if (this.currentStep !== NONE) this.closeStep();
    assert(count > 0 && count <= this.runLimit, 'a run fits');
    return this.spans.length;
  }

  /** The last step of a run stays open, as any step does. */
  private closeRun(first: number, count: number): void {
    this.currentStep = first + count - 1;
    this.current = this.currentStep;
    this.untilPulse -= count;
  }

  private closeStep(): void {
    if (this.currentPart !== NONE) this.endPart();
    if (this.spans.firstOpOf(this.currentStep) === this.ops.length) {
      this.ops.push(OP.mark, this.currentStep, NO_FRAME, 0, 0, 0);
    }
    this.currentStep = NONE;
    this.current = this.currentStage;
  }

  private closeStage(): void {
    if (this.currentStage === NONE) return;
    if (this.currentStep !== NONE) this.closeStep();
    if (this.spans.firstOpOf(this.currentStage) === this.ops.length) {
      this.step('check', 0);
      this.closeStep();
    }
    this.spans.end(this.currentStage, this.ops.length);
    this.currentStage = NONE;
    this.current = this.root;
  }

  private givePulse(): void {
    this.untilPulse = STEPS_BETWEEN_PULSES;
    const { kind, subject } = this.spans.about(this.currentStage);
    this.pulse({
      stage: spanKind(kind),
      header: subject,
      steps: this.spans.stepCount,
      ops: this.ops.length,
    });
  }
}
