import type { Value } from '../../../../shared/expression/evaluate';
import type { Expression, FieldInfo } from '../../../../shared/expression/types';
import { WATCH_ENVIRONMENT } from '../../../../shared/expression/watch-environment';
import { Batch, Numbers, Scratch } from '../../query/batch';
import { Compiler } from '../../query/compile';
import { nameOfCode } from '../../query/name-fields';
import type { LoadView } from '../../trace/load-view';

/** Reads a field of the op that a batch holds. */
type ReadField = (batch: Batch) => Value;

const FIRST = Uint32Array.of(0);

/** The fields of the step that a watch can name, one value at a time. */
export class StepFields {
  private readonly readers = new Map<string, ReadField>();
  private compiler: Compiler | null = null;

  constructor(private readonly view: LoadView) {}

  /** The fields at a moment; at moment 0, where nothing was done, there is none. */
  at(moment: number): (name: string) => Value {
    const batch = new Batch(this.view.trace, 1);
    if (moment > 0) batch.takeMoments(Uint32Array.of(moment), 0, 1);
    return (name) => (moment === 0 ? null : (this.reader(name)?.(batch) ?? null));
  }

  private reader(name: string): ReadField | null {
    const known = this.readers.get(name);
    if (known !== undefined) return known;
    const field = WATCH_ENVIRONMENT.fields.find((each) => each.name === name);
    if (field === undefined) return null;
    this.compiler ??= new Compiler(this.view, new Scratch(1));
    const made = readerOf(this.compiler, field);
    this.readers.set(name, made);
    return made;
  }
}

function readerOf(compiler: Compiler, { name, type }: FieldInfo): ReadField {
  const expression: Expression = { node: 'field', name, type, at: 0, length: name.length };
  switch (type.kind) {
    case 'number': {
      const { fill } = compiler.column(expression);
      return (batch) => {
        const out = new Numbers(1);
        fill(batch, FIRST, 1, out);
        if (out.there[0] === 0) return null;
        return (BigInt(out.high[0] as number) << 32n) | BigInt(out.low[0] as number);
      };
    }
    case 'boolean': {
      const filter = compiler.filter(expression);
      return (batch) => filter.keep(batch, FIRST, 1, new Uint32Array(1)) === 1;
    }
    case 'name': {
      const fill = compiler.codes(expression);
      return (batch) => {
        const out = new Uint32Array(1);
        fill(batch, FIRST, 1, out);
        return nameOfCode(type.set, out[0] as number);
      };
    }
    case 'text':
    case 'bytes': {
      const text = compiler.text(expression);
      return (batch) => text.read(batch.ops[0] as number, batch.steps[0] as number);
    }
  }
}
