/** What an expression is made of once it is read and checked. */
import type { ExpressionProblem } from '../breakpoint';

/** What a value is. Numbers have 64 bits and wrap around; a number can be absent, where a step has no such thing. */
export type ValueType =
  | {
      readonly kind: 'number';
      /** Compared, divided and shown as a number below zero where its highest bit is set. */
      readonly signed: boolean;
      readonly shown: 'hex' | 'decimal' | 'entry';
    }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  | { readonly kind: 'bytes' }
  /** One of a set of names, e.g. the kinds of steps. */
  | { readonly kind: 'name'; readonly set: string };

export const ADDRESS: ValueType = { kind: 'number', signed: false, shown: 'hex' };
export const COUNT: ValueType = { kind: 'number', signed: false, shown: 'decimal' };
export const ENTRY: ValueType = { kind: 'number', signed: false, shown: 'entry' };
export const BOOLEAN: ValueType = { kind: 'boolean' };
export const TEXT: ValueType = { kind: 'text' };
export const BYTES: ValueType = { kind: 'bytes' };

/** Part of a text. */
export interface Place {
  /** First character. */
  readonly at: number;
  readonly length: number;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type SearchOperator = 'contains' | 'startsWith' | 'endsWith' | 'matches';

type Node =
  | { readonly node: 'number'; readonly value: bigint }
  | { readonly node: 'boolean'; readonly value: boolean }
  | { readonly node: 'text'; readonly value: string }
  /** One name of a set. */
  | { readonly node: 'name'; readonly value: string }
  | { readonly node: 'field'; readonly name: string }
  /** A word that no environment knows: the address of the kernel's symbol, if it has such a one. */
  | { readonly node: 'symbol'; readonly name: string }
  | { readonly node: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly node: 'not' | 'negate' | 'complement'; readonly operand: Expression }
  /** Signed where its type is. */
  | {
      readonly node: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** Numbers by size. */
  | {
      readonly node: 'compare';
      readonly operator: CompareOperator;
      readonly signed: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** Whether two texts, names or truths are the same. */
  | {
      readonly node: 'same';
      readonly negated: boolean;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** `value in first..last`, both ends included. */
  | {
      readonly node: 'range';
      readonly signed: boolean;
      readonly value: Expression;
      readonly first: Expression;
      readonly last: Expression;
    }
  | {
      readonly node: 'search';
      readonly operator: SearchOperator;
      readonly text: Expression;
      readonly pattern: string;
    }
  | {
      readonly node: 'logic';
      readonly operator: '&&' | '||';
      readonly left: Expression;
      readonly right: Expression;
    };

/** A checked expression. */
export type Expression = Node & Place & { readonly type: ValueType };

/** A field of an environment. */
export interface FieldInfo {
  readonly name: string;
  readonly type: ValueType;
  /** One sentence. */
  readonly meaning: string;
}

/** A parameter of a function; optional ones come last. */
export interface ParameterInfo {
  readonly name: string;
  readonly type: ValueType;
  readonly optional?: true;
  /** It must stand in the expression as it is: a text in quotes, no computed one. */
  readonly literal?: true;
}

export interface FunctionInfo {
  readonly name: string;
  readonly parameters: readonly ParameterInfo[];
  readonly type: ValueType;
  readonly meaning: string;
}

/** The names that a value can be one of. */
export interface NameSet {
  /** What one is, e.g. `kind of step`. */
  readonly what: string;
  readonly names: readonly { readonly name: string; readonly meaning: string }[];
}

/** The names that an expression can use. */
export interface Environment {
  readonly fields: readonly FieldInfo[];
  readonly functions: readonly FunctionInfo[];
  readonly sets: Readonly<Record<string, NameSet>>;
  /** Whether a word that is none of these stands for a symbol of the kernel. */
  readonly symbols: boolean;
}

/** A checked expression, or where its text is wrong. */
export type Parsed =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** Ends the reading of a text; never leaves this folder. */
export class ProblemError extends Error {
  constructor(readonly problem: ExpressionProblem) {
    super(problem.message);
    this.name = 'ProblemError';
  }
}

/** @throws ProblemError always */
export function fail({ at, length }: Place, message: string): never {
  throw new ProblemError({ at, length, message });
}

/** What a reader threw, as a problem. Anything else is a bug and goes on its way. */
export function problemOf(error: unknown): ExpressionProblem {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}
