/** From a typed range to bytes: names and numbers are looked up at a moment. */
import { addressAt, hex, isCanonical, PAGE_SIZE, parseAddress } from '../../../../shared/address';
import type { Extent, ExtentKind } from '../../../../shared/memory-types';
import type { Change } from '../../../../shared/view-types';
import type { GotoTarget, MemorySpace } from '../../../../shared/view-types';
import { formatCount } from '../../../composables/format';
import { parseRange, type PlaceText } from './range-text';

/** What is asked about a name. */
export interface RangeLookup {
  /** What a name can mean; nothing in memory other than the document's. */
  resolve(name: string): Promise<readonly GotoTarget[]>;
  /** What the op at a moment wrote, and the page that its step is about. */
  changeAt(moment: number): Promise<{ readonly change: Change | null; readonly page: number | null }>;
  extent(space: MemorySpace, position: number, kind: ExtentKind): Promise<Extent | null>;
  /** Bytes of a space. */
  sizeOf(space: MemorySpace): number;
}

/** The bytes that a typed range means, or what is wrong with it. */
export type FoundRange =
  | {
      readonly space: MemorySpace;
      readonly first: number;
      readonly length: number;
      /** What it is, where it has a name; may be empty. */
      readonly label: string;
    }
  | { readonly problem: string };

interface Place {
  readonly space: MemorySpace;
  readonly position: number;
  /** What is there, where it was found by its name. */
  readonly kind: ExtentKind | 'relocation' | null;
  /** Bytes of what was found, where that is known. */
  readonly length: number;
}
type Found<T> = T | { readonly problem: string };

export const SPACE_NAMES: Readonly<Record<MemorySpace, string>> = {
  physical: 'physical memory',
  virtual: 'virtual memory',
  file: 'the file',
};

const PREFIXES: readonly (readonly [RegExp, MemorySpace])[] = [
  [/^(?:v|virt|virtual)[\s:]+/i, 'virtual'],
  [/^(?:p|phys|physical)[\s:]+/i, 'physical'],
  [/^(?:f|file)[\s:]+/i, 'file'],
];
const EXTENTS: Readonly<Partial<Record<GotoTarget['kind'], ExtentKind>>> = {
  symbol: 'symbol',
  section: 'section',
  segment: 'segment',
};

/**
 * The bytes that a text means.
 *
 * @param space where numbers without a word for it are addresses
 */
export async function findRange(text: string, space: MemorySpace, lookup: RangeLookup): Promise<FoundRange> {
  const range = parseRange(text);
  if ('problem' in range) return range;
  const first = await placeOf(range.first, space, lookup);
  if ('problem' in first) return first;
  if (range.type === 'whole') return wholeOf(first, range.first, lookup);
  if (range.type === 'length') return checked(first, Number(range.length), lookup);
  const last = await placeOf(range.last, first.space, lookup);
  if ('problem' in last) return last;
  if (last.space !== first.space) {
    return {
      problem: `The first byte is in ${SPACE_NAMES[first.space]}, the last in ${SPACE_NAMES[last.space]}.`,
    };
  }
  if (last.position < first.position) return { problem: 'The last byte is before the first.' };
  return checked(first, last.position - first.position + 1, lookup);
}

/** A place, if it has a name all of what has it. */
async function wholeOf(place: Place, { distance }: PlaceText, lookup: RangeLookup): Promise<FoundRange> {
  const { space, position, kind, length } = place;
  if (kind !== null && kind !== 'relocation' && distance === 0n) {
    const extent = await lookup.extent(space, position, kind);
    if (extent !== null) return { space, first: extent.first, length: extent.length, label: extent.label };
  }
  return checked(place, length, lookup);
}

function checked({ space, position }: Place, length: number, lookup: RangeLookup): FoundRange {
  const size = lookup.sizeOf(space);
  if (position + length <= size) return { space, first: position, length, label: '' };
  const last = hex(addressAt(space, size - 1));
  return { problem: `${formatCount(length)} bytes reach beyond the end of ${SPACE_NAMES[space]}, ${last}.` };
}

async function placeOf(text: PlaceText, space: MemorySpace, lookup: RangeLookup): Promise<Found<Place>> {
  const { name, distance } = text;
  const [prefix, named] = PREFIXES.find(([words]) => words.test(name)) ?? [null, space];
  const number = prefix === null ? name : name.replace(prefix, '');
  // `add` is a name before it is a number; without any such name, "go to" knows it as an address.
  if (/^(?:0x|\d)/i.test(number)) {
    const address = parseAddress(number);
    if (address === null) return { problem: `${number} is no address.` };
    return positionOf(address + distance, named, null, 1, lookup);
  }
  return placeNamed(text, space, lookup);
}

async function placeNamed(
  { name, distance }: PlaceText,
  space: MemorySpace,
  lookup: RangeLookup,
): Promise<Found<Place>> {
  const targets = await lookup.resolve(name);
  const isMemory = ({ target }: GotoTarget): boolean => target.type === 'memory';
  const best =
    targets.find(({ kind }) => kind === 'relocation') ??
    targets.find(({ target }) => target.type === 'memory' && target.space === space) ??
    targets.find(isMemory);
  if (best === undefined) return { problem: `Nothing in memory is called ${name}.` };
  if (best.target.type === 'moment') return writtenAt(best, space, distance, lookup);
  const { target } = best;
  const address = addressAt(target.space, target.page * PAGE_SIZE + target.offset);
  return positionOf(address + distance, target.space, EXTENTS[best.kind] ?? null, 1, lookup);
}

/** The bytes that a relocation wrote, in virtual memory where that is looked at. */
async function writtenAt(
  { label, target }: GotoTarget,
  space: MemorySpace,
  distance: bigint,
  lookup: RangeLookup,
): Promise<Found<Place>> {
  const { change, page } = await lookup.changeAt(target.type === 'moment' ? target.moment : 0);
  if (change === null) return { problem: `${label} wrote nothing.` };
  const isVirtual = space === 'virtual' && page !== null;
  const start = (isVirtual ? page : change.frame) * PAGE_SIZE + change.offset;
  const found = isVirtual ? 'virtual' : 'physical';
  return positionOf(addressAt(found, start) + distance, found, 'relocation', change.length, lookup);
}

function positionOf(
  address: bigint,
  space: MemorySpace,
  kind: Place['kind'],
  length: number,
  lookup: RangeLookup,
): Found<Place> {
  const text = address < 0n ? `-${hex(-address)}` : hex(address);
  if (space === 'virtual' && (address < 0n || address >= 2n ** 64n || !isCanonical(address))) {
    return { problem: `${text} is no virtual address: bits 47 to 63 differ.` };
  }
  const position = space === 'virtual' ? BigInt.asUintN(48, address) : address;
  const size = lookup.sizeOf(space);
  if (position >= 0n && position < BigInt(size)) return { space, position: Number(position), kind, length };
  const last = hex(addressAt(space, size - 1));
  return { problem: `${text} is not in ${SPACE_NAMES[space]}, which ends at ${last}.` };
}
