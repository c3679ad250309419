import type { ArithmeticOperator, Expression } from '../../../shared/expression/types';
import { AssertionError, defined } from '../base/assert';
import type { LoadView } from '../trace/load-view';
import type { Batch, Numbers, Scratch } from './batch';
import { columnOperation, complementColumn, negateColumn } from './column-arithmetic';
import { columnTest, constantTest, keepBetween } from './column-compare';
import { allOf, anyOf, COST, noneOf, same, testOf, type Filter } from './filters';
import { codeOfName, keepNamed, keepOthers, nameFields, type FillCodes, type NameField } from './name-fields';
import { numberFields, type FillNumbers, type NumberField } from './number-fields';
import { QueryIndex } from './query-index';
import { samenessTest, searchTest, textFields, type TextColumn, type TextField } from './text-fields';
import { flagTest, truthFields, type FlagFunction } from './truth-fields';

/** Numbers of an expression, as a column. */
export interface Column {
  readonly fill: FillNumbers;
  /** The one number that it always is; `null` where it depends on the op. */
  readonly constant: bigint | null;
}

type Of<N extends Expression['node']> = Extract<Expression, { node: N }>;

/** Turns checked expressions over steps into what computes them for a batch. */
export class Compiler {
  private readonly index: QueryIndex;
  private readonly numbers: Readonly<Record<NumberField, FillNumbers>>;
  private readonly names: Readonly<Record<NameField, FillCodes>>;
  private readonly truths: ReturnType<typeof truthFields>;
  private readonly texts: Readonly<Record<TextField, TextColumn>>;

  constructor(
    private readonly view: LoadView,
    private readonly scratch: Scratch,
  ) {
    this.index = QueryIndex.of(view);
    this.numbers = numberFields(view, this.index);
    this.names = nameFields(view);
    this.truths = truthFields(view, this.index);
    this.texts = textFields(view, this.index, this.numbers, scratch.size);
  }

  /** What lets those ops through for which a condition is true. */
  filter(expression: Expression, depth = 0): Filter {
    const { scratch } = this;
    switch (expression.node) {
      case 'boolean': {
        const { value } = expression;
        return testOf(() => value, COST.numbers);
      }
      case 'field':
        return testOf(lookUp(this.truths, expression.name), COST.numbers);
      case 'call':
        return this.call(expression);
      case 'not':
        return noneOf(this.filter(expression.operand, depth + 1), scratch, depth);
      case 'logic':
        return this.logic(expression, depth);
      case 'compare':
        return this.comparison(expression);
      case 'range':
        return this.range(expression);
      case 'search': {
        const { operator, pattern } = expression;
        return this.text(expression.text).filter(searchTest(operator, pattern));
      }
      case 'same':
        return this.sameness(expression, depth);
      default:
        throw notCompiled(expression);
    }
  }

  /** What computes an expression's number; `depth` columns of the scratch memory are in use. */
  column(expression: Expression, depth = 0): Column {
    switch (expression.node) {
      case 'number':
        return constantColumn(expression.value);
      case 'field':
        return { fill: lookUp(this.numbers, expression.name), constant: null };
      case 'call':
        return this.symbolAddress(expression);
      case 'negate':
      case 'complement': {
        const { fill } = this.column(expression.operand, depth);
        const change = expression.node === 'negate' ? negateColumn : complementColumn;
        return {
          constant: null,
          fill: (batch, places, count, out) => {
            fill(batch, places, count, out);
            change(out, count);
          },
        };
      }
      case 'arithmetic':
        return this.arithmetic(expression, depth);
      default:
        throw notCompiled(expression);
    }
  }

  /** What computes an expression's name, as a code. */
  codes(expression: Expression): FillCodes {
    if (expression.node === 'field') return lookUp(this.names, expression.name);
    if (expression.node !== 'name' || expression.type.kind !== 'name') throw notCompiled(expression);
    const code = codeOfName(expression.type.set, expression.value);
    return (_batch, _places, count, out) => void out.fill(code, 0, count);
  }

