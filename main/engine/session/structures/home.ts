/** What structures are found in: a load, or a dump. */
import type { LinkTarget, MemorySpace } from '../../../../shared/view-types';
import type { BytesAt } from './bytes-at';
import type { Catalogue } from './catalogue';
import type { Placement } from './placement';
import type { Structure } from './structure';

/** An ELF file, and what is known of its addresses. */
export interface ElfHome {
  readonly elf: Uint8Array;
  /** What is added to the file's addresses where it is loaded. */
  readonly offset: bigint;
  /** The symbol at an address of the loaded file; `null` where none is known. */
  symbolAt(address: bigint): string | null;
  /** Leads to a byte that the file has. */
  fileLink(offset: number): LinkTarget;
  /** Leads to an address of the loaded file; `null` where nobody knows where that is. */
  addressLink(address: bigint): LinkTarget | null;
}

/** Memory with structures in it. */
export interface StructureHome {
  /** Those of the file, found when the first question comes. */
  readonly catalogue: Catalogue;
  /** What a page of a space shows at a moment; `null` where it is nothing that has structures. */
  placementOf(space: MemorySpace, page: number, moment: number): Placement | null;
  /** The placement of a name at a moment; `null` where the space has none of that name. */
  namedPlacement(space: MemorySpace, id: string, moment: number): Placement | null;
  /** The page table in a frame; `null` where there is none. */
  pageTable(frame: number, moment: number): Structure | null;
  /** `length` bytes of a space from position `first` on. */
  read(space: MemorySpace, first: number, length: number, moment: number): BytesAt;
}
