import { pageOfVirt, isCanonical } from '../../../../shared/address';
import { evaluate, type Resolver, type Value } from '../../../../shared/expression/evaluate';
import { textTest } from '../../../../shared/expression/search-text';
import type { CompareOperator, Expression } from '../../../../shared/expression/types';
import { partitionPoint } from '../../../../shared/partition-point';
import type { LoadView } from '../../trace/load-view';
import { rightsText } from '../tables/entry-kind';
import type { MergedRows } from './merged-rows';
import {
  flagBit,
  rangeFields,
  valueOf,
  type NumberField,
  type RangeFields,
  type TruthOf,
} from './range-fields';

type Compare = Extract<Expression, { node: 'compare' }>;
type Range = Extract<Expression, { node: 'range' }>;

/** Rows `first` to `end`, excluded. */
interface Bounds {
  readonly first: number;
  readonly end: number;
}

const LOW_HALF = 2n ** 47n;
const HIGH_HALF_START = 2n ** 64n - LOW_HALF;

/** Which rows a condition over `RANGE_ENVIRONMENT` is true of, ascending. */
export function filterRows(rows: MergedRows, condition: Expression): Uint32Array {
  const compiler = new Compiler(rows);
  const { first, end } = compiler.bounds(condition);
  const test = compiler.truth(condition);
  const found = new Uint32Array(Math.max(0, end - first));
  let count = 0;
  for (let row = first; row < end; row++) if (test(row)) found[count++] = row;
  return found.slice(0, count);
}

/**
 * Makes a test of rows. Comparisons with numbers that stand in the text are done with doubles, in which addresses and sizes
 * are exact; what is left is evaluated plainly.
 */
class Compiler {
  private readonly fields: RangeFields;
  private readonly kernel: LoadView | null;

  constructor(private readonly rows: MergedRows) {
    this.fields = rangeFields(rows);
    this.kernel = rows.mapped.tree.kernel;
  }

  truth(expression: Expression): TruthOf {
    switch (expression.node) {
      case 'boolean':
        return () => expression.value;
      case 'field':
        return this.fields.truths[expression.name as keyof RangeFields['truths']];
      case 'not': {
        const operand = this.truth(expression.operand);
        return (row) => !operand(row);
      }
      case 'logic': {
        const left = this.truth(expression.left);
        const right = this.truth(expression.right);
        return expression.operator === '&&'
          ? (row) => left(row) && right(row)
          : (row) => left(row) || right(row);
      }
      case 'compare':
        return this.comparison(expression) ?? this.plain(expression);
      case 'range':
        return this.within(expression) ?? this.plain(expression);
      case 'search':
        return this.search(expression) ?? this.plain(expression);
      case 'same':
        return this.sameText(expression) ?? this.plain(expression);
      case 'call':
        return this.call(expression) ?? this.plain(expression);
      default:
        return this.plain(expression);
    }
  }

  /**
   * The rows that can pass at all: those within the bounds that a part of an `&&` sets to addresses, which go up from row
   * to row.
   */
  bounds(expression: Expression): Bounds {
    const { count } = this.rows;
    const all = { first: 0, end: count };
    if (expression.node === 'logic' && expression.operator === '&&') {
      const left = this.bounds(expression.left);
      const right = this.bounds(expression.right);
      return { first: Math.max(left.first, right.first), end: Math.min(left.end, right.end) };
    }
    if (expression.node === 'compare') {
      const { operator } = expression;
      const test = this.addressTest(expression);
      if (test === null) return all;
      if (operator === '>' || operator === '>=') {
        return { first: partitionPoint(count, (row) => !test(row)), end: count };
      }
      return operator === '<' || operator === '<=' ? { first: 0, end: partitionPoint(count, test) } : all;
    }
    if (expression.node !== 'call' || expression.name !== 'contains') return all;
    const address = this.constant(expression.arguments[0]);
    if (address === null) return all;
    if (!isCanonical(address)) return { first: 0, end: 0 };
    const page = pageOfVirt(address);
    const first = partitionPoint(count, (row) => this.rows.endPage(row) <= page);
    return { first, end: Math.min(count, first + 1) };
  }

  private addressTest(expression: Compare): TruthOf | null {
    const { left } = expression;
    const isAddress = left.node === 'field' && (left.name === 'address' || left.name === 'end');
    return isAddress ? this.comparison(expression) : null;
  }

  private comparison({ operator, signed, left, right }: Compare): TruthOf | null {
    const field = this.number(left);
    const value = this.constant(right);
    if (field !== null && value !== null && !signed) return compared(field, operator, value);
    const flipped = this.number(right);
    const first = this.constant(left);
    if (flipped === null || first === null || signed) return null;
    return compared(flipped, FLIPPED[operator], first);
  }

  private within({ signed, value, first, last }: Range): TruthOf | null {
    const field = this.number(value);
    const from = this.constant(first);
    const to = this.constant(last);
    if (field === null || from === null || to === null || signed) return null;
    const low = compared(field, '>=', from);
    const high = compared(field, '<=', to);
    return (row) => low(row) && high(row);
  }

  private search({ text, operator, pattern }: Extract<Expression, { node: 'search' }>): TruthOf | null {
    return this.anyText(text, textTest(operator, pattern));
  }

