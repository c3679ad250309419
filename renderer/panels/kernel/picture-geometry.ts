/** Where the blocks of the file and of memory are drawn, and what joins them. Bars are 1 wide: the drawing scales them. */
import { PAGE_SIZE } from '../../../shared/address';
import type { KernelPicture, PictureBlock } from '../../../shared/kernel-types';
import { partitionPoint } from '../../../shared/partition-point';

/** The bar of one side. */
export type Side = 'memory' | 'file';

/** Bytes of one side, from `first` up to `end`, excluded. */
export interface Extent {
  readonly first: number;
  readonly end: number;
}

/** How a bar shows an extent. */
export interface BarScale {
  readonly extent: Extent;
  /** Where a byte begins, from 0 to 1; what lies outside of the extent is at its ends. */
  at(position: number): number;
  /** The byte that is drawn at a place from 0 to 1. */
  byteAt(place: number): number;
}

/** A place where four corners join: a part of the file and the memory that shows it. */
export interface Wedge {
  readonly load: number;
  readonly rights: string;
  readonly memory: Extent;
  readonly file: Extent;
}

/** Balanced widths grow with this power of the bytes: 3 MiB beside 24 bytes leave both in sight, in order of size. */
const POWER = 0.3;

/** Whole pages round a block. */
function pagesRound({ first, length }: Pick<PictureBlock, 'first' | 'length'>, most: number): Extent {
  const end = Math.ceil((first + length) / PAGE_SIZE) * PAGE_SIZE;
  return { first: Math.floor(first / PAGE_SIZE) * PAGE_SIZE, end: Math.min(end, most) };
}

function around(blocks: readonly PictureBlock[], most: number): Extent | null {
  if (blocks.length === 0) return null;
  const first = blocks.reduce((least, block) => Math.min(least, block.first), Infinity);
  const end = blocks.reduce((last, block) => Math.max(last, block.first + block.length), 0);
  return pagesRound({ first, length: end - first }, most);
}

/** What of a side is shown: the pages of one LOAD, or all; all too of a LOAD that has nothing there. */
export function extentOf(picture: KernelPicture, side: Side, load: number): Extent {
  const whole = side === 'memory' ? picture.memorySize : picture.fileSize;
  const blocks = load === 0 ? [] : picture[side].filter((block) => block.load === load);
  return around(blocks, whole) ?? { first: 0, end: whole };
}

/**
 * A scale for an extent.
 *
 * @param blocks what begins and ends in it
 * @param toScale every byte is as wide as another; else what is small stays in sight
 */
export function barScale(
  blocks: readonly Pick<PictureBlock, 'first' | 'length'>[],
  extent: Extent,
  toScale: boolean,
): BarScale {
  const edges = toScale ? [extent.first, extent.end] : edgesIn(blocks, extent);
  const places = [0];
  for (let i = 1; i < edges.length; i++) {
    const bytes = (edges[i] as number) - (edges[i - 1] as number);
    places.push((places[i - 1] as number) + bytes ** POWER);
  }
  const total = places.at(-1) || 1;
  const between = (value: number, from: readonly number[], to: readonly number[]): number => {
    const behind = partitionPoint(from.length, (i) => (from[i] as number) <= value);
    const at = Math.min(Math.max(behind - 1, 0), Math.max(from.length - 2, 0));
    const [start, end] = [from[at] ?? 0, from[at + 1] ?? from[at] ?? 0];
    const share = end > start ? Math.min(Math.max((value - start) / (end - start), 0), 1) : 0;
    const [low, high] = [to[at] ?? 0, to[at + 1] ?? to[at] ?? 0];
    return low + share * (high - low);
  };
  const fractions = places.map((place) => place / total);
  return {
    extent,
    at: (position) => between(position, edges, fractions),
    byteAt: (place) => Math.floor(between(place, fractions, edges)),
  };
}

/** Where blocks begin and end in an extent, its own ends among them. */
function edgesIn(
  blocks: readonly Pick<PictureBlock, 'first' | 'length'>[],
  { first, end }: Extent,
): number[] {
  const edges = new Set([first, end]);
  for (const block of blocks) {
    for (const edge of [block.first, block.first + block.length])
      if (edge > first && edge < end) edges.add(edge);
  }
  return [...edges].sort((a, b) => a - b);
}

/** Which bytes of the file show up where in memory, for each LOAD. */
export function wedgesOf({ file, memory }: KernelPicture): Wedge[] {
  const inFile = new Map(file.filter(({ kind }) => kind === 'segment').map((block) => [block.load, block]));
  return memory.flatMap((block) => {
    const source = block.kind === 'segment' ? inFile.get(block.load) : undefined;
    if (source === undefined) return [];
    const length = Math.min(block.length, source.length);
    return [
      {
        load: block.load,
        rights: block.rights,
        memory: { first: block.first, end: block.first + length },
        file: { first: source.first, end: source.first + length },
      },
    ];
  });
}

/** Starts of pages in an extent, where they can be told apart: at least `least` of the bar's width each. */
export function pageTicks(scale: BarScale, least: number): number[] {
  const { first, end } = scale.extent;
  const from = Math.ceil(first / PAGE_SIZE);
  const count = Math.floor((end - 1) / PAGE_SIZE) - from + 1;
  // More pages than there is room for need not be counted one by one.
  if (count <= 0 || count > 1 / least) return [];
  const ticks = Array.from({ length: count }, (_, i) => (from + i) * PAGE_SIZE);
  const places = [...ticks.map((tick) => scale.at(tick)), 1];
  const isTight = ticks.some((_, i) => (places[i + 1] as number) - (places[i] as number) < least / 4);
  return isTight ? [] : ticks;
}
