import type { IconName } from '../../components/icons';
import type { GotoKind, GotoTarget } from '../../../shared/view-types';

/** Targets of related kinds under one heading. */
export interface GotoGroup {
  readonly title: string;
  readonly rows: readonly { readonly index: number; readonly target: GotoTarget }[];
}

const TITLES: Readonly<Record<GotoKind, string>> = {
  moment: 'Moments',
  step: 'Moments',
  stage: 'Moments',
  relocation: 'Moments',
  segment: 'Segments and sections',
  section: 'Segments and sections',
  symbol: 'Symbols',
  virtual: 'Addresses',
  physical: 'Addresses',
  file: 'Addresses',
};

/** The icon of a kind of target. */
export const GOTO_ICONS: Readonly<Record<GotoKind, IconName>> = {
  moment: 'now',
  step: 'over',
  stage: 'stage',
  relocation: 'relocation',
  segment: 'segment',
  section: 'section',
  symbol: 'symbol',
  virtual: 'memory',
  physical: 'physical',
  file: 'file',
};

/** Groups targets by kind; the group of the best one comes first, and `index` counts through all groups. */
export function gotoGroups(targets: readonly GotoTarget[]): GotoGroup[] {
  const titles = [...new Set(targets.map(({ kind }) => TITLES[kind]))];
  let index = 0;
  return titles.map((title) => ({
    title,
    rows: targets.filter(({ kind }) => TITLES[kind] === title).map((target) => ({ index: index++, target })),
  }));
}
