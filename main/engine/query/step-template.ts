import { ABSENT, formatNumber } from '../../../shared/expression/format';
import type { Template, TemplatePart } from '../../../shared/expression/template';
import type { LoadView } from '../trace/load-view';
import { Batch, Numbers, Scratch } from './batch';
import { Compiler } from './compile';
import { nameOfCode } from './name-fields';

/** Writes a piece of a text about the one op of a batch. */
type WritePart = (batch: Batch) => string;

const FIRST = Uint32Array.of(0);

/** A logpoint's text, ready to be written for any moment. */
export class StepTemplate {
  private readonly batch: Batch;
  private readonly moment = new Uint32Array(1);

  private constructor(
    view: LoadView,
    private readonly parts: readonly (string | WritePart)[],
  ) {
    this.batch = new Batch(view.trace, 1);
  }

  /** @param template of `STEP_ENVIRONMENT` */
  static compile(view: LoadView, template: Template): StepTemplate {
    const compiler = new Compiler(view, new Scratch(1));
    return new StepTemplate(
      view,
      template.parts.map((part) => (typeof part === 'string' ? part : writerOf(compiler, part))),
    );
  }

  /** The text at a moment; at moment 0, where nothing was done, no expression has a value. */
  render(moment: number): string {
    const { batch } = this;
    if (moment > 0) {
      this.moment[0] = moment;
      batch.takeMoments(this.moment, 0, 1);
    }
    return this.parts
      .map((part) => (typeof part === 'string' ? part : moment === 0 ? ABSENT : part(batch)))
      .join('');
  }
}

/** The templates of a load that were written before. */
const compiled = new WeakMap<LoadView, WeakMap<Template, StepTemplate>>();

/** The text of a template at a moment. */
export function renderTemplate(view: LoadView, template: Template, moment: number): string {
  let ofView = compiled.get(view);
  if (ofView === undefined) {
    ofView = new WeakMap();
    compiled.set(view, ofView);
  }
  let ready = ofView.get(template);
  if (ready === undefined) {
    ready = StepTemplate.compile(view, template);
    ofView.set(template, ready);
  }
  return ready.render(moment);
}

function writerOf(compiler: Compiler, { expression, format }: Exclude<TemplatePart, string>): WritePart {
  const { type } = expression;
  switch (type.kind) {
    case 'number': {
      const { fill } = compiler.column(expression);
      const out = new Numbers(1);
      return (batch) => {
        fill(batch, FIRST, 1, out);
        if (out.there[0] === 0) return ABSENT;
        const value = (BigInt(out.high[0] as number) << 32n) | BigInt(out.low[0] as number);
        return formatNumber(value, type, format);
      };
    }
    case 'boolean': {
      const filter = compiler.filter(expression);
      const kept = new Uint32Array(1);
      return (batch) => String(filter.keep(batch, FIRST, 1, kept) === 1);
    }
    case 'name': {
      const fill = compiler.codes(expression);
      const out = new Uint32Array(1);
      return (batch) => {
        fill(batch, FIRST, 1, out);
        return nameOfCode(type.set, out[0] as number);
      };
    }
    case 'text':
    case 'bytes': {
      const text = compiler.text(expression);
      return (batch) => text.read(batch.ops[0] as number, batch.steps[0] as number) || ABSENT;
    }
  }
}
