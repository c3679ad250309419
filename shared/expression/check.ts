/** Gives every part of a tree its type, and says where types do not fit. */
import { calculate } from './arithmetic';
import { suggestion } from './nearest';
import { MAX_PATTERN } from './search-text';
import { COMPARISONS, SEARCHES, type Syntax } from './syntax';
import {
  ADDRESS,
  BOOLEAN,
  COUNT,
  fail,
  TEXT,
  type ArithmeticOperator,
  type CompareOperator,
  type Environment,
  type Expression,
  type FunctionInfo,
  type Place,
  type SearchOperator,
  type ValueType,
} from './types';
import { fieldOf, functionOf, signature, someNames, typeInWords } from './words';

type NumberType = Extract<ValueType, { kind: 'number' }>;
type NameType = Extract<ValueType, { kind: 'name' }>;
type BinarySyntax = Extract<Syntax, { node: 'binary' }>;
type Numeric = Expression & { readonly type: NumberType };

/**
 * Checks a tree against an environment.
 *
 * @throws ProblemError where a name or a type is wrong
 */
export function checkSyntax(tree: Syntax, environment: Environment): Expression {
  return new Checker(environment).check(tree, null);
}

class Checker {
  constructor(private readonly environment: Environment) {}

  /** @param wanted the names that are expected here, which go before fields */
  check(tree: Syntax, wanted: NameType | null): Expression {
    const place = { at: tree.at, length: tree.length };
    switch (tree.node) {
      case 'number':
        return { node: 'number', value: tree.value, type: COUNT, ...place };
      case 'text':
        return { node: 'text', value: tree.value, type: TEXT, ...place };
      case 'word':
        return this.word(tree.name, place, wanted);
      case 'call':
        return this.call(tree);
      case 'unary':
        return this.unary(tree.operator, tree.operand, place);
      case 'range':
        return this.range(tree, place);
      case 'binary':
        return this.binary(tree, place);
    }
  }

  private word(name: string, place: Place, wanted: NameType | null): Expression {
    if (wanted !== null) {
      const known = this.environment.sets[wanted.set]?.names.some((one) => one.name === name) ?? false;
      if (known) return { node: 'name', value: name, type: wanted, ...place };
    }
    if (name === 'true' || name === 'false') {
      return { node: 'boolean', value: name === 'true', type: BOOLEAN, ...place };
    }
    const field = fieldOf(this.environment, name);
    if (field !== null) return { node: 'field', name, type: field.type, ...place };
    return this.unknownWord(name, place, wanted);
  }

  private unknownWord(name: string, place: Place, wanted: NameType | null): Expression {
    const { environment } = this;
    if (wanted !== null) {
      const set = environment.sets[wanted.set];
      const names = set?.names.map((one) => one.name) ?? [];
      const advice = suggestion(name, names) || ` There are ${someNames(environment, wanted.set)}.`;
      fail(place, `There is no ${set?.what ?? 'name'} “${name}”.${advice}`);
    }
    if (functionOf(environment, name) !== null) {
      fail(
        place,
        `“${name}” is a function: write ${signature(functionOf(environment, name) as FunctionInfo)}.`,
      );
    }
    if (environment.symbols) return { node: 'symbol', name, type: ADDRESS, ...place };
    for (const [set, { names, what }] of Object.entries(environment.sets)) {
      if (!names.some((one) => one.name === name)) continue;
      const field = environment.fields.find(({ type }) => type.kind === 'name' && type.set === set);
      const advice = field === undefined ? '' : ` Compare with it: ${field.name} == ${name}.`;
      fail(place, `“${name}” is a ${what}, not a field.${advice}`);
    }
    const advice = suggestion(name, [...environment.fields.map((field) => field.name), 'true', 'false']);
    return fail(place, `There is no field “${name}”.${advice}`);
  }

