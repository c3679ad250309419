import { PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { MemorySpace } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import { segmentHoldsOffset } from '../../trace/ownership';
import type { CodePlace } from '../disassembly/disassembler';
import { frameBehind } from '../pages/page-view';
import { rightsOfPage } from '../rights';

/** Where the byte at a position of a space is executed at a moment. */
export function codePlace(view: LoadView, space: MemorySpace, position: number, moment: number): CodePlace {
  const page = Math.floor(position / PAGE_SIZE);
  const within = position % PAGE_SIZE;
  const symbolAt = (address: bigint): string | null => view.symbolAt(address);
  const shownBy = space === 'virtual' ? page : pageShowing(view, space, page, within, moment);
  if (shownBy === null) {
    return { address: plannedAddress(view, space, position), forbidden: 'no page shows it', symbolAt };
  }
  const rights = rightsOfPage(view, shownBy, moment);
  const isAllowed = rights.includes('X');
  const why = rights === 'not mapped' ? 'the page is not mapped' : 'the page is not executable';
  return { address: virtOfPage(shownBy, within), forbidden: isAllowed ? '' : why, symbolAt };
}

/** The page that shows a byte of memory or the file; of several one of the segment that the byte belongs to. */
function pageShowing(
  view: LoadView,
  space: MemorySpace,
  page: number,
  within: number,
  moment: number,
): number | null {
  const frame = frameBehind(view, space, page, moment);
  if (frame === null) return null;
  const owner = view.owners.ownerOf(frame, moment);
  if (owner.kind === 'bss' || owner.kind === 'copy') return owner.page;
  if (owner.kind !== 'file') return null;
  const offset = (frame - view.firstFileFrame) * PAGE_SIZE + within;
  const own = owner.mappings.find(({ segment }) => segmentHoldsOffset(segment, offset));
  return (own ?? owner.mappings[0])?.page ?? null;
}

/** The address that a byte of the file has once its segment is mapped. */
function plannedAddress(view: LoadView, space: MemorySpace, position: number): bigint | null {
  const offset = space === 'physical' ? position - view.firstFileFrame * PAGE_SIZE : position;
  const segment = view.owners.segmentsOfFile(offset, offset + 1)[0];
  if (space === 'virtual' || segment === undefined) return null;
  const { virtualAddr, offset: start } = segment.header;
  return BigInt.asUintN(64, virtualAddr + BigInt(offset) - start + view.offset);
}
