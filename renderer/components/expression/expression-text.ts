import type { ExpressionProblem } from '../../../shared/breakpoint';

/** Characters shown on either side of what is wrong in a long text. */
const CONTEXT = 24;

/** A text cut where its problem is. */
export interface ProblemParts {
  readonly before: string;
  readonly wrong: string;
  readonly after: string;
}

/** What is wrong in a text, with something of what is round it; a problem at the end stands for what is missing there. */
export function problemParts(text: string, { at, length }: ExpressionProblem): ProblemParts {
  const end = at + length;
  const before = text.slice(Math.max(at - CONTEXT, 0), at);
  const after = text.slice(end, end + CONTEXT);
  return {
    before: at > CONTEXT ? `…${before}` : before,
    wrong: text.slice(at, end) || ' ',
    after: end + CONTEXT < text.length ? `${after}…` : after,
  };
}

/** A text with a word replaced, and where the cursor then stands: in the parentheses of a function. */
export function applied(
  text: string,
  word: { readonly from: number; readonly to: number },
  insert: string,
): { text: string; cursor: number } {
  const empty = insert.endsWith('()') ? 1 : 0;
  return {
    text: text.slice(0, word.from) + insert + text.slice(word.to),
    cursor: word.from + insert.length - empty,
  };
}