  private call(tree: Extract<Syntax, { node: 'call' }>): Expression {
    const { environment } = this;
    const known = functionOf(environment, tree.name);
    if (known === null) {
      if (SEARCHES.has(tree.name)) fail(tree.named, 'A value is missing in front of this.');
      const advice = suggestion(
        tree.name,
        environment.functions.map(({ name }) => name),
      );
      return fail(tree.named, `There is no function “${tree.name}”.${advice}`);
    }
    const { parameters } = known;
    const least = parameters.filter(({ optional }) => optional !== true).length;
    if (tree.arguments.length < least || tree.arguments.length > parameters.length) {
      fail(tree, `Write ${signature(known)}.`);
    }
    const given = tree.arguments.map((argument, i) => {
      const { name, type, literal } = parameters[i] as FunctionInfo['parameters'][number];
      const checked = this.check(argument, type.kind === 'name' ? type : null);
      const fits = checked.type.kind === type.kind && sameSet(checked.type, type);
      if (!fits) fail(argument, this.wrongArgument(known, name, type));
      if (literal === true && checked.node !== 'text') fail(argument, `Write “${name}” in double quotes.`);
      return checked;
    });
    return {
      node: 'call',
      name: tree.name,
      arguments: given,
      type: known.type,
      at: tree.at,
      length: tree.length,
    };
  }

  private wrongArgument(known: FunctionInfo, parameter: string, type: ValueType): string {
    const names = type.kind === 'name' ? `: ${someNames(this.environment, type.set)}` : '';
    return `“${parameter}” of ${known.name} is ${typeInWords(type, this.environment)}${names}.`;
  }

  private unary(operator: '!' | '-' | '~', operand: Syntax, place: Place): Expression {
    if (operator === '!') {
      return { node: 'not', operand: this.truth(operand), type: BOOLEAN, ...place };
    }
    const checked = this.number(operand);
    const node = operator === '-' ? 'negate' : 'complement';
    const type: NumberType = operator === '-' ? { ...checked.type, signed: true } : checked.type;
    if (checked.node !== 'number') return { node, operand: checked, type, ...place };
    const value = operator === '-' ? -checked.value : ~checked.value;
    return { node: 'number', value: BigInt.asUintN(64, value), type, ...place };
  }

  private range(tree: Extract<Syntax, { node: 'range' }>, place: Place): Expression {
    const value = this.number(tree.value);
    const first = this.number(tree.first);
    const last = this.number(tree.last);
    const signed = [value, first, last].some(({ type }) => type.signed);
    if (first.node === 'number' && last.node === 'number' && first.value > last.value && !signed) {
      fail(tree.last, 'The range ends before it begins.');
    }
    return { node: 'range', signed, value, first, last, type: BOOLEAN, ...place };
  }

  private binary(tree: BinarySyntax, place: Place): Expression {
    const { operator } = tree;
    if (operator === '&&' || operator === '||') {
      const left = this.truth(tree.left);
      return { node: 'logic', operator, left, right: this.truth(tree.right), type: BOOLEAN, ...place };
    }
    if (SEARCHES.has(operator)) return this.search(tree, operator as SearchOperator, place);
    if (COMPARISONS.has(operator)) return this.comparison(tree, operator as CompareOperator, place);
    return this.arithmetic(tree, operator as ArithmeticOperator, place);
  }

  private arithmetic(tree: BinarySyntax, operator: ArithmeticOperator, place: Place): Expression {
    const left = this.number(tree.left);
    const right = this.number(tree.right);
    const hex = [left, right].some(({ type }) => type.shown !== 'decimal');
    const type: NumberType = {
      kind: 'number',
      signed: left.type.signed || right.type.signed,
      shown: hex ? 'hex' : 'decimal',
    };
    if (right.node === 'number' && right.value === 0n && (operator === '/' || operator === '%')) {
      fail(tree.right, 'Nothing can be divided by zero.');
    }
    if (left.node === 'number' && right.node === 'number') {
      const value = calculate(operator, left.value, right.value, type.signed);
      if (value !== null) return { node: 'number', value, type, ...place };
    }
    return { node: 'arithmetic', operator, left, right, type, ...place };
  }

