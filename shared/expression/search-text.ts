/** Looking for something in a text: case aside, and never slower than text and pattern are long. */
import type { SearchOperator } from './types';

/** Longest pattern. */
export const MAX_PATTERN = 200;

/** Whether a text has the pattern where the operator says. */
export function textTest(operator: SearchOperator, pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  switch (operator) {
    case 'contains':
      return (text) => text.toLowerCase().includes(wanted);
    case 'startsWith':
      return (text) => text.toLowerCase().startsWith(wanted);
    case 'endsWith':
      return (text) => text.toLowerCase().endsWith(wanted);
    case 'matches':
      return (text) => matchesGlob(text.toLowerCase(), wanted);
  }
}

/** Whether a pattern stands for a whole text: `*` for any characters, `?` for one. */
function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let inPattern = 0;
  // Where to go on if what follows the last star does not fit: one character later.
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    const sign = pattern[inPattern];
    if (sign === '*') {
      star = inPattern++;
      retry = at;
    } else if (sign === '?' || sign === text[at]) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      inPattern = star + 1;
      at = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
