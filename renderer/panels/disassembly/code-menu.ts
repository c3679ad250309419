import type { CodeRow, CodeToken } from '../../../shared/kernel-types';
import { addressAt, hex, PAGE_SIZE } from '../../../shared/address';
import type { BreakpointTarget } from '../../../shared/breakpoint';
import type { LinkTarget } from '../../../shared/view-types';
import type { MenuItem } from '../../components/menu-item';
import type { LineBytes } from '../../stores/code-place';

/** What can be done with a line of code. */
export const CODE_ACTIONS = [
  'follow',
  'side',
  'memory',
  'relocation',
  'relocationRow',
  'break',
  'address',
  'history',
  'copy',
  'copyBytes',
  'copyAddress',
] as const;
export type CodeAction = (typeof CODE_ACTIONS)[number];

/** Where a line leads first: its target, else its first operand with a place. */
export function linkOfRow({ target, tokens }: CodeRow): LinkTarget | null {
  if (target !== null) return linkTo(target);
  return tokens.find(({ link }) => link !== null)?.link ?? null;
}

/** A link to a position of the virtual space. */
export function linkTo(position: number): LinkTarget {
  const page = Math.floor(position / PAGE_SIZE);
  return { type: 'memory', space: 'virtual', page, offset: position - page * PAGE_SIZE };
}

/** Writes to bytes of lines. */
export function breakpointOf({ first, end }: LineBytes): BreakpointTarget {
  const text = (position: number): string => hex(addressAt('virtual', position));
  return { type: 'range', space: 'virtual', first: text(first), last: text(end - 1), events: ['written'] };
}

/** What a token that leads somewhere says. */
export function linkText({ text, link }: CodeToken): string {
  if (link?.type !== 'memory') return text;
  const address = hex(addressAt('virtual', link.page * PAGE_SIZE + link.offset));
  return address === text ? text : `${text}, ${address}`;
}

/** Where a menu is about a line. */
export interface CodeMenuFacts {
  /** The code is the document's own: it has a history and breakpoints. */
  readonly own: boolean;
  /** Memory views show its bytes at these addresses. */
  readonly inMemory: boolean;
  /** A breakpoint waits for writes to the lines. */
  readonly breaks: boolean;
}

/** The menu of a line; what cannot be done with this one is not enabled. */
export function codeMenu(row: CodeRow, { own, inMemory, breaks }: CodeMenuFacts): MenuItem[] {
  const item = (id: CodeAction, label: string, more: Partial<MenuItem> = {}): MenuItem => ({
    id,
    label,
    ...more,
  });
  const isGap = row.kind === 'gap';
  const leads = linkOfRow(row) !== null;
  const number = row.relocation === null ? '' : ` #${row.relocation.index}`;
  return [
    item('follow', row.target === null ? 'Go to its operand' : 'Go to its target', {
      keys: 'Enter',
      disabled: !leads,
    }),
    item('side', leads ? 'Show that to the side' : 'Show its bytes to the side', {
      keys: 'Ctrl+Enter',
      disabled: isGap || !inMemory,
    }),
    item('memory', 'Show its bytes in virtual memory', { disabled: isGap || !inMemory }),
    item('relocation', `Go to the step of relocation${number}`, {
      keys: 'Shift+Enter',
      disabled: !own || row.relocation === null,
      separated: true,
    }),
    item('relocationRow', `Show relocation${number} in the kernel file`, {
      disabled: !own || row.relocation === null,
    }),
    item('break', 'Break when its bytes are written', { checked: breaks, disabled: !own, separated: true }),
    item('address', 'Look up its address'),
    item('history', 'History of its bytes', { disabled: !own || isGap }),
    item('copy', 'Copy as text', { keys: 'Ctrl+C', separated: true }),
    item('copyBytes', 'Copy bytes', { disabled: isGap }),
    item('copyAddress', 'Copy address'),
  ];
}
