/** The parts of the kernel file, as the list beside them names them. */
import type { KernelSummary } from '../../../shared/kernel-types';
import type { IconName } from '../../components/icons';
import { formatCount } from '../../composables/format';
import type { KernelTab } from '../../stores/kernel-view';

/** A part in the list. */
export interface Part {
  readonly id: KernelTab;
  readonly label: string;
  readonly icon: IconName;
  /** How many entries it has; empty where that says nothing. */
  readonly count: string;
  /** How many things are wrong with it. */
  readonly problems: number;
}

const LABELS: readonly (readonly [KernelTab, string, IconName])[] = [
  ['overview', 'Overview', 'info'],
  ['header', 'ELF header', 'file'],
  ['segments', 'Segments', 'segment'],
  ['sections', 'Sections', 'section'],
  ['dynamic', 'Dynamic', 'link'],
  ['notes', 'Notes', 'bookmark'],
  ['symbols', 'Symbols', 'symbol'],
  ['relocations', 'Relocations', 'relocation'],
  ['runtime', 'TLS, RELRO, entry', 'stage'],
  ['picture', 'Picture', 'touched'],
];

type Counted = 'segments' | 'sections' | 'dynamic' | 'notes' | 'symbols' | 'relocations';
const COUNTED: ReadonlySet<string> = new Set<Counted>([
  'segments',
  'sections',
  'dynamic',
  'notes',
  'symbols',
  'relocations',
]);

/** All parts, with counts as far as they are known. The overview has everything that is wrong. */
export function partsOf(summary: KernelSummary | null): Part[] {
  return LABELS.map(([id, label, icon]) => {
    const counted = summary !== null && COUNTED.has(id) ? summary[id as Counted] : null;
    const wrong = summary?.wrong ?? [];
    return {
      id,
      label,
      icon,
      count: counted === null ? '' : formatCount(counted),
      problems: id === 'overview' ? wrong.length : wrong.filter(({ part }) => part === id).length,
    };
  });
}

/** What a part is called for those who listen. */
export function partName({ label, count, problems }: Part): string {
  const wrong =
    problems === 0 ? '' : problems === 1 ? '1 thing wrong' : `${formatCount(problems)} things wrong`;
  return [label, count, wrong].filter((text) => text !== '').join(', ');
}
