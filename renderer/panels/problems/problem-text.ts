import { hex, virtOfPage } from '../../../shared/address';
import type { Problem, ProblemRule, Problems, Severity } from '../../../shared/problem-types';
import type { LinkTarget } from '../../../shared/view-types';
import type { IconName } from '../../components/icons';
import { formatCount } from '../../composables/format';

/** Icon, class of the colour, and word of a severity. */
export const SEVERITY_LOOKS: Readonly<Record<Severity, { icon: IconName; tone: string; word: string }>> = {
  error: { icon: 'failed', tone: 'err', word: 'error' },
  warning: { icon: 'warning', tone: 'warn', word: 'warning' },
  note: { icon: 'info', tone: 't2', word: 'note' },
};

/** A part of a text; a linked one leads where its finding does. */
export interface TitlePart {
  readonly text: string;
  readonly mono: boolean;
  readonly linked: boolean;
}

/** The address that a link leads to, as texts write it; `null` for a link to a moment. */
export function linkAddress(link: LinkTarget | null): string | null {
  if (link === null || link.type === 'moment') return null;
  const { space, page, offset } = link;
  return hex(space === 'virtual' ? virtOfPage(page, offset) : page * 4096 + offset);
}

/** A title in parts: addresses are code, and the one that the finding links to is a link. */
export function titleParts({ title, link }: Pick<Problem, 'title' | 'link'>): TitlePart[] {
  const address = linkAddress(link);
  return title
    .split(/(0x[0-9a-f]+)/)
    .map((text, index) => ({ text, mono: index % 2 === 1, linked: index % 2 === 1 && text === address }))
    .filter(({ text }) => text !== '');
}

/** What a row says to who cannot see it, beyond its texts: severity, title, consequence, place. */
export function rowName({ severity, title, consequence, place }: Problem): string {
  const parts = [SEVERITY_LOOKS[severity].word, title, consequence, place];
  return parts.filter((part) => part !== '').join(', ');
}

/** What is said where nothing is wrong, or nothing but remarks; empty where something is. */
export function allClear({ problems }: Problems): string {
  if (problems.length === 0) return 'No problems: the kernel loads.';
  if (problems.every(({ severity }) => severity === 'note')) return 'No problems: only remarks.';
  return '';
}

/** `12 more of this kind`; the rule is named for who reads the outputs for machines too. */
export function moreText(rule: ProblemRule, count: number): string {
  return `${formatCount(count)} more of rule ${rule}`;
}