  private sameText({ left, right, negated }: Extract<Expression, { node: 'same' }>): TruthOf | null {
    const [one, other] = left.node === 'text' ? [right, left] : [left, right];
    const same = other.node === 'text' ? this.anyText(one, (text) => text === other.value) : null;
    return same !== null && negated ? (row) => !same(row) : same;
  }

  private call({ name, arguments: given }: Extract<Expression, { node: 'call' }>): TruthOf | null {
    const [argument] = given;
    if (name === 'flag' && argument?.node === 'name') {
      const bit = flagBit(argument.value);
      return (row) => ((this.rows.summaries.flags[row] as number) & bit) !== 0;
    }
    const address = name === 'contains' ? this.constant(argument) : null;
    return address === null ? null : (row) => this.holds(row, address);
  }

  private holds(row: number, address: bigint): boolean {
    if (!isCanonical(address)) return false;
    const page = pageOfVirt(address);
    return page >= this.rows.firstPage(row) && page < this.rows.endPage(row);
  }

  private number(expression: Expression): NumberField | null {
    if (expression.node !== 'field' || expression.type.kind !== 'number') return null;
    return this.fields.numbers[expression.name as keyof RangeFields['numbers']];
  }

  /** Whether a test holds of any text of a field; `null` where the expression is none. */
  private anyText(expression: Expression, test: (text: string) => boolean): TruthOf | null {
    if (expression.node !== 'field' || expression.type.kind !== 'text') return null;
    const { rows } = this;
    if (expression.name === 'owner') return anyOwner(rows, test);
    if (expression.name === 'rights') {
      const passes = Array.from({ length: 16 }, (_, rights) => test(rightsText(rights)));
      return (row) => passes[rows.rights(row)] as boolean;
    }
    const texts = this.fields.texts[expression.name as keyof RangeFields['texts']];
    return (row) => texts(row).some(test);
  }

  /** The value of what is the same for all rows; `null` for other expressions, and where it is not there. */
  private constant(expression: Expression | undefined): bigint | null {
    if (expression?.node === 'number') return expression.value;
    if (expression?.node !== 'call' || expression.name !== 'symbol') return null;
    const [name] = expression.arguments;
    return name?.node === 'text' ? this.symbol(name.value) : null;
  }

  private symbol(name: string): bigint | null {
    const symbol = this.kernel?.symbols.named(name) ?? null;
    return symbol === null ? null : BigInt.asUintN(64, symbol.address + (this.kernel?.offset ?? 0n));
  }

  private plain(expression: Expression): TruthOf {
    return (row) => evaluate(expression, this.resolver(row)) === true;
  }

  private resolver(row: number): Resolver {
    const { numbers, texts, truths } = this.fields;
    return {
      field: (name): Value => {
        if (Object.hasOwn(numbers, name)) return valueOf(numbers[name as keyof typeof numbers], row);
        if (Object.hasOwn(truths, name)) return truths[name as keyof typeof truths](row);
        return texts[name as keyof typeof texts](row).join(', ');
      },
      symbol: () => null,
      call: (name, [value]): Value => {
        if (name === 'has') return value !== null;
        if (name === 'symbol') return this.symbol(String(value));
        if (name === 'flag')
          return ((this.rows.summaries.flags[row] as number) & flagBit(String(value))) !== 0;
        return typeof value === 'bigint' && this.holds(row, value);
      },
    };
  }
}

const FLIPPED: Readonly<Record<CompareOperator, CompareOperator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Whether a test holds of any owner in a row: each owner is looked at once. */
function anyOwner(rows: MergedRows, test: (text: string) => boolean): TruthOf {
  const { owners, tree } = rows.mapped;
  // Owners are numbered from 0.
  const known: (boolean | undefined)[] = [];
  const passes = (code: number): boolean => (known[code] ??= test(tree.owners.labelOf(code).label));
  return (row) => {
    const end = rows.endLeaf(row);
    let last = -1;
    for (let leaf = rows.firstLeaf(row); leaf < end; leaf++) {
      const code = owners[leaf] as number;
      if (code !== last && passes(code)) return true;
      last = code;
    }
    return false;
  };
}

/** Compares a number of rows with a value, without a sign. */
function compared(field: NumberField, operator: CompareOperator, value: bigint): TruthOf {
  const { of } = field;
  // Numbers are whole: what is above a value is at or above the next one.
  const from = limit(value, field.isAddress);
  const behind = limit(value + 1n, field.isAddress);
  switch (operator) {
    case '>=':
      return (row) => of(row) >= from;
    case '>':
      return (row) => of(row) >= behind;
    case '<':
      return (row) => of(row) < from;
    case '<=':
      return (row) => of(row) < behind;
    case '==':
      return (row) => of(row) >= from && of(row) < behind;
    case '!=':
      return (row) => of(row) < from || of(row) >= behind;
  }
}

/** The least number of a row that is not below a value. @param isAddress canonical addresses, by their low 48 bits */
function limit(value: bigint, isAddress: boolean): number {
  if (!isAddress) return value > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(value);
  if (value <= LOW_HALF) return Number(value);
  if (value <= HIGH_HALF_START) return Number(LOW_HALF);
  return value >= 2n ** 64n ? Infinity : Number(BigInt.asUintN(48, value));
}
