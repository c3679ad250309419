/** Where in the kernel file a byte of memory comes from: only such bytes can be edited. */
import { PAGE_SIZE } from '../../../../shared/address';
import { PROVENANCE, PROVENANCE_NAMES, type ProvenanceName } from '../../../../shared/provenance';
import type { MemorySpace, PageView } from '../../../../shared/view-types';

/** A byte's offset in the file, or why it has none. */
export type ByteOrigin = { readonly offset: number } | { readonly reason: string };

/** Bytes that are what the file has. */
const FROM_FILE: ReadonlySet<ProvenanceName> = new Set<ProvenanceName>([
  'fileReadOnly',
  'fileCode',
  'fileData',
  'fileUnmapped',
  'handedOver',
  'copied',
]);

const REASONS: Partial<Record<ProvenanceName, string>> = {
  bss: 'the loader zeroed it, the file has no such byte',
  relocated: 'a relocation wrote it: edit its entry in the file',
  pageTable: 'the loader wrote it into a page table',
};
const NOT_FROM_FILE = 'it does not come from the kernel file';

/** The numbers of {@link FROM_FILE}, for loops over a page. */
const IS_FROM_FILE = Uint8Array.from(PROVENANCE_NAMES, (name) => (FROM_FILE.has(name) ? 1 : 0));

/**
 * Where the byte at a position of a space comes from.
 *
 * @param page the page that has it, as it is shown; `null` while it is awaited
 */
export function byteOrigin(space: MemorySpace, position: number, page: PageView | null): ByteOrigin {
  if (page === null) return { reason: 'it is folded away, or still awaited' };
  const at = position - page.page * PAGE_SIZE;
  if (page.unreadable !== null) return { reason: `it cannot be read: ${page.unreadable}` };
  if (page.bytes === null || at >= page.length) return { reason: 'there is no byte' };
  if (space === 'file') return { offset: position };
  const number = page.provenance?.[at] ?? PROVENANCE.free;
  if ((page.fileOffset ?? null) !== null && IS_FROM_FILE[number] === 1) {
    return { offset: (page.fileOffset as number) + at };
  }
  return { reason: REASONS[PROVENANCE_NAMES[number] ?? 'free'] ?? NOT_FROM_FILE };
}

/** Whether the byte `at` of a page is the one that the file has at the page's offset. */
export function isFromFile(page: PageView, at: number): boolean {
  return IS_FROM_FILE[page.provenance?.[at] ?? PROVENANCE.free] === 1;
}
