import type { ProvenanceName } from '../../shared/provenance';

const CLASSES: Readonly<Record<ProvenanceName, string>> = {
  free: 'p-free',
  fileReadOnly: 'p-ro',
  fileCode: 'p-rx',
  fileData: 'p-rw',
  bss: 'p-bss',
  copied: 'p-cow',
  relocated: 'p-rel',
  pageTable: 'p-pt',
  fileUnmapped: 'p-file',
  handedOver: 'p-hand',
};

/** The class that sets `--p` and `--pc` to a provenance's colour. */
export function provenanceClass(name: ProvenanceName): string {
  return CLASSES[name];
}

/** The legend, in the order of the status bar. */
export const LEGEND: readonly { readonly name: ProvenanceName; readonly label: string }[] = [
  { name: 'fileReadOnly', label: 'read-only' },
  { name: 'fileCode', label: 'code' },
  { name: 'fileData', label: 'data' },
  { name: 'bss', label: 'bss zero' },
  { name: 'copied', label: 'copy' },
  { name: 'relocated', label: 'relocated' },
  { name: 'handedOver', label: 'handed over' },
  { name: 'pageTable', label: 'page table' },
];
