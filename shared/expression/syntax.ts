/** The grammar: a text as a tree that nobody has checked yet. */
import { tokenize, type Token } from './tokens';
import { fail, type Place } from './types';

/** Longest text of an expression. */
export const MAX_LENGTH = 4096;

/** Deepest nesting of parentheses, signs and calls. */
const MAX_DEPTH = 64;

type SyntaxNode =
  | { readonly node: 'number'; readonly value: bigint }
  | { readonly node: 'text'; readonly value: string }
  | { readonly node: 'word'; readonly name: string }
  | {
      readonly node: 'call';
      readonly name: string;
      readonly named: Place;
      readonly arguments: readonly Syntax[];
    }
  | { readonly node: 'unary'; readonly operator: '!' | '-' | '~'; readonly operand: Syntax }
  | {
      readonly node: 'binary';
      readonly operator: string;
      /** Where the operator stands. */
      readonly sign: Place;
      readonly left: Syntax;
      readonly right: Syntax;
    }
  | {
      readonly node: 'range';
      readonly value: Syntax;
      readonly first: Syntax;
      readonly last: Syntax;
    };

export type Syntax = SyntaxNode & Place;

export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
export const SEARCHES: ReadonlySet<string> = new Set(['contains', 'startsWith', 'endsWith', 'matches']);

/** Most operators between values: a chain of them is as deep a tree as it is long. */
const MAX_OPERATORS = 500;

/** Operators that bind tighter than comparisons, loosest first. */
const LEVELS: readonly ReadonlySet<string>[] = [
  new Set(['|']),
  new Set(['^']),
  new Set(['&']),
  new Set(['<<', '>>']),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
];

/**
 * Reads a text.
 *
 * @throws ProblemError where it is not of the language
 */
export function readSyntax(text: string): Syntax {
  if (text.length > MAX_LENGTH) {
    fail(
      { at: MAX_LENGTH, length: text.length - MAX_LENGTH },
      `The expression is too long: ${MAX_LENGTH} characters are the most.`,
    );
  }
  return new Reader(tokenize(text)).whole();
}

class Reader {
  private next = 0;
  private depth = 0;
  private chained = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Syntax {
    const tree = this.or();
    const token = this.token();
    if (token.kind === 'end') return tree;
    if (token.kind === 'wrong') fail(token, token.message);
    if (isSign(token, ')')) fail(token, 'There is no ( for this ).');
    if (token.kind === 'word' && /^(and|or)$/i.test(token.text)) {
      fail(token, `Write ${token.text.toLowerCase() === 'and' ? '&&' : '||'} for “${token.text}”.`);
    }
    return fail(token, 'An operator is missing in front of this, such as == or &&.');
  }

  private token(): Token {
    return this.tokens[this.next] as Token;
  }

  private operator(among: ReadonlySet<string>): (Token & { readonly text: string }) | null {
    const token = this.token();
    if ((token.kind !== 'sign' && token.kind !== 'word') || !among.has(token.text)) return null;
    this.next++;
    return token;
  }

  private or(): Syntax {
    return this.chain(OR, () => this.chain(AND, () => this.comparison()));
  }

  private chain(operators: ReadonlySet<string>, part: () => Syntax): Syntax {
    let left = part();
    for (;;) {
      const sign = this.operator(operators);
      if (sign === null) return left;
      if (++this.chained > MAX_OPERATORS) {
        fail(sign, `The expression is too long: ${MAX_OPERATORS} operators are the most.`);
      }
      left = binary(sign, left, part());
    }
  }

  private comparison(): Syntax {
    const left = this.calculation(0);
    const sign = this.operator(COMPARING);
    if (sign === null) return left;
    const tree = sign.text === 'in' ? this.range(left) : binary(sign, left, this.calculation(0));
    const again = this.operator(COMPARING);
    if (again !== null) fail(again, 'Comparisons cannot be chained: write a < b && b < c.');
    return tree;
  }

