/** Which values stand where in the text: beside the lines of the function that the shown line is in. */
import type { SourceValue } from '../../../shared/debugger-types';

/** Lines of a function, 1-based: its declaration and the brace that closes it. */
export interface FunctionLines {
  readonly first: number;
  readonly last: number;
}

/** What stands after the text of a line. */
export interface InlineValue {
  readonly line: number;
  readonly text: string;
  /** On the line that the function is at. */
  readonly current: boolean;
}

/** A function, or a method of a class; a call on a line of its own ends with a semicolon. */
const DECLARATION =
  /^(?:(?:export )?function | {2}(?:private |static )*\*?(?!(?:if|for|while|switch)\b)[a-zA-Z]\w*\((?!.*;$))/;

/** The function that a line is in; `null` outside of every function. */
export function functionAround(lines: readonly string[], line: number): FunctionLines | null {
  for (let at = line; at > 0; at--) {
    const text = lines[at - 1] ?? '';
    if (!DECLARATION.test(text)) continue;
    const closing = text.startsWith('  ') ? '  }' : '}';
    const length = lines.slice(at).findIndex((after) => after.startsWith(closing));
    const last = length < 0 ? lines.length : at + length + 1;
    return last >= line ? { first: at, last } : null;
  }
  return null;
}

/** The line on which a function names an argument: its declaration may reach over several. */
function lineOfArgument(lines: readonly string[], { first }: FunctionLines, name: string): number {
  const named = new RegExp(`\\b${name}\\b\\??:`);
  for (let at = first; at <= lines.length; at++) {
    const text = lines[at - 1] ?? '';
    if (named.test(text)) return at;
    if (/[{;]$/.test(text)) break;
  }
  return first;
}

/** `name = value` for each value, in the order of the lines. */
export function inlineValues(
  lines: readonly string[],
  values: readonly SourceValue[],
  line: number,
): InlineValue[] {
  const around = functionAround(lines, line);
  if (around === null) return [];
  return values
    .map(({ name, value, line: at }) => {
      const place = at === 0 ? lineOfArgument(lines, around, name) : at;
      return { line: place, text: `${name} = ${value}`, current: place === line };
    })
    .sort((a, b) => a.line - b.line);
}

/** The name under a column of a line, with what it belongs to: `rela.OFFSET`; `null` between names. */
export function nameAt(text: string, column: number): { name: string; first: number; last: number } | null {
  for (const match of text.matchAll(/[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*/g)) {
    const parts = match[0].split('.');
    let start = match.index;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string;
      const end = start + part.length;
      if (column > start && column <= end + 1) {
        return { name: parts.slice(0, i + 1).join('.'), first: start + 1, last: end + 1 };
      }
      start = end + 1;
    }
  }
  return null;
}
