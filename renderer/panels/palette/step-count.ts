import type { Direction, MoveCommand } from '../../../shared/view-types';

/** A movement that is done many times. */
export interface StepCount {
  readonly command: Extract<MoveCommand, 'into' | 'over' | 'out' | 'continue'>;
  readonly direction: Direction;
  readonly count: number;
}

/** More than any load has moments; the engine takes no larger number. */
const MOST = 2 ** 27;

const COMMANDS = { into: 'into', over: 'over', out: 'out', continue: 'continue' } as const;
/** Words for the movements, beside their names. */
const SYNONYMS: Readonly<Record<string, StepCount['command']>> = {
  ...COMMANDS,
  op: 'into',
  ops: 'into',
  step: 'over',
  steps: 'over',
  stage: 'out',
  stages: 'out',
  breakpoint: 'continue',
  breakpoints: 'continue',
};

/**
 * Reads how far to step, in any order of words: `100`, `over 100`, `into back 12`, `back 3 stages`. Without a word the
 * steps are counted that "over" goes.
 *
 * @returns what is wrong with the text where it is none
 */
export function parseStepCount(text: string): StepCount | string {
  let command: StepCount['command'] | null = null;
  let direction: Direction = 'forward';
  let count: number | null = null;
  for (const word of text.trim().toLowerCase().split(/\s+/).filter(Boolean)) {
    const digits = /^(-?)(\d[\d,]*)$/.exec(word);
    if (digits !== null) {
      if (count !== null) return 'One number is enough.';
      count = Number((digits[2] ?? '').replace(/,/g, ''));
      if (digits[1] === '-') direction = 'back';
    } else if (word === 'back' || word === 'forward') {
      direction = word;
    } else if (Object.hasOwn(SYNONYMS, word) && command === null) {
      command = SYNONYMS[word] ?? null;
    } else {
      return `“${word}” is no movement: into, over, out, continue; back; a number.`;
    }
  }
  if (count === null) return 'How many? e.g. over 100, into back 12, 3 stages.';
  if (count < 1 || count > MOST) return `A number from 1 to ${MOST.toLocaleString('en-US')}.`;
  return { command: command ?? 'over', direction, count };
}

const UNITS: Readonly<Record<StepCount['command'], string>> = {
  into: 'op',
  over: 'step',
  out: 'stage',
  continue: 'breakpoint',
};

/** What will be done, in words: `12 ops back`. */
export function describeStepCount({ command, direction, count }: StepCount): string {
  const unit = count === 1 ? UNITS[command] : `${UNITS[command]}s`;
  return `${count.toLocaleString('en-US')} ${unit} ${direction === 'back' ? 'back' : 'on'}`;
}
