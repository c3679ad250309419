import type { CallFrame } from '../../../shared/view-types';
import { OP, SPAN } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import { TableLevels } from '../trace/table-levels';
import { FoundMoments, NO_MOMENTS } from './breakpoints/moment-list';
import { callStack, movedInPage } from './source/call-stack';
import type { LoaderSource } from './source/loader-source';

const ENTRY_WRITTEN = OP.entryWritten;
const FRAME_ALLOCATED = OP.frameAllocated;
const FRAME_ZEROED = OP.frameZeroed;
const RELOCATION = SPAN.relocation;

/** Keys of classes: stage, step and innermost span by kind, then what an op is besides. */
const KEYS_PER_SPANS = 128;
const KINDS = 32;
const STAGES = 8;

/** How often a statement runs, or a function is called: what makes two ops parts of the same run. */
const SCOPE = { none: 0, load: 1, stage: 2, step: 3, table: 4, op: 5 } as const;
type Scope = (typeof SCOPE)[keyof typeof SCOPE];

/** Functions that run once a load, or once a stage; `createNextTable` several times a step, all others once. */
const SCOPES: Readonly<Record<string, Scope>> = {
  loadKernel: SCOPE.load,
  'Loader.new': SCOPE.load,
  loadSegments: SCOPE.load,
  entryPoint: SCOPE.load,
  handleLoadSegment: SCOPE.stage,
  handleBssSection: SCOPE.stage,
  handleTlsSegment: SCOPE.stage,
  handleDynamicSegment: SCOPE.stage,
  handleRelroSegment: SCOPE.stage,
  removeCopiedFlags: SCOPE.stage,
  createNextTable: SCOPE.table,
};

/**
 * Which ops were done while a line of the loader's source, or a function of it, was on the call stack.
 *
 * An op's stack follows from a few properties of it, so the stack is worked out once for each combination and
 * the ops are sorted into these classes.
 */
export class LineIndex {
  private readonly classOf: Uint16Array;
  /** The call stacks, innermost first, as far as they are alike in a class. */
  private readonly stacks: (readonly CallFrame[])[] = [];

  constructor(
    private readonly view: LoadView,
    private readonly source: LoaderSource,
  ) {
    this.classOf = this.classify();
  }

  /** Lines of a file at which the trace stops somewhere, ascending. */
  stops(file: string): number[] {
    const lines = new Set<number>();
    for (const stack of this.stacks) {
      for (const frame of stack) if (frame.file === file) lines.add(frame.line);
    }
    return [...lines].sort((a, b) => a - b);
  }

  /**
   * Moments at which the load arrives at a line, ascending: the first op of each time that its statement runs, not the
   * ops that the functions which it calls go on to do.
   */
  moments(file: string, line: number): Uint32Array {
    return this.firstOps((stack) => {
      const at = stack.findIndex((frame) => frame.file === file && frame.line === line);
      if (at < 0) return SCOPE.none;
      // A statement runs as often as what it calls; the innermost one does one op.
      const callee = stack[at - 1];
      return callee === undefined ? SCOPE.op : scopeOf(callee);
    });
  }

  /** Moments of the first op of each call of a function, by our name or upstream's. */
  calls(name: string): Uint32Array {
    const wanted = name.trim().replace(/\(\)$/, '');
    return this.firstOps((stack) => {
      // A function may go on in another of the same upstream name: the outer one, which is the last, is the call.
      const frame = stack.filter((one) => isCalled(one, wanted)).pop();
      return frame === undefined ? SCOPE.none : scopeOf(frame);
    });
  }

