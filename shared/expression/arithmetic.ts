/** The numbers of the language: 64 bits that wrap around, and `null` for a number that is not there. */
import type { ArithmeticOperator, CompareOperator } from './types';

/** A value in 64 bits, as a number that can be below zero. */
export function asSigned(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** Arithmetic on two numbers of 64 bits; division by zero has no result. */
export function calculate(
  operator: ArithmeticOperator,
  left: bigint,
  right: bigint,
  signed: boolean,
): bigint | null {
  const result = exactly(operator, signed ? asSigned(left) : left, signed ? asSigned(right) : right, right);
  return result === null ? null : BigInt.asUintN(64, result);
}

/** @param count the right side without a sign: how far to shift */
function exactly(operator: ArithmeticOperator, left: bigint, right: bigint, count: bigint): bigint | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0n ? null : left / right;
    case '%':
      return right === 0n ? null : left % right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '<<':
      return count > 63n ? 0n : left << count;
    case '>>':
      return left >> (count > 63n ? 64n : count);
  }
}

/** Whether two numbers of 64 bits compare so. */
export function compares(operator: CompareOperator, left: bigint, right: bigint, signed: boolean): boolean {
  const [a, b] = signed ? [asSigned(left), asSigned(right)] : [left, right];
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}
