import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import { DOCUMENT_SOURCE, type AttachedSource } from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
import { sizeOfSpace } from '../panels/memory/space-parts';
import { kernelShift } from './compare-sides';
import { useDocumentStore } from './document';
import type { MemoryView } from './memory-view-state';
import { useSourcesStore } from './sources';
import { useTimeStore } from './time';

const SPACE_NAMES: Readonly<Record<MemorySpace, string>> = {
  physical: 'Physical',
  virtual: 'Virtual',
  file: 'File',
};

/** Bytes of the virtual address space. */
const VIRTUAL_BYTES = PAGE_COUNT * PAGE_SIZE;

const SPACE_LABELS: Readonly<Record<MemorySpace, string>> = {
  physical: 'Physical memory',
  virtual: 'Virtual memory of the kernel',
  file: 'Kernel file',
};

/** What is to be known of views: their names, what they show, how large that is. */
export interface ViewFacts {
  /** An attached source, while it is there. */
  sourceOf(id: number): AttachedSource | undefined;
  /** The name of a view on its tab, e.g. `Virtual 2`, `Physical @120`, `File of other.elf`. */
  titleOf(view: MemoryView): string;
  /** What a view shows, in words. */
  labelOf(view: MemoryView): string;
  /** The moment that a view is at. */
  momentOf(view: Pick<MemoryView, 'source' | 'moment'>): number;
  /** Bytes in the space of a view; 0 while nothing is loaded. */
  sizeOf(view: MemoryView): number;
  /** Where an address of one source lies in another: kernels that came out elsewhere are laid over each other. */
  shifted(address: number, from: number, to: number): number;
}

/** Facts about views of the document and of what is attached beside it. */
export function useViewFacts(): ViewFacts {
  const documents = useDocumentStore();
  const sources = useSourcesStore();
  const time = useTimeStore();

  function sourceOf(id: number): AttachedSource | undefined {
    return sources.list.find((one) => one.id === id);
  }

  function titleOf({ space, number, source, moment }: MemoryView): string {
    const name = SPACE_NAMES[space] + (number > 1 ? ` ${number}` : '');
    const of = source === DOCUMENT_SOURCE ? '' : ` of ${sourceOf(source)?.name ?? 'nothing'}`;
    // A dump has one moment only.
    const isNamed = moment !== null && sourceOf(source)?.kind !== 'dump';
    return name + of + (isNamed ? ` @${moment.toLocaleString('en-US')}` : '');
  }

  function momentOf({ source, moment }: Pick<MemoryView, 'source' | 'moment'>): number {
    if (moment !== null) return moment;
    return source === DOCUMENT_SOURCE ? time.moment : (sourceOf(source)?.lastMoment ?? 0);
  }

  function labelOf(view: MemoryView): string {
    return titleOf(view).replace(SPACE_NAMES[view.space], SPACE_LABELS[view.space]);
  }

  function sizeOf({ space, source }: MemoryView): number {
    return sizeOfSpace(space, source === DOCUMENT_SOURCE ? documents.summary : (sourceOf(source) ?? null));
  }

  function shifted(address: number, from: number, to: number): number {
    const { list } = sources;
    const virtualAddressOffset = documents.summary?.virtualAddressOffset ?? null;
    const shift = kernelShift({ source: from }, { source: to }, { list, virtualAddressOffset }) ?? 0;
    return (address + shift + VIRTUAL_BYTES) % VIRTUAL_BYTES;
  }

  return { sourceOf, titleOf, labelOf, momentOf, sizeOf, shifted };
}
