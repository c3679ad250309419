import type { ExpressionProblem } from '../../../../shared/breakpoint';
import type { WatchValue } from '../../../../shared/debugger-types';
import { evaluate } from '../../../../shared/expression/evaluate';
import { ABSENT } from '../../../../shared/expression/format';
import { suggestion } from '../../../../shared/expression/nearest';
import { parseExpression } from '../../../../shared/expression/parse';
import type { Expression, Parsed } from '../../../../shared/expression/types';
import { WATCH_ENVIRONMENT } from '../../../../shared/expression/watch-environment';
import type { LoadView } from '../../trace/load-view';
import { parts } from './expression-parts';
import { MemoryReader } from './memory-reader';
import { StepFields } from './step-fields';
import { CallProblem, WatchResolver } from './watch-resolver';
import { addressLink, detailText, typeText, valueText } from './watch-text';

/** Expressions that are kept as read; a window has at most half as many. */
const MOST_READ = 1000;
/** Symbols that a wrong name is compared with. */
const MOST_COMPARED = 20_000;

/** Watch expressions of one load, evaluated at any moment. Keeps nothing but expressions as it has read them. */
export class Watches {
  private readonly read = new Map<string, Parsed>();

  private readonly fields: StepFields;

  constructor(private readonly view: LoadView) {
    this.fields = new StepFields(view);
  }

  /**
   * What expressions are at a moment, and what they were at an earlier one where they differ. Memory that is not there
   * is a text, a wrong expression a problem: nothing throws.
   */
  evaluate(texts: readonly string[], moment: number, earlier: number | null): WatchValue[] {
    const now = this.at(moment, true);
    const values = texts.map((text) => this.value(this.parse(text), now));
    if (earlier === null || earlier === moment) return values;
    const before = this.at(earlier, false);
    return values.map((value, i) => {
      if (value.problem !== null) return value;
      const previous = this.value(this.parse(texts[i] as string), before).text;
      return previous === value.text ? value : { ...value, previous };
    });
  }

  private at(moment: number, keepsWrites: boolean): Evaluation {
    const reader = new MemoryReader(this.view, moment, keepsWrites);
    return { moment, reader, resolver: new WatchResolver(this.view, reader, this.fields.at(moment)) };
  }

  private value(parsed: Parsed, { moment, reader, resolver }: Evaluation): WatchValue {
    if (!parsed.ok) return wrong(parsed.problem);
    const { expression } = parsed;
    reader.reset();
    try {
      const value = evaluate(expression, resolver);
      const changedAt = reader.lastWrite < 0 ? null : reader.lastWrite + 1;
      if (value === null) return absent(reader, changedAt);
      return {
        text: valueText(value, expression),
        type: typeText(expression),
        detail: detailText(this.view, value, expression, moment),
        previous: null,
        changedAt,
        problem: null,
        link: addressLink(value, expression) ?? reader.link,
      };
    } catch (error) {
      if (!(error instanceof CallProblem)) throw error;
      const call = parts(expression).find((part) => part.node === 'call' && part.name === error.call);
      const { at, length } = call ?? expression;
      return wrong({ at, length, message: error.message });
    }
  }

  private parse(text: string): Parsed {
    const known = this.read.get(text);
    if (known !== undefined) return known;
    if (this.read.size >= MOST_READ) this.read.clear();
    const parsed = this.checkSymbols(parseExpression(text, WATCH_ENVIRONMENT));
    this.read.set(text, parsed);
    return parsed;
  }

  /** A word that nothing else explains must be a symbol that the kernel has. */
  private checkSymbols(parsed: Parsed): Parsed {
    if (!parsed.ok) return parsed;
    const { symbols } = this.view;
    for (const part of parts(parsed.expression)) {
      const name = symbolName(part);
      if (name === null || symbols.named(name) !== null) continue;
      const count = Math.min(symbols.count, MOST_COMPARED);
      const names = Array.from({ length: count }, (_, index) => symbols.name(index));
      const message = `The kernel has no symbol “${name}”.${suggestion(name, names)}`;
      return { ok: false, problem: { at: part.at, length: part.length, message } };
    }
    return parsed;
  }
}

interface Evaluation {
  readonly moment: number;
  readonly reader: MemoryReader;
  readonly resolver: WatchResolver;
}

/** The symbol that part of an expression names; `null` where it names none. */
function symbolName(part: Expression): string | null {
  if (part.node === 'symbol') return part.name;
  const [name] = part.node === 'call' && part.name === 'symbol' ? part.arguments : [];
  return name?.node === 'text' ? name.value : null;
}

/** What memory does not have is said in words, in place of a value. */
function absent({ absence, link }: MemoryReader, changedAt: number | null): WatchValue {
  const { text, detail } = absence ?? { text: ABSENT, detail: 'the step has no such value' };
  return { text, type: '', detail, previous: null, changedAt, problem: null, link };
}

function wrong(problem: ExpressionProblem): WatchValue {
  return { text: '', type: '', detail: '', previous: null, changedAt: null, problem, link: null };
}
