import { PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { MemorySpace, PageBase, PageBases } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf, type FrameOwner } from '../../trace/ownership';
import { addressesOf } from './page-meanings';

/** Bytes of a page that have addresses in the kernel's file: `start` is the address of the page's first byte. */
interface Window {
  readonly start: bigint;
  /** Offsets in the page. */
  readonly from: number;
  readonly end: number;
}

/** Symbols of one page that are told; hostile files have thousands. */
const MOST_SYMBOLS = 1024;

/** A symbol without a size reaches so far, unless another begins before. */
const UNSIZED = BigInt(PAGE_SIZE);

/**
 * What the bytes of a page are counted from; `null`: they belong to no segment and no symbol.
 *
 * @param owner of the frame that is behind the page.
 */
export function pageBases(
  view: LoadView,
  space: MemorySpace,
  page: number,
  frame: number,
  owner: FrameOwner,
): PageBases | null {
  const windows = space === 'virtual' ? [pageWindow(view, page)] : frameWindows(view, frame, owner);
  const segments = ordered(windows.flatMap((window) => segmentsIn(view, window)));
  const symbols = view.symbols.count === 0 ? [] : ordered(symbolsOf(view, windows));
  return segments.length === 0 && symbols.length === 0 ? null : { segments, symbols };
}

/** The whole of a page of virtual memory. */
function pageWindow(view: LoadView, page: number): Window {
  return { start: BigInt.asUintN(64, virtOfPage(page) - view.offset), from: 0, end: PAGE_SIZE };
}

/** A frame of the file has bytes of every segment that it is part of. */
function frameWindows(view: LoadView, frame: number, owner: FrameOwner): Window[] {
  const fileOffset = fileOffsetOf(frame, view.firstFileFrame);
  return addressesOf(view, fileOffset, owner).flatMap(({ start, segment }) => {
    if (segment === null) return [{ start, from: 0, end: PAGE_SIZE }];
    const from = Math.max(0, Number(segment.header.offset) - fileOffset);
    const end = Math.min(PAGE_SIZE, Number(segment.header.offset + segment.header.fileSize) - fileOffset);
    return from < end ? [{ start, from, end }] : [];
  });
}

function segmentsIn(view: LoadView, window: Window): PageBase[] {
  const { start } = window;
  const there = view.owners.segmentsAt(start + BigInt(window.from), start + BigInt(window.end));
  return there.flatMap(({ number, header }) => {
    const first = Number(header.virtualAddr - start);
    const end = first + Number(header.memSize);
    return basesOf(window, { name: `LOAD ${number}`, first, end });
  });
}

function symbolsOf(view: LoadView, windows: readonly Window[]): PageBase[] {
  const bases: PageBase[] = [];
  for (const window of windows) {
    if (bases.length >= 2 * MOST_SYMBOLS) break;
    bases.push(...symbolsIn(view, window));
  }
  return bases;
}

function symbolsIn(view: LoadView, window: Window): PageBase[] {
  const { start } = window;
  const inside = view.symbols.between(
    start + BigInt(window.from) + 1n,
    start + BigInt(window.end),
    MOST_SYMBOLS,
  );
  const before = view.symbols.at(start + BigInt(window.from))?.symbol;
  const all = before === undefined ? inside : [before, ...inside];
  return all.slice(0, MOST_SYMBOLS).flatMap(({ name, address, size }) => {
    const first = Number(address - start);
    return basesOf(window, { name, first, end: first + Number(size === 0n ? UNSIZED : size) });
  });
}

/** A thing that reaches from `first` to `end`, counted from the page's first byte, and where it ends. */
function basesOf(window: Window, thing: { name: string; first: number; end: number }): PageBase[] {
  const offset = Math.max(window.from, thing.first);
  const end = Math.min(window.end, thing.end);
  if (offset >= end) return [];
  const base = { offset, name: thing.name, into: offset - thing.first };
  return end < PAGE_SIZE ? [base, { offset: end, name: '', into: 0 }] : [base];
}

/** Ascending; where several say something of a byte, names go before ends, and the last name holds. */
function ordered(bases: readonly PageBase[]): PageBase[] {
  const byOffset = new Map<number, PageBase>();
  for (const base of bases) {
    if (base.name !== '' || !byOffset.get(base.offset)?.name) byOffset.set(base.offset, base);
  }
  return [...byOffset.values()].sort((a, b) => a.offset - b.offset);
}
