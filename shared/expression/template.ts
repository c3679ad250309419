/** Texts with expressions in braces: what logpoints say. */
import type { ExpressionProblem } from '../breakpoint';
import type { NumberFormat } from './format';
import { parseExpression } from './parse';
import { MAX_LENGTH } from './syntax';
import { fail, problemOf, type Environment, type Expression } from './types';

/** A piece of a template: text as it is, or an expression with how its number is written (`null`: as its type has it). */
export type TemplatePart = string | { readonly expression: Expression; readonly format: NumberFormat | null };

export interface Template {
  readonly parts: readonly TemplatePart[];
}

export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** Most expressions of a template. */
const MAX_EXPRESSIONS = 100;

/** Reads a template: `{expression}`, `{expression:x}` (or `d`, `b`), and `{{`, `}}` for braces. Never throws. */
export function parseTemplate(text: string, environment: Environment): ParsedTemplate {
  try {
    if (text.length > MAX_LENGTH) {
      const rest = { at: MAX_LENGTH, length: text.length - MAX_LENGTH };
      fail(rest, `The text is too long: ${MAX_LENGTH} characters are the most.`);
    }
    return { ok: true, template: { parts: partsOf(text, environment) } };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/** An expression's place in a template: behind its brace, and in front of the closing one. */
export interface Hole {
  readonly start: number;
  readonly end: number;
  /** Whether there is a closing brace. */
  readonly closed: boolean;
}

/** Where the expressions of a template stand, in order; braces in their texts are no ends. */
export function holes(text: string): Hole[] {
  const found: Hole[] = [];
  let at = 0;
  while (at < text.length) {
    const brace = text.indexOf('{', at);
    if (brace < 0) break;
    if (text[brace + 1] === '{') {
      at = brace + 2;
      continue;
    }
    const end = endOfHole(text, brace + 1);
    found.push({ start: brace + 1, end: end ?? text.length, closed: end !== null });
    at = (end ?? text.length) + 1;
  }
  return found;
}

function endOfHole(text: string, start: number): number | null {
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at++;
    else if (char === '"') quoted = !quoted;
    else if (char === '}' && !quoted) return at;
  }
  return null;
}

function partsOf(text: string, environment: Environment): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  const found = holes(text);
  if (found.length > MAX_EXPRESSIONS) {
    const { start, end } = found[MAX_EXPRESSIONS] as Hole;
    fail({ at: start, length: end - start }, `Too many expressions: ${MAX_EXPRESSIONS} are the most.`);
  }
  for (const hole of found) {
    addText(parts, text, at, hole.start - 1);
    if (!hole.closed)
      fail({ at: hole.start - 1, length: 1 }, 'There is no } for this {. Write {{ for a brace.');
    parts.push(expressionPart(text, hole, environment));
    at = hole.end + 1;
  }
  addText(parts, text, at, text.length);
  return parts;
}

/** Adds the text between two places, with its doubled braces as one. */
function addText(parts: TemplatePart[], text: string, from: number, to: number): void {
  const piece = text.slice(from, to);
  const single = piece.replace(/\{\{|\}\}/g, '  ').indexOf('}');
  if (single >= 0) fail({ at: from + single, length: 1 }, 'There is no { for this }. Write }} for a brace.');
  if (piece !== '') parts.push(piece.replace(/\{\{/g, '{').replace(/\}\}/g, '}'));
}

function expressionPart(text: string, { start, end }: Hole, environment: Environment): TemplatePart {
  const inner = text.slice(start, end);
  const colon = formatColon(inner);
  const source = colon === null ? inner : inner.slice(0, colon);
  if (source.trim() === '') {
    fail(
      { at: start - 1, length: end - start + 2 },
      'The braces are empty. Name a field in them, such as {address}.',
    );
  }
  const parsed = parseExpression(source, environment);
  if (!parsed.ok) {
    const { at, length, message } = parsed.problem;
    return fail({ at: at + start, length }, message);
  }
  const { expression } = parsed;
  if (colon === null) return { expression, format: null };
  const hint = inner.slice(colon + 1).trim();
  const place = { at: start + colon, length: inner.length - colon };
  if (hint !== 'x' && hint !== 'd' && hint !== 'b') {
    fail(place, 'Behind the colon stands x for hexadecimal, d for decimal or b for binary.');
  }
  if (expression.type.kind !== 'number') fail(place, 'Only numbers can be written in another way.');
  return { expression, format: hint };
}

/** Where the colon in front of a format stands: the last one that is no part of `::` and in no text. */
function formatColon(inner: string): number | null {
  const colon = inner.lastIndexOf(':');
  if (colon < 0 || inner[colon - 1] === ':' || inner.includes('"', colon)) return null;
  return colon;
}
