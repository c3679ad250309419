import type { SquareKind } from '../../components/picture/square-paint';
import type { Level4Budget, Level4Slot } from '../../../shared/table-types';
import { formatCount } from '../../composables/format';

/** States of an entry, in the order of {@link LEVEL4_KINDS}. */
const STATES = [
  'free',
  'taken',
  'outside',
  'chosen',
  'kernel',
] as const satisfies readonly Level4Slot['state'][];

const LABELS: Readonly<Record<Level4Slot['state'], string>> = {
  free: 'free',
  taken: 'taken',
  outside: 'outside the dynamic range',
  chosen: 'chosen for the kernel',
  kernel: 'kernel segments',
};

const LOOKS: Readonly<Record<Level4Slot['state'], SquareKind>> = {
  free: { token: '--pc-file', texture: 'outline' },
  taken: { token: '--pc-file', texture: 'plain' },
  // A bar is seen in squares that are too small for a hatch.
  outside: { token: '--pc-file', texture: 'bar' },
  chosen: { token: '--pc-ro', texture: 'hatch' },
  kernel: { token: '--pc-rx', texture: 'plain' },
};

/** How the squares look. */
export const LEVEL4_KINDS: readonly SquareKind[] = STATES.map((state) => LOOKS[state]);

/** How squares of a state look. */
export function level4Kind(state: Level4Slot['state']): SquareKind {
  return LOOKS[state];
}

/** For each entry the place of its kind. */
export function level4Squares(slots: readonly Level4Slot[]): Uint8Array {
  return Uint8Array.from(slots, ({ state }) => STATES.indexOf(state));
}

/** What the colours mean, with how many entries have them. */
export function level4Legend(
  slots: readonly Level4Slot[],
): readonly { readonly state: Level4Slot['state']; readonly label: string; readonly count: number }[] {
  return STATES.map((state) => ({
    state,
    label: LABELS[state],
    count: slots.filter((slot) => slot.state === state).length,
  })).filter(({ count }) => count > 0);
}

/** An entry in a sentence or two. */
export function slotSentence({ index, virt, state, reason, pages }: Level4Slot): string {
  const mapped = pages === 0 ? '' : ` ${formatCount(pages)} ${pages === 1 ? 'page is' : 'pages are'} mapped.`;
  return `P4[${index}], ${virt}: ${LABELS[state]}.${reason === '' ? '' : ` ${reason}`}${mapped}`;
}

/** The budget in a few words. */
export function budgetText({ slots, free }: Level4Budget): string {
  return `${formatCount(free)} of ${formatCount(slots.length)} entries free, 512 GiB each`;
}

/** What was chosen, as facts. */
export function choiceFacts(
  choice: NonNullable<Level4Budget['choice']>,
): readonly { readonly label: string; readonly value: string }[] {
  return [
    { label: 'Base', value: choice.base },
    { label: 'Offset', value: choice.offset },
    { label: 'Size', value: choice.size },
    { label: 'Alignment', value: choice.align },
  ];
}
