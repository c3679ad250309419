import type { CommandInfo } from '../../../shared/commands';
import type { MenuCommand } from '../../../shared/contract';

/** Where a typed text was found in a label: pairs of first letter and the one behind the last. */
export type Marks = readonly (readonly [number, number])[];

/** A command that fits a typed text. */
export interface RankedCommand {
  readonly info: CommandInfo;
  readonly marks: Marks;
}

interface Fit {
  /** Smaller is better. */
  readonly cost: number;
  readonly marks: Marks;
}

/** Starts of words, where a letter counts most. */
function isStart(text: string, at: number): boolean {
  return at === 0 || /[\s:.-]/.test(text.charAt(at - 1));
}

/** How well the letters of `typed` fit `text` in their order; `null` where one is missing. */
export function fuzzyFit(typed: string, text: string): Fit | null {
  const lower = text.toLowerCase();
  const at = lower.indexOf(typed);
  if (lower === typed) return { cost: -1, marks: [[0, typed.length]] };
  if (at >= 0) return { cost: at === 0 ? 0 : isStart(lower, at) ? 1 : 2, marks: [[at, at + typed.length]] };
  const marks: [number, number][] = [];
  let cost = 3;
  let from = 0;
  for (const letter of typed.replace(/\s+/g, '')) {
    const found = nextLetter(lower, letter, from);
    if (found < 0) return null;
    const last = marks.at(-1);
    if (last?.[1] === found) last[1] = found + 1;
    else {
      cost += isStart(lower, found) ? 1 : 2;
      marks.push([found, found + 1]);
    }
    from = found + 1;
  }
  return { cost, marks };
}

/** The next place of a letter: right here, else at the start of a word, else anywhere. */
function nextLetter(text: string, letter: string, from: number): number {
  if (text.charAt(from) === letter) return from;
  for (let at = text.indexOf(letter, from); at >= 0; at = text.indexOf(letter, at + 1)) {
    if (isStart(text, at)) return at;
  }
  return text.indexOf(letter, from);
}

/**
 * The commands that fit a typed text, the best first; what was used last comes first among equals, and for an empty
 * text before all others.
 */
export function rankCommands(
  commands: readonly CommandInfo[],
  typed: string,
  recent: readonly MenuCommand[],
): RankedCommand[] {
  const wanted = typed.trim().toLowerCase();
  const age = new Map(recent.map((command, index) => [command, index]));
  const ageOf = (info: CommandInfo): number => age.get(info.command) ?? Infinity;
  return commands
    .map((info, place) => ({ info, place, fit: fitOf(info, wanted) }))
    .filter((one): one is typeof one & { readonly fit: Fit } => one.fit !== null)
    .sort((a, b) => a.fit.cost - b.fit.cost || compareAges(ageOf(a.info), ageOf(b.info)) || a.place - b.place)
    .map(({ info, fit }) => ({ info, marks: fit.marks }));
}

/** A command by its label, or by the beginning of its group with something of its label: `view log`. */
function fitOf(info: CommandInfo, wanted: string): Fit | null {
  if (wanted === '') return { cost: 0, marks: [] };
  const own = fuzzyFit(wanted, info.label);
  if (own !== null) return own;
  const [group = '', ...rest] = wanted.split(/[\s:]+/);
  if (!info.group.toLowerCase().startsWith(group)) return null;
  const label = rest.join(' ').trim();
  const inLabel = label === '' ? { cost: 0, marks: [] } : fuzzyFit(label, info.label);
  return inLabel === null ? null : { cost: inLabel.cost + 2, marks: inLabel.marks };
}

function compareAges(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