  /** The first op of each run of what `scopeIn` finds in the stacks. */
  private firstOps(scopeIn: (stack: readonly CallFrame[]) => Scope): Uint32Array {
    const scopes = Uint8Array.from(this.stacks, scopeIn);
    if (scopes.every((scope) => scope === SCOPE.none)) return NO_MOMENTS;
    const { classOf } = this;
    const { trace } = this.view;
    const { span } = trace.ops;
    const { parent } = trace.spans;
    const found = new FoundMoments(trace.opCount);
    let lastKey = -1;
    let op = 0;
    for (const stage of trace.stages) {
      const end = trace.spans.endOp(stage);
      for (; op < end; op++) {
        const scope = scopes[classOf[op] as number];
        if (scope === SCOPE.none || scope === SCOPE.op) {
          lastKey = -1;
          if (scope === SCOPE.op) found.add(op + 1);
          continue;
        }
        let key = 0;
        if (scope === SCOPE.stage) key = stage;
        else if (scope !== SCOPE.load) {
          key = span[op] as number;
          while (parent[key] !== stage) key = parent[key] as number;
        }
        if (key !== lastKey || (scope === SCOPE.table && this.beginsTable(op))) found.add(op + 1);
        lastKey = key;
      }
    }
    return found.list();
  }

  /** Whether an op of `createNextTable` is the first of its call: it allocates a table, or gives an old one flags. */
  private beginsTable(op: number): boolean {
    const { kind, span } = this.view.trace.ops;
    if (kind[op] === FRAME_ALLOCATED) return true;
    const follows = span[op - 1] === span[op] && kind[op - 1] === FRAME_ALLOCATED;
    return kind[op] === ENTRY_WRITTEN && !follows;
  }

  /** Sorts all ops into classes of what a call stack depends on. */
  private classify(): Uint16Array {
    const { view } = this;
    const { ops, spans, stages } = view.trace;
    const { kind: kinds, span: spanOf, frame, low, high } = ops;
    const { kind: spanKinds, parent, low: spanLow } = spans;
    const levels = new TableLevels(view.image.index, view.tables);
    const moved = movedInPage(view);
    const classOf = new Uint16Array(ops.length);
    /** By key, 1 + the class. */
    const known = new Uint16Array(STAGES * KINDS * KINDS * KEYS_PER_SPANS);
    let lastSpan = -1;
    let spansKey = 0;
    let op = 0;
    for (const stage of stages) {
      const stageKey = (spanKinds[stage] as number) * KINDS;
      const end = spans.endOp(stage);
      for (; op < end; op++) {
        const inner = spanOf[op] as number;
        if (inner !== lastSpan) {
          lastSpan = inner;
          let step = inner;
          while (parent[step] !== stage) step = parent[step] as number;
          const stepKind = spanKinds[step] as number;
          const innerKind = step === inner ? stepKind : (spanKinds[inner] as number);
          // As `crossesPage` has it.
          const crosses = stepKind === RELOCATION && (((spanLow[step] as number) + moved) & 0xfff) > 0xff8;
          spansKey = ((stageKey + stepKind) * KINDS + innerKind) * KEYS_PER_SPANS + (crosses ? 1 : 0);
        }
        const kind = kinds[op] as number;
        let key = spansKey + kind * 16;
        if (kind === ENTRY_WRITTEN || kind === FRAME_ALLOCATED || kind === FRAME_ZEROED) {
          const level = levels.of(frame[op] as number);
          // Of an entry it matters whether it is a leaf; of a frame whether it is a table.
          if (level > 1 || (level === 1 && kind !== ENTRY_WRITTEN)) key += 8;
          if (kind === ENTRY_WRITTEN && ((low[op] as number) | (high[op] as number)) === 0) key += 2;
        }
        let found = known[key] as number;
        if (found === 0) {
          found = this.stacks.push(callStack(view, this.source, op));
          known[key] = found;
        }
        classOf[op] = found - 1;
      }
    }
    return classOf;
  }
}

function scopeOf(frame: CallFrame): Scope {
  return SCOPES[frame.name] ?? SCOPE.step;
}

function isCalled(frame: CallFrame, name: string): boolean {
  const { upstream } = frame;
  const short = upstream.slice(upstream.lastIndexOf(':') + 1);
  return frame.name === name || upstream === name || (short !== 'new' && name.endsWith(`::${short}`));
}
