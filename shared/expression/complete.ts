/** What could stand at the cursor of an expression that is being typed. */
import { holes } from './template';
import { COMPARISONS, SEARCHES } from './syntax';
import { tokenize, type Token } from './tokens';
import type { Environment, ValueType } from './types';
import { fieldOf, functionOf, signature, typeName } from './words';

/** One thing that can be typed. */
export interface Completion {
  readonly kind: 'field' | 'value' | 'function' | 'operator';
  /** What is shown: a name, or a function with its parameters. */
  readonly label: string;
  /** What is put in. */
  readonly insert: string;
  /** Its type in a word or two. */
  readonly detail: string;
  /** One sentence. */
  readonly meaning: string;
}

/** Completions for the word round the cursor, which one of them replaces. */
export interface Completions {
  readonly from: number;
  readonly to: number;
  /** The likeliest first. */
  readonly items: readonly Completion[];
}

const NOTHING: Completions = { from: 0, to: 0, items: [] };

/** Longest text that is completed. */
const MAX_LENGTH = 4096;

const OPERATORS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  number: [
    ['==', 'Is the same number.'],
    ['!=', 'Is another number.'],
    ['<', 'Is smaller.'],
    ['<=', 'Is smaller or the same.'],
    ['>', 'Is larger.'],
    ['>=', 'Is larger or the same.'],
    ['in', 'Lies in a range, both ends included: in 0x1000..0x1fff.'],
    ['+', 'Sum, in 64 bits.'],
    ['-', 'Difference, in 64 bits.'],
    ['*', 'Product, in 64 bits.'],
    ['/', 'Quotient; of zero there is none.'],
    ['%', 'Remainder; of zero there is none.'],
    ['&', 'Bits that both have.'],
    ['|', 'Bits that one has.'],
    ['^', 'Bits that only one has.'],
    ['<<', 'Shifted up.'],
    ['>>', 'Shifted down.'],
  ],
  text: [
    ['==', 'Is exactly this text.'],
    ['!=', 'Is another text.'],
    ['contains', 'Has this text in it, case aside.'],
    ['startsWith', 'Begins with this text, case aside.'],
    ['endsWith', 'Ends with this text, case aside.'],
    ['matches', 'Fits a pattern in which * is any text and ? any character, case aside.'],
  ],
  name: [
    ['==', 'Is this one.'],
    ['!=', 'Is another one.'],
  ],
  boolean: [
    ['&&', 'Both are true.'],
    ['||', 'One of both is true.'],
    ['==', 'Both are true or both false.'],
    ['!=', 'One is true and one false.'],
  ],
};

/** What can be typed at `cursor` in an expression. Never throws. */
export function complete(text: string, cursor: number, environment: Environment): Completions {
  if (text.length > MAX_LENGTH) return NOTHING;
  const tokens = tokenize(text);
  const word = tokens.find(
    (token) => token.kind === 'word' && token.at < cursor && cursor <= token.at + token.length,
  );
  const inText = tokens.some(
    (token) => isQuoted(text, token) && token.at < cursor && cursor < token.at + token.length,
  );
  const open = tokens.some(
    (token) => token.kind === 'wrong' && token.at < cursor && cursor <= token.at + token.length,
  );
  if (inText || open) return NOTHING;
  const from = word?.at ?? cursor;
  const to = word === undefined ? cursor : word.at + word.length;
  const before = tokens.filter((token) => token.kind !== 'end' && token.at + token.length <= from);
  const after = tokens.find((token) => token.at >= to && token.kind !== 'end');
  const typed = text.slice(from, cursor);
  const last = before[before.length - 1];
  if (last?.kind === 'number' && last.at + last.length === cursor) return NOTHING;
  const items = endsOperand(last)
    ? operators(before, environment)
    : operands(before, after, tokens, environment);
  return { from, to, items: fitting(items, typed) };
}