  private range(value: Syntax): Syntax {
    const first = this.calculation(0);
    const dots = this.token();
    if (!isSign(dots, '..')) {
      fail(orLast(dots, first), 'A range has two ends with .. between them: in 0x1000..0x1fff.');
    }
    this.next++;
    const last = this.calculation(0);
    return { node: 'range', value, first, last, ...span(value, last) };
  }

  private calculation(level: number): Syntax {
    const operators = LEVELS[level];
    return operators === undefined ? this.unary() : this.chain(operators, () => this.calculation(level + 1));
  }

  private unary(): Syntax {
    const token = this.token();
    const sign = this.operator(UNARY);
    if (sign === null) return this.primary();
    const operand = this.deeper(token, () => this.unary());
    return { node: 'unary', operator: sign.text as '!' | '-' | '~', operand, ...span(token, operand) };
  }

  private primary(): Syntax {
    const token = this.token();
    this.next++;
    const { at, length } = token;
    switch (token.kind) {
      case 'number':
        return { node: 'number', value: token.value, at, length };
      case 'text':
        return { node: 'text', value: token.text, at, length };
      case 'word':
        // `contains(…)` is a function where an environment has it, in front of which no value stands.
        if (COMPARING.has(token.text) && !(SEARCHES.has(token.text) && isSign(this.token(), '('))) {
          return this.missing(token);
        }
        return isSign(this.token(), '(') ? this.call(token) : { node: 'word', name: token.text, at, length };
      case 'wrong':
        return fail(token, token.message);
      case 'sign':
        return token.text === '(' ? this.parenthesis(token) : this.missing(token);
      case 'end':
        return this.missing(token);
    }
  }

  private parenthesis(open: Token): Syntax {
    const inner = this.deeper(open, () => this.or());
    const close = this.token();
    this.expectClose(open, close);
    return { ...inner, ...span(open, close) };
  }

  private call(name: Token & { readonly text: string }): Syntax {
    const open = this.token();
    this.next++;
    const given: Syntax[] = [];
    if (!isSign(this.token(), ')')) {
      do {
        given.push(this.deeper(open, () => this.or()));
      } while (this.operator(COMMA) !== null);
    }
    const close = this.token();
    this.expectClose(open, close);
    const named = { at: name.at, length: name.length };
    return { node: 'call', name: name.text, named, arguments: given, ...span(name, close) };
  }

  private expectClose(open: Token, close: Token): void {
    if (close.kind === 'wrong') fail(close, close.message);
    if (!isSign(close, ')')) fail(open, 'There is no ) for this (.');
    this.next++;
  }

  private missing(token: Token): never {
    const before = this.tokens[this.next - 2];
    if (token.kind !== 'end') return fail(token, 'A value is missing in front of this.');
    if (before === undefined)
      return fail(token, 'There is no expression yet. Type one, such as kind == mapPage.');
    return fail(before, 'A value is missing behind this.');
  }

  private deeper<T>(token: Token, read: () => T): T {
    if (this.depth === MAX_DEPTH)
      fail(token, `The expression is nested too deeply: ${MAX_DEPTH} levels are the most.`);
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }
}

const OR: ReadonlySet<string> = new Set(['||']);
const AND: ReadonlySet<string> = new Set(['&&']);
const UNARY: ReadonlySet<string> = new Set(['!', '-', '~']);
const COMMA: ReadonlySet<string> = new Set([',']);
const COMPARING: ReadonlySet<string> = new Set([...COMPARISONS, ...SEARCHES, 'in']);

function isSign(token: Token, text: string): boolean {
  return token.kind === 'sign' && token.text === text;
}

/** The place of a token; the end of a text has none that could be underlined. */
function orLast(token: Token, last: Place): Place {
  return token.kind === 'end' ? last : token;
}

function span(first: Place, last: Place): Place {
  return { at: first.at, length: last.at + last.length - first.at };
}

function binary(sign: Token & { readonly text: string }, left: Syntax, right: Syntax): Syntax {
  const { at, length } = sign;
  return { node: 'binary', operator: sign.text, sign: { at, length }, left, right, ...span(left, right) };
}