  /** What computes an expression's text. */
  text(expression: Expression): TextColumn {
    if (expression.node === 'field') return lookUp(this.texts, expression.name);
    if (expression.node !== 'text') throw notCompiled(expression);
    const { value } = expression;
    return {
      read: () => value,
      filter: ({ holds }) => {
        const answer = holds(value);
        return testOf(() => answer, COST.numbers);
      },
    };
  }

  private logic(expression: Of<'logic'>, depth: number): Filter {
    const parts: Expression[] = [];
    collect(expression, expression.operator, parts);
    if (expression.operator === '&&') return allOf(parts.map((part) => this.filter(part, depth)));
    return anyOf(
      parts.map((part) => this.filter(part, depth + 1)),
      this.scratch,
      depth,
    );
  }

  private call(expression: Of<'call'>): Filter {
    const [argument] = expression.arguments;
    if (expression.name === 'has') {
      const { fill } = this.column(defined(argument, 'an argument'), 1);
      const numbers = this.scratch.numbers(0);
      return {
        cost: COST.numbers,
        keep(batch, places, count, out) {
          fill(batch, places, count, numbers);
          let kept = 0;
          for (let i = 0; i < count; i++) if (numbers.there[i] === 1) out[kept++] = places[i] as number;
          return kept;
        },
      };
    }
    if (argument?.node !== 'name') throw notCompiled(expression);
    const how = expression.name as FlagFunction;
    return testOf(
      flagTest(this.view, this.index, how, argument.value),
      how === 'flag' ? COST.numbers : COST.index,
    );
  }

  private symbolAddress(expression: Of<'call'>): Column {
    const [argument] = expression.arguments;
    if (expression.name !== 'symbol' || argument?.node !== 'text') throw notCompiled(expression);
    const found = this.view.symbols.named(argument.value);
    if (found !== null) return constantColumn(BigInt.asUintN(64, found.address + this.view.offset));
    return { constant: null, fill: (_batch, _places, count, out) => void out.there.fill(0, 0, count) };
  }

  private arithmetic(expression: Of<'arithmetic'>, depth: number): Column {
    const signed = expression.type.kind === 'number' && expression.type.signed;
    const left = this.column(expression.left, depth);
    const second = this.column(expression.right, depth + 1);
    const simpler = signed ? null : withoutDivision(expression.operator, second.constant);
    const operation = columnOperation(simpler?.operator ?? expression.operator, signed);
    const right = simpler === null ? second : constantColumn(simpler.right);
    const other = this.scratch.numbers(depth + 1);
    return {
      constant: null,
      fill: (batch, places, count, out) => {
        left.fill(batch, places, count, out);
        right.fill(batch, places, count, other);
        operation(out, other, count);
      },
    };
  }

  private comparison(expression: Of<'compare'>): Filter {
    const { operator, signed } = expression;
    const left = this.column(expression.left, 0);
    const right = this.column(expression.right, 1);
    const cost = usesIndex(expression) ? COST.index : COST.numbers;
    const a = this.scratch.numbers(0);
    if (right.constant !== null) {
      const test = constantTest(operator, signed, right.constant);
      return {
        cost,
        keep(batch, places, count, out) {
          left.fill(batch, places, count, a);
          return test(a, places, count, out);
        },
      };
    }
    const test = columnTest(operator, signed);
    const b = this.scratch.numbers(1);
    return {
      cost,
      keep(batch, places, count, out) {
        left.fill(batch, places, count, a);
        right.fill(batch, places, count, b);
        return test(a, b, places, count, out);
      },
    };
  }

  private range(expression: Of<'range'>): Filter {
    const { signed } = expression;
    const parts = [expression.value, expression.first, expression.last] as const;
    const columns = parts.map((part, i) => ({
      column: this.column(part, i),
      numbers: this.scratch.numbers(i),
    }));
    const [value, first, last] = columns.map(({ numbers }) => numbers) as [Numbers, Numbers, Numbers];
    return {
      cost: usesIndex(expression) ? COST.index : COST.numbers,
      keep(batch: Batch, places, count, out) {
        for (const { column, numbers } of columns) column.fill(batch, places, count, numbers);
        return keepBetween(value, first, last, signed, places, count, out);
      },
    };
  }

