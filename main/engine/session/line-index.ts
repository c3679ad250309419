import { OP } from '../trace/codes';
import type { LoadView } from '../trace/load-view';
import { callStack, crossesPage, movedInPage } from './call-stack';
import type { LoaderSource } from './loader-source';

/**
 * Which ops were done while a line of the loader's source was on the call stack.
 *
 * An op's stack follows from a few properties of it, so the stack is worked out once for each combination and
 * the ops are sorted into these classes.
 */
export class LineIndex {
  private readonly classOf: Uint16Array;
  private readonly classLines: (readonly string[])[] = [];
  private readonly moved: number;

  constructor(
    private readonly view: LoadView,
    source: LoaderSource,
  ) {
    const { ops } = view.trace;
    const known = new Map<number, number>();
    this.moved = movedInPage(view);
    this.classOf = new Uint16Array(ops.length);
    for (let op = 0; op < ops.length; op++) {
      const key = this.keyOf(op);
      let found = known.get(key);
      if (found === undefined) {
        found = this.classLines.length;
        known.set(key, found);
        this.classLines.push(callStack(view, source, op).map((f) => `${f.file}:${f.line}`));
      }
      this.classOf[op] = found;
    }
  }

  /** Lines of a file at which the trace stops somewhere, ascending. */
  stops(file: string): number[] {
    const lines = new Set<number>();
    for (const places of this.classLines) {
      for (const place of places) {
        const colon = place.lastIndexOf(':');
        if (place.slice(0, colon) === file) lines.add(Number(place.slice(colon + 1)));
      }
    }
    return [...lines].sort((a, b) => a - b);
  }

  /**
   * Moments at which the load arrives at a line, ascending: the first op of each call, not the ops that the
   * call goes on to do.
   */
  *moments(file: string, line: number): Generator<number, void, undefined> {
    const wanted = `${file}:${line}`;
    const matches = this.classLines.map((places) => places.includes(wanted));
    const { span } = this.view.trace.ops;
    let lastSpan = -1;
    for (let op = 0; op < this.classOf.length; op++) {
      if (matches[this.classOf[op] as number] !== true) {
        lastSpan = -1;
        continue;
      }
      const current = this.stepOf(span[op] as number);
      if (current !== lastSpan) yield op + 1;
      lastSpan = current;
    }
  }

  /** The step of a span: parts of a step belong to the same call. */
  private stepOf(span: number): number {
    const { parent } = this.view.trace.spans;
    let current = span;
    while ((parent[current] as number) !== 0 && parent[parent[current] as number] !== 0) {
      current = parent[current] as number;
    }
    return current;
  }

  /** What an op's call stack depends on, as one number. */
  private keyOf(op: number): number {
    const { ops, spans } = this.view.trace;
    const inner = ops.span[op] as number;
    const step = this.stepOf(inner);
    const kind = ops.kind[op] as number;
    const onTable = this.view.tables.place(ops.frame[op] as number);
    const level = onTable === null ? 0 : kind === OP.entryWritten ? (onTable.level > 1 ? 2 : 1) : 2;
    const cleared = kind === OP.entryWritten && ((ops.low[op] as number) | (ops.high[op] as number)) === 0;
    const stage = spans.parent[step] as number;
    return (
      ((((spans.kind[stage] as number) * 32 + (spans.kind[step] as number)) * 32 +
        (spans.kind[inner] as number)) *
        8 +
        kind) *
        8 +
      level * 2 +
      (cleared ? 1 : 0) +
      // Beyond what the others can reach.
      (crossesPage(this.view, step, this.moved) ? 2 ** 24 : 0)
    );
  }
}
