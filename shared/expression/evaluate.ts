/** An expression's value, the plain way: one value at a time, with exact numbers. */
import { calculate, compares } from './arithmetic';
import { textTest } from './search-text';
import type { Expression } from './types';

/** Numbers as 64 bits without a sign, names as texts; `null` for what is not there. */
export type Value = bigint | boolean | string | Uint8Array | null;

/** Where values come from. */
export interface Resolver {
  field(name: string): Value;
  symbol(name: string): Value;
  /** @param argumentValues none of which is `null` unless the function is `has` */
  call(name: string, argumentValues: readonly Value[]): Value;
}

/**
 * The value of an expression. What is computed from an absent number is absent, and a comparison with one is false.
 *
 * @throws whatever the resolver throws
 */
export function evaluate(expression: Expression, resolver: Resolver): Value {
  switch (expression.node) {
    case 'number':
    case 'boolean':
    case 'text':
    case 'name':
      return expression.value;
    case 'field':
      return resolver.field(expression.name);
    case 'symbol':
      return resolver.symbol(expression.name);
    case 'call': {
      const values = expression.arguments.map((argument) => evaluate(argument, resolver));
      if (expression.name !== 'has' && values.includes(null)) return null;
      return resolver.call(expression.name, values);
    }
    case 'not':
      return evaluate(expression.operand, resolver) !== true;
    case 'negate':
    case 'complement': {
      const value = evaluate(expression.operand, resolver);
      if (typeof value !== 'bigint') return null;
      return BigInt.asUintN(64, expression.node === 'negate' ? -value : ~value);
    }
    case 'arithmetic': {
      const left = evaluate(expression.left, resolver);
      const right = evaluate(expression.right, resolver);
      if (typeof left !== 'bigint' || typeof right !== 'bigint') return null;
      const signed = expression.type.kind === 'number' && expression.type.signed;
      return calculate(expression.operator, left, right, signed);
    }
    default:
      return holds(expression, resolver);
  }
}

type Test = Extract<Expression, { node: 'compare' | 'same' | 'range' | 'search' | 'logic' }>;

function holds(test: Test, resolver: Resolver): boolean {
  switch (test.node) {
    case 'compare': {
      const left = evaluate(test.left, resolver);
      const right = evaluate(test.right, resolver);
      if (typeof left !== 'bigint' || typeof right !== 'bigint') return false;
      return compares(test.operator, left, right, test.signed);
    }
    case 'same': {
      const left = evaluate(test.left, resolver);
      const right = evaluate(test.right, resolver);
      if (left === null || right === null) return false;
      return (left === right) !== test.negated;
    }
    case 'range': {
      const value = evaluate(test.value, resolver);
      const first = evaluate(test.first, resolver);
      const last = evaluate(test.last, resolver);
      if (typeof value !== 'bigint' || typeof first !== 'bigint' || typeof last !== 'bigint') return false;
      return compares('>=', value, first, test.signed) && compares('<=', value, last, test.signed);
    }
    case 'search': {
      const text = evaluate(test.text, resolver);
      return typeof text === 'string' && textTest(test.operator, test.pattern)(text);
    }
    case 'logic': {
      const left = evaluate(test.left, resolver) === true;
      if (left === (test.operator === '||')) return left;
      return evaluate(test.right, resolver) === true;
    }
  }
}