  private sameness(expression: Of<'same'>, depth: number): Filter {
    const { left, right, negated } = expression;
    if (left.type.kind === 'boolean') {
      const sides = [this.filter(left, depth + 1), this.filter(right, depth + 1)] as const;
      return same(sides, negated, this.scratch, depth);
    }
    if (left.type.kind === 'name') return this.sameName(expression);
    if (right.node === 'text') {
      const isSame = this.text(left).filter(samenessTest(right.value));
      return negated ? noneOf(isSame, this.scratch, depth) : isSame;
    }
    const [a, b] = [this.text(left), this.text(right)];
    return testOf((op, step) => (a.read(op, step) === b.read(op, step)) !== negated, COST.texts);
  }

  private sameName({ left, right, negated }: Of<'same'>): Filter {
    if (right.node === 'name') return this.hasName(left, right, negated);
    if (left.node === 'name') return this.hasName(right, left, negated);
    const fillLeft = this.codes(left);
    const fillRight = this.codes(right);
    const { low: a } = this.scratch.numbers(0);
    const { low: b } = this.scratch.numbers(1);
    return {
      cost: COST.names,
      keep(batch, places, count, out) {
        fillLeft(batch, places, count, a);
        fillRight(batch, places, count, b);
        let kept = 0;
        for (let i = 0; i < count; i++) if ((a[i] === b[i]) !== negated) out[kept++] = places[i] as number;
        return kept;
      },
    };
  }

  private hasName(field: Expression, { value, type }: Of<'name'>, negated: boolean): Filter {
    if (type.kind !== 'name') throw notCompiled(field);
    const fill = this.codes(field);
    const code = codeOfName(type.set, value);
    const { low: codes } = this.scratch.numbers(0);
    return {
      cost: COST.names,
      keep(batch, places, count, out) {
        fill(batch, places, count, codes);
        return negated
          ? keepOthers(codes, code, places, count, out)
          : keepNamed(codes, code, places, count, out);
      },
    };
  }
}

function constantColumn(constant: bigint): Column {
  const low = Number(constant & 0xffff_ffffn);
  const high = Number(constant >> 32n);
  return {
    constant,
    fill: (_batch, _places, count, out) => {
      out.low.fill(low, 0, count);
      out.high.fill(high, 0, count);
      out.there.fill(1, 0, count);
    },
  };
}

/** The same operation for a divisor that is a power of two, many times as fast; `null` for all others. */
function withoutDivision(
  operator: ArithmeticOperator,
  divisor: bigint | null,
): { readonly operator: ArithmeticOperator; readonly right: bigint } | null {
  if (divisor === null || divisor === 0n || (divisor & (divisor - 1n)) !== 0n) return null;
  if (operator === '%') return { operator: '&', right: divisor - 1n };
  return operator === '/' ? { operator: '>>', right: BigInt(divisor.toString(2).length - 1) } : null;
}

/** The parts of a chain of one operator. */
function collect(expression: Expression, operator: '&&' | '||', into: Expression[]): void {
  if (expression.node === 'logic' && expression.operator === operator) {
    collect(expression.left, operator, into);
    collect(expression.right, operator, into);
  } else {
    into.push(expression);
  }
}

/** Whether a comparison reads entries before they were written. */
function usesIndex(expression: Expression): boolean {
  switch (expression.node) {
    case 'field':
      return expression.name === 'oldEntry';
    case 'negate':
    case 'complement':
      return usesIndex(expression.operand);
    case 'arithmetic':
    case 'compare':
      return usesIndex(expression.left) || usesIndex(expression.right);
    case 'range':
      return [expression.value, expression.first, expression.last].some(usesIndex);
    default:
      return false;
  }
}

/** What computes a field: the checker let only names of the environment through. */
function lookUp<T>(fields: Readonly<Record<string, T>>, name: string): T {
  return defined(Object.hasOwn(fields, name) ? fields[name] : undefined, `the field ${name}`);
}

function notCompiled(expression: Expression): AssertionError {
  return new AssertionError(`a ${expression.node} of a step's expression is computed elsewhere`);
}