/** The same for a template: only in its braces. */
export function completeTemplate(text: string, cursor: number, environment: Environment): Completions {
  const hole = holes(text).find(({ start, end }) => cursor >= start && cursor <= end);
  if (hole === undefined) return NOTHING;
  const { from, to, items } = complete(text.slice(hole.start, hole.end), cursor - hole.start, environment);
  return { from: from + hole.start, to: to + hole.start, items };
}

function isQuoted(text: string, token: Token): boolean {
  return token.kind === 'text' || (token.kind === 'wrong' && text[token.at] === '"');
}

/** Whether a token ends a value, so that an operator follows. */
function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'word') return !SEARCHES.has(token.text) && token.text !== 'in';
  return token.kind === 'number' || token.kind === 'text' || (token.kind === 'sign' && token.text === ')');
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}

function operators(before: readonly Token[], environment: Environment): Completion[] {
  const kind = typeEndingAt(before, environment)?.kind ?? 'boolean';
  const compared = isCompared(before);
  // Behind a comparison's right side another condition follows, or arithmetic goes on.
  const own = (OPERATORS[kind] ?? []).filter(
    ([sign]) => !compared || (!COMPARISONS.has(sign) && !SEARCHES.has(sign) && sign !== 'in'),
  );
  const logic = OPERATORS['boolean']?.slice(0, 2) ?? [];
  const offered = compared ? [...logic, ...(kind === 'boolean' ? [] : own)] : own;
  return offered.map(([sign, meaning]) => ({
    kind: 'operator',
    label: sign,
    insert: `${sign} `,
    detail: 'operator',
    meaning,
  }));
}

/** Whether the value that a text ends with is the right side of a comparison. */
function isCompared(before: readonly Token[]): boolean {
  let depth = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const token = before[i] as Token;
    if (isSign(token, ')')) depth++;
    else if (isSign(token, '(') && --depth < 0) return false;
    if (depth > 0 || (token.kind !== 'sign' && token.kind !== 'word')) continue;
    if (token.text === '&&' || token.text === '||') return false;
    if (COMPARISONS.has(token.text) || SEARCHES.has(token.text) || token.text === 'in') return true;
  }
  return false;
}

/** The type of the value that some tokens end with; `null` where that is not plain. */
function typeEndingAt(before: readonly Token[], environment: Environment): ValueType | null {
  const last = before[before.length - 1];
  if (last?.kind === 'number') return { kind: 'number', signed: false, shown: 'decimal' };
  if (last?.kind === 'text') return { kind: 'text' };
  if (last?.kind === 'word') return typeOfWord(last.text, environment);
  if (!isSign(last, ')')) return null;
  let depth = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    if (isSign(before[i], ')')) depth++;
    if (isSign(before[i], '(') && --depth === 0) {
      const name = before[i - 1];
      return name?.kind === 'word' ? (functionOf(environment, name.text)?.type ?? null) : null;
    }
  }
  return null;
}

function typeOfWord(word: string, environment: Environment): ValueType | null {
  if (word === 'true' || word === 'false') return { kind: 'boolean' };
  const field = fieldOf(environment, word);
  if (field !== null) return field.type;
  return environment.symbols ? { kind: 'number', signed: false, shown: 'hex' } : null;
}

