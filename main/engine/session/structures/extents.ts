import { hex, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { Extent, ExtentKind } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';
import { segmentRights } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import type { FrameOwner, LoadSegment } from '../../trace/ownership';
import { relocationWord } from '../inspect/relocation-facts';
import { frameBehind } from '../pages/page-view';
import type { FileSection } from './layout';
import { fileOffsetBehind, segmentOf } from './placement';
import type { Structures } from './structures';
import { SHF_ALLOC, SHF_TLS, SHT_NOBITS } from '../../elf/numbers';

const SPACE_SIZE = PAGE_COUNT * PAGE_SIZE;
/** How far a symbol without a size reaches at most. */
const MOST_SYMBOL_BYTES = PAGE_SIZE;

/** What a byte belongs to, as a range of the space it is looked at in; `null` where it belongs to nothing of the kind. */
export function extentOf(
  view: LoadView,
  structures: Structures,
  space: MemorySpace,
  position: number,
  kind: ExtentKind,
  moment: number,
): Extent | null {
  if (position >= sizeOf(view, space)) return null;
  const place: Place = { view, structures, space, position, moment };
  switch (kind) {
    case 'page':
      return pageExtent(place);
    case 'segment':
      return segmentExtent(place);
    case 'section':
      return sectionExtent(place);
    case 'symbol':
      return symbolExtent(place);
    case 'object':
      return objectExtent(place);
  }
}

interface Place {
  readonly view: LoadView;
  readonly structures: Structures;
  readonly space: MemorySpace;
  readonly position: number;
  readonly moment: number;
}

function sizeOf(view: LoadView, space: MemorySpace): number {
  if (space === 'file') return view.elf.length;
  return space === 'physical' ? view.frameCount * PAGE_SIZE : SPACE_SIZE;
}

function pageExtent({ view, space, position }: Place): Extent {
  const first = position - (position % PAGE_SIZE);
  const length = Math.min(PAGE_SIZE, sizeOf(view, space) - first);
  const names = { physical: 'frame', virtual: 'page', file: 'page of the file' };
  const address = space === 'virtual' ? virtOfPage(first / PAGE_SIZE) : first;
  return { kind: 'page', label: `${names[space]} ${hex(address)}`, first, length };
}

function segmentExtent(place: Place): Extent | null {
  const { view, space, position, moment } = place;
  if (space === 'virtual') {
    const segment = segmentAt(view, position);
    return segment === null ? null : segmentOfPages(view, segment);
  }
  const owner = space === 'file' ? null : view.owners.ownerOf(Math.floor(position / PAGE_SIZE), moment);
  if (owner?.kind === 'bss' || owner?.kind === 'copy') return segmentFrames(place, owner);
  const offset = space === 'file' ? position : offsetOf(place);
  if (offset === null) return null;
  const segment = view.owners.segmentsOfFile(offset, offset + 1)[0];
  if (segment === undefined) return null;
  const start = Number(segment.header.offset);
  const length = Math.min(Number(segment.header.fileSize), view.elf.length - start);
  return { kind: 'segment', label: labelOf(segment), first: start + position - offset, length };
}

/** The offset in the file of the byte that a position shows; `null` for none. */
function offsetOf({ view, space, position, moment }: Place): number | null {
  const page = Math.floor(position / PAGE_SIZE);
  const frame = frameBehind(view, space, page, moment);
  if (frame === null) return null;
  const start = fileOffsetBehind(view, frame, view.owners.ownerOf(frame, moment));
  const offset = start === null ? null : start + (position % PAGE_SIZE);
  return offset === null || offset >= view.elf.length ? null : offset;
}

function labelOf(segment: LoadSegment): string {
  return `LOAD ${segment.number} ${segmentRights(segment)}`;
}

/** The segment with pages at a position of the virtual space, the one that holds the byte first. */
function segmentAt(view: LoadView, position: number): LoadSegment | null {
  const holds = (segment: LoadSegment, wholePages: boolean): boolean => {
    const start = startOf(view, segment);
    const end = start + Number(segment.header.memSize);
    return wholePages
      ? position >= floorToPage(start) && position < floorToPage(end + PAGE_SIZE - 1)
      : position >= start && position < end;
  };
  const { segments } = view.owners;
  return segments.find((one) => holds(one, false)) ?? segments.find((one) => holds(one, true)) ?? null;
}

function startOf(view: LoadView, { header }: LoadSegment): number {
  return Number(BigInt.asUintN(48, header.virtualAddr + view.offset));
}

function floorToPage(position: number): number {
  return Math.floor(position / PAGE_SIZE) * PAGE_SIZE;
}

function segmentOfPages(view: LoadView, segment: LoadSegment): Extent {
  const start = startOf(view, segment);
  const first = floorToPage(start);
  const end = Math.min(floorToPage(start + Number(segment.header.memSize) + PAGE_SIZE - 1), SPACE_SIZE);
  return { kind: 'segment', label: labelOf(segment), first, length: end - first };
}

/** Frames side by side that the loader took for pages of a segment. */
function segmentFrames({ view, position, moment }: Place, owner: FrameOwner): Extent | null {
  const segment = segmentOf(owner);
  if (segment === null) return null;
  const isSame = (frame: number): boolean => {
    const other = view.owners.ownerOf(frame, moment);
    return (other.kind === 'bss' || other.kind === 'copy') && other.segment === segment;
  };
  const frame = Math.floor(position / PAGE_SIZE);
  let first = frame;
  while (first > 0 && isSame(first - 1)) first--;
  let end = frame + 1;
  while (end < view.frameCount && isSame(end)) end++;
  const label = `${labelOf(segment)}, frames of its own`;
  return { kind: 'segment', label, first: first * PAGE_SIZE, length: (end - first) * PAGE_SIZE };
}

function sectionExtent(place: Place): Extent | null {
  const { structures, space, position } = place;
  const sections = structures.catalogue.layout?.sections.filter(({ size }) => size > 0) ?? [];
  const address = addressOf(place);
  const offset = space === 'file' ? position : offsetOf(place);
  const holds = (section: FileSection): boolean => {
    if (space !== 'file' && (section.flags & SHF_ALLOC) !== 0n && address !== null) {
      return address >= section.address && address < section.address + BigInt(section.size);
    }
    const inFile = section.type !== SHT_NOBITS && section.type !== 0;
    return offset !== null && inFile && offset >= section.offset && offset < section.offset + section.size;
  };
  const isTemplate = ({ type, flags }: FileSection): boolean =>
    type === SHT_NOBITS && (flags & SHF_TLS) !== 0n;
  const found = sections.filter((section) => !isTemplate(section) && holds(section));
  const section = found.sort((a, b) => a.size - b.size)[0];
  if (section === undefined) return null;
  const isByAddress = space !== 'file' && (section.flags & SHF_ALLOC) !== 0n && address !== null;
  const before = isByAddress ? Number(address - section.address) : (offset ?? 0) - section.offset;
  const label = section.name === '' ? `section ${section.index}` : section.name;
  return shown(place, { kind: 'section', label, first: position - before, length: section.size });
}

/** The address, before the offset, of the byte at a position; `null` where no page shows it. */
function addressOf({ view, space, position, moment }: Place): bigint | null {
  const page = Math.floor(position / PAGE_SIZE);
  const within = position % PAGE_SIZE;
  if (space === 'virtual') return BigInt.asUintN(64, virtOfPage(page, within) - view.offset);
  const frame = frameBehind(view, space, page, moment);
  if (frame === null) return null;
  const owner = view.owners.ownerOf(frame, moment);
  if (owner.kind === 'bss' || owner.kind === 'copy') {
    return BigInt.asUintN(64, virtOfPage(owner.page, within) - view.offset);
  }
  const start = fileOffsetBehind(view, frame, owner);
  if (start === null) return null;
  const offset = start + within;
  const segment = view.owners.segmentsOfFile(offset, offset + 1)[0];
  if (segment === undefined) return null;
  return BigInt.asUintN(64, segment.header.virtualAddr + BigInt(offset) - segment.header.offset);
}

function symbolExtent(place: Place): Extent | null {
  const { view, position } = place;
  const address = addressOf(place);
  const found = address === null ? null : view.symbols.at(address);
  if (address === null || found === null) return null;
  const { symbol } = found;
  const first = position - Number(address - symbol.address);
  const most = BigInt(MOST_SYMBOL_BYTES);
  const next = view.symbols.between(symbol.address + 1n, symbol.address + most, 1)[0];
  const unsized = (next === undefined ? symbol.address + most : next.address) - symbol.address;
  const length = Number(symbol.size === 0n ? unsized : symbol.size);
  return shown(place, { kind: 'symbol', label: symbol.name, first, length });
}

/** The innermost structure around a byte, else the word that a relocation wrote. */
function objectExtent(place: Place): Extent | null {
  const { view, structures, space, position, moment } = place;
  const around = structures.at(space, position, moment).filter(({ kind }) => kind !== 'field');
  const innermost = around.at(-1);
  if (innermost !== undefined) {
    const { title, first, length } = innermost;
    return { kind: 'object', label: title, first, length };
  }
  if (space === 'file') return null;
  const frame = frameBehind(view, space, Math.floor(position / PAGE_SIZE), moment);
  const word = frame === null ? null : relocationWord(view, frame, position % PAGE_SIZE, moment);
  if (word === null) return null;
  const first = position - (position % PAGE_SIZE) + word.offset;
  return {
    kind: 'object',
    label: `relocation #${word.number.toLocaleString('en-US')}`,
    first,
    length: word.length,
  };
}

/**
 * A range as far as the space shows it in one piece around the position: in physical memory neighbouring pages may lie
 * apart, and a space ends somewhere.
 */
function shown(place: Place, extent: Extent): Extent {
  const { view, space, position } = place;
  let first = Math.max(0, extent.first);
  let end = Math.min(extent.first + extent.length, sizeOf(view, space));
  if (space === 'physical') {
    const page = Math.floor(position / PAGE_SIZE);
    const home = homeOf(place, page);
    let low = page;
    while (low * PAGE_SIZE > first && home !== null && homeOf(place, low - 1) === home - (page - low + 1))
      low--;
    let high = page + 1;
    while (high * PAGE_SIZE < end && home !== null && homeOf(place, high) === home + (high - page)) high++;
    first = Math.max(first, low * PAGE_SIZE);
    end = Math.min(end, high * PAGE_SIZE);
  }
  return { ...extent, first, length: end - first };
}

/** A number that neighbouring frames have one after the other: the page that a frame was taken for, or its place in the file. */
function homeOf({ view, moment }: Place, frame: number): number | null {
  if (frame < 0 || frame >= view.frameCount) return null;
  const owner = view.owners.ownerOf(frame, moment);
  if (owner.kind === 'bss' || owner.kind === 'copy') return owner.page;
  return owner.kind === 'file' ? frame - view.firstFileFrame - PAGE_COUNT : null;
}
