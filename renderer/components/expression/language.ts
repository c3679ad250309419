/** What a field for expressions knows of the language that is typed into it. */
import type { ExpressionProblem } from '../../../shared/breakpoint';
import { complete, completeTemplate, type Completions } from '../../../shared/expression/complete';
import { parseCondition, parseExpression } from '../../../shared/expression/parse';
import { RANGE_ENVIRONMENT } from '../../../shared/expression/range-environment';
import { STEP_ENVIRONMENT } from '../../../shared/expression/step-environment';
import { parseTemplate } from '../../../shared/expression/template';
import type { Environment } from '../../../shared/expression/types';
import { WATCH_ENVIRONMENT } from '../../../shared/expression/watch-environment';

/** A condition over steps or over mapped ranges, a watch of any type, or a text with expressions over steps in braces. */
export type ExpressionKind = 'step' | 'range' | 'watch' | 'template';

const ENVIRONMENTS: Readonly<Record<Exclude<ExpressionKind, 'template'>, Environment>> = {
  step: STEP_ENVIRONMENT,
  range: RANGE_ENVIRONMENT,
  watch: WATCH_ENVIRONMENT,
};

/** Where a text is wrong; an empty one is not. */
export function problemIn(text: string, kind: ExpressionKind): ExpressionProblem | null {
  if (text.trim() === '') return null;
  const parsed =
    kind === 'template'
      ? parseTemplate(text, STEP_ENVIRONMENT)
      : kind === 'watch'
        ? parseExpression(text, WATCH_ENVIRONMENT)
        : parseCondition(text, ENVIRONMENTS[kind]);
  return parsed.ok ? null : parsed.problem;
}

/** What could stand at the cursor. */
export function completionsAt(text: string, cursor: number, kind: ExpressionKind): Completions {
  if (kind === 'template') return completeTemplate(text, cursor, STEP_ENVIRONMENT);
  return complete(text, cursor, ENVIRONMENTS[kind]);
}

/**
 * Whether a list comes by itself while one types: when a value is missing or a word is begun, but not for a word that
 * is already there, nor for the operator that may follow a value.
 */
export function comesByItself({ from, items }: Completions, text: string, cursor: number): boolean {
  const typed = text.slice(from, cursor);
  const [first] = items;
  if (first === undefined || text.trim() === '') return false;
  if (typed === '') return first.kind !== 'operator';
  return !items.some(({ insert }) => insert.trim() === typed);
}

/** A text in pieces: before what is wrong, the wrong part (a space where it is empty), and behind it. */
export function markedParts(
  text: string,
  { at, length }: ExpressionProblem,
): { readonly before: string; readonly wrong: string; readonly after: string } {
  const end = Math.min(text.length, at + length);
  const wrong = text.slice(at, end);
  return { before: text.slice(0, at), wrong: wrong === '' ? ' ' : wrong, after: text.slice(end) };
}