function operands(
  before: readonly Token[],
  after: Token | undefined,
  tokens: readonly Token[],
  environment: Environment,
): Completion[] {
  const last = before[before.length - 1];
  if (last?.kind === 'word' && SEARCHES.has(last.text)) return [];
  const parameter = parameterAt(before, environment);
  if (parameter !== null && parameter.kind === 'name' && (isSign(last, '(') || isSign(last, ','))) {
    return valuesOf(parameter.set, environment);
  }
  const other = otherSide(before, after, tokens, environment);
  const names = other?.kind === 'name' ? valuesOf(other.set, environment) : [];
  if (isSign(last, '==') || isSign(last, '!=')) {
    if (other?.kind === 'name') return [...names, ...sameFields(environment, other)];
  }
  const wanted = other?.kind ?? parameter?.kind ?? null;
  const fields = environment.fields.map(({ name, type, meaning }): Completion & { type: ValueType } => ({
    kind: 'field',
    label: name,
    insert: name,
    detail: typeName(type, environment),
    meaning,
    type,
  }));
  const functions = environment.functions.map((known): Completion & { type: ValueType } => ({
    kind: 'function',
    label: signature(known),
    insert: `${known.name}(`,
    detail: typeName(known.type, environment),
    meaning: known.meaning,
    type: known.type,
  }));
  const all = [...fields, ...functions];
  const first = wanted === null ? all : all.filter(({ type }) => type.kind === wanted);
  const rest = wanted === null ? [] : all.filter(({ type }) => type.kind !== wanted);
  const truths = wanted === 'boolean' ? TRUTHS : [];
  return [...names, ...truths, ...first, ...rest].map(({ kind, label, insert, detail, meaning }) => ({
    kind,
    label,
    insert,
    detail,
    meaning,
  }));
}

const TRUTHS: readonly Completion[] = ['true', 'false'].map((word) => ({
  kind: 'value',
  label: word,
  insert: word,
  detail: 'true or false',
  meaning: word === 'true' ? 'It is so.' : 'It is not so.',
}));

function valuesOf(set: string, environment: Environment): Completion[] {
  const known = environment.sets[set];
  if (known === undefined) return [];
  return known.names.map(({ name, meaning }) => ({
    kind: 'value',
    label: name,
    insert: name,
    detail: known.what,
    meaning,
  }));
}

function sameFields(environment: Environment, type: Extract<ValueType, { kind: 'name' }>): Completion[] {
  return environment.fields
    .filter((field) => field.type.kind === 'name' && field.type.set === type.set)
    .map(({ name, meaning }) => ({
      kind: 'field',
      label: name,
      insert: name,
      detail: typeName(type, environment),
      meaning,
    }));
}

/** The type of what is compared with the value that is being typed; `null` for none. */
function otherSide(
  before: readonly Token[],
  after: Token | undefined,
  tokens: readonly Token[],
  environment: Environment,
): ValueType | null {
  const last = before[before.length - 1];
  const compares = (token: Token | undefined): boolean =>
    token?.kind === 'sign' && COMPARISONS.has(token.text);
  if (compares(last)) return typeEndingAt(before.slice(0, -1), environment);
  if (!compares(after) || after === undefined) return null;
  const right = tokens[tokens.indexOf(after) + 1];
  if (right?.kind === 'number') return { kind: 'number', signed: false, shown: 'decimal' };
  if (right?.kind === 'text') return { kind: 'text' };
  if (right?.kind !== 'word') return null;
  const set = Object.entries(environment.sets).find(([, { names }]) =>
    names.some(({ name }) => name === right.text),
  );
  return fieldOf(environment, right.text)?.type ?? (set === undefined ? null : { kind: 'name', set: set[0] });
}

/** The type of the parameter that the cursor stands in; `null` outside of a call. */
function parameterAt(before: readonly Token[], environment: Environment): ValueType | null {
  let depth = 0;
  let index = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const token = before[i];
    if (isSign(token, ')')) depth++;
    else if (isSign(token, '(')) {
      if (depth-- > 0) continue;
      const name = before[i - 1];
      if (name?.kind !== 'word') return null;
      return functionOf(environment, name.text)?.parameters[index]?.type ?? null;
    } else if (isSign(token, ',') && depth === 0) index++;
  }
  return null;
}

/** Those whose name has what was typed: first those that begin with it, then those that have it inside. */
function fitting(items: readonly Completion[], typed: string): Completion[] {
  if (typed === '') return [...items];
  const wanted = typed.toLowerCase();
  const place = ({ insert }: Completion): number => insert.toLowerCase().indexOf(wanted);
  const begin = items.filter((item) => place(item) === 0);
  return [...begin, ...items.filter((item) => place(item) > 0)];
}