  private comparison(tree: BinarySyntax, operator: CompareOperator, place: Place): Expression {
    const { left, right } = this.sides(tree);
    if (isNumeric(left) && isNumeric(right)) {
      const signed = left.type.signed || right.type.signed;
      return { node: 'compare', operator, signed, left, right, type: BOOLEAN, ...place };
    }
    const alike = left.type.kind === right.type.kind && sameSet(left.type, right.type);
    if (!alike) fail(tree, this.cannotCompare(left, right));
    if (left.type.kind === 'bytes')
      fail(tree, 'Bytes cannot be compared. Read a number instead, such as u64(…).');
    if (operator !== '==' && operator !== '!=') {
      fail(
        tree.sign,
        `Only numbers have an order. Use == or != with ${typeInWords(left.type, this.environment)}.`,
      );
    }
    return { node: 'same', negated: operator === '!=', left, right, type: BOOLEAN, ...place };
  }

  /** Both sides of a comparison; a name stands for what the other side can be. */
  private sides(tree: BinarySyntax): { readonly left: Expression; readonly right: Expression } {
    const rightType = this.fieldType(tree.right);
    const leftType = this.fieldType(tree.left);
    if (leftType === null && rightType !== null) {
      return { left: this.check(tree.left, rightType), right: this.check(tree.right, null) };
    }
    const left = this.check(tree.left, null);
    const named = left.type.kind === 'name' ? left.type : null;
    return { left, right: this.check(tree.right, named) };
  }

  /** The set that a word's field is of, where it is of one. */
  private fieldType(tree: Syntax): NameType | null {
    if (tree.node !== 'word') return null;
    const type = fieldOf(this.environment, tree.name)?.type;
    return type?.kind === 'name' ? type : null;
  }

  private cannotCompare(left: Expression, right: Expression): string {
    const { environment } = this;
    const words = `${typeInWords(left.type, environment)} cannot be compared with ${typeInWords(right.type, environment)}`;
    const name = left.type.kind === 'name' ? left.type : right.type.kind === 'name' ? right.type : null;
    const advice = name === null ? '' : ` Compare with one of ${someNames(environment, name.set)}.`;
    return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.${advice}`;
  }

  private search(tree: BinarySyntax, operator: SearchOperator, place: Place): Expression {
    const text = this.check(tree.left, null);
    if (text.type.kind !== 'text') {
      fail(tree.left, `${operator} looks into a text; this is ${typeInWords(text.type, this.environment)}.`);
    }
    const pattern = this.check(tree.right, null);
    if (pattern.node !== 'text')
      fail(tree.right, `Write what to look for in double quotes: ${operator} "text".`);
    if (pattern.value.length > MAX_PATTERN) {
      fail(tree.right, `The text is too long: ${MAX_PATTERN} characters are the most.`);
    }
    return { node: 'search', operator, text, pattern: pattern.value, type: BOOLEAN, ...place };
  }

  private truth(tree: Syntax): Expression {
    const checked = this.check(tree, null);
    if (checked.type.kind !== 'boolean') fail(tree, notTrue(checked.type, this.environment));
    return checked;
  }

  private number(tree: Syntax): Numeric {
    const checked = this.check(tree, null);
    if (isNumeric(checked)) return checked;
    return fail(tree, `A number is needed here; this is ${typeInWords(checked.type, this.environment)}.`);
  }
}

/** Why a value is no condition. */
export function notTrue(type: ValueType, environment: Environment): string {
  const advice = type.kind === 'number' ? ' Compare it, such as … == 0x1000.' : ' Compare it with ==.';
  return `A condition is true or false; this is ${typeInWords(type, environment)}.${advice}`;
}

function isNumeric(expression: Expression): expression is Numeric {
  return expression.type.kind === 'number';
}

function sameSet(a: ValueType, b: ValueType): boolean {
  return a.kind !== 'name' || b.kind !== 'name' || a.set === b.set;
}
