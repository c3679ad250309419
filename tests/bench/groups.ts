import { codeGroups } from './code';
import { colourGroups } from './colours';
import { comparingGroups } from './comparing';
import { debuggerGroups } from './debugger';
import { frameGroups } from './frames';
import { rowsOf, type Group } from './group';
import { growthGroups } from './growth';
import { heldGroups } from './held';
import { loadingGroups } from './loading';
import { memoryUseGroups } from './memory-use';
import { openingGroups } from './opening';
import { pageTableGroups } from './page-tables';
import { rawExportGroups } from './raw-export';
import { repaintGroups } from './repaint';
import { scrollGroups } from './scroll';
import { searchGroups } from './search';
import { symbolGroups } from './symbols';

/** What `npm run bench` measures unless it is told what to measure, in this order. */
export const GROUPS: readonly Group[] = [
  ...loadingGroups,
  ...memoryUseGroups,
  ...repaintGroups,
  ...pageTableGroups,
  ...frameGroups,
  ...symbolGroups,
  ...codeGroups,
  ...debuggerGroups,
  ...colourGroups,
  ...searchGroups,
  ...comparingGroups,
  ...rawExportGroups,
  ...openingGroups,
  ...heldGroups,
  ...scrollGroups,
];

/** Groups that are only measured when they are named. */
export const GROUPS_ON_REQUEST: readonly Group[] = growthGroups;

/**
 * The groups whose name, or the name of one of whose rows, holds one of the texts; the usual ones where none is given.
 */
export function chosenGroups(texts: readonly string[]): readonly Group[] {
  if (texts.length === 0) return GROUPS;
  const holds = (name: string): boolean =>
    texts.some((text) => name.toLowerCase().includes(text.toLowerCase()));
  const names = (group: Group): string[] => [group.name, ...rowsOf(group).map(([, { name }]) => name)];
  const usual = GROUPS.filter((group) => names(group).some(holds));
  // Their rows are named after what other groups measure: only the group's own name chooses them.
  return [...usual, ...GROUPS_ON_REQUEST.filter(({ name }) => holds(name))];
}
