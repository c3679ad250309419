/** The legend of a memory view: which colours it names, in which order, in which words. */
import { PROVENANCE, type ProvenanceName } from '../../../shared/provenance';
import { formatBytes, formatCount } from '../../composables/format';

/** One colour of the legend. */
export interface LegendRow {
  readonly name: ProvenanceName;
  readonly label: string;
  /** Bytes that have it, in short. */
  readonly size: string;
  /** The same for the tooltip and for screen readers, exact. */
  readonly detail: string;
}

/** In the order of the legend, with words that need no other. */
const LABELS: readonly (readonly [ProvenanceName, string])[] = [
  ['fileReadOnly', 'read-only'],
  ['fileCode', 'code'],
  ['fileData', 'data'],
  ['bss', 'bss zero'],
  ['copied', 'copy'],
  ['relocated', 'relocated'],
  ['handedOver', 'handed over'],
  ['pageTable', 'page table'],
  ['fileUnmapped', 'unmapped'],
  ['free', 'untouched'],
];

/** What each colour stands for. */
const MEANINGS: Readonly<Record<ProvenanceName, string>> = {
  fileReadOnly: 'Bytes of the kernel file, mapped read-only',
  fileCode: 'Bytes of the kernel file, mapped executable',
  fileData: 'Bytes of the kernel file, mapped writable',
  bss: 'Zeroed for a bss',
  copied: 'Bytes of a copied frame',
  relocated: 'Written by a relocation',
  handedOver: 'Handed over between kernel and bootloader: configuration, TLS template',
  pageTable: 'Page-table entries',
  fileUnmapped: 'Bytes of the kernel file that no page shows',
  free: 'Memory that nothing has touched',
};

/**
 * The colours that a space has, and those that are chosen although it has them no more.
 *
 * @param bytes by the number of the colour
 */
export function legendRows(bytes: readonly number[], chosen: readonly ProvenanceName[]): LegendRow[] {
  return LABELS.filter(([name]) => (bytes[PROVENANCE[name]] ?? 0) > 0 || chosen.includes(name)).map(
    ([name, label]) => {
      const count = bytes[PROVENANCE[name]] ?? 0;
      const unit = count === 1 ? 'byte' : 'bytes';
      return {
        name,
        label,
        size: formatBytes(count),
        detail: `${MEANINGS[name]}: ${formatCount(count)} ${unit}`,
      };
    },
  );
}

/** The colour's label. */
export function labelOf(name: ProvenanceName): string {
  return LABELS.find(([one]) => one === name)?.[1] ?? name;
}
