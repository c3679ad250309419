/** Addresses that people type, as positions of a space. */
import { PAGE_SIZE, parseAddress } from '../../../shared/address';
import type { LinkTarget, MemorySpace } from '../../../shared/view-types';

/**
 * The position of an address of a space.
 *
 * @param size bytes of the space
 * @returns `null` where the text is no address, or none of this space
 */
export function positionOfAddress(text: string, space: MemorySpace, size: number): number | null {
  const address = parseAddress(text);
  if (address === null) return null;
  const position = space === 'virtual' ? BigInt.asUintN(48, address) : address;
  const canonical = space !== 'virtual' || BigInt.asUintN(64, BigInt.asIntN(48, address)) === address;
  return canonical && position < BigInt(size) ? Number(position) : null;
}

/** The position that a link into memory leads to; `null` for others and none. */
export function positionOfTarget(target: LinkTarget | undefined): number | null {
  return target?.type === 'memory' ? target.page * PAGE_SIZE + target.offset : null;
}
