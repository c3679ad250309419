import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { RowMeaning } from '../../../../shared/view-types';
import { ENTRY_COUNT, flagsOf, frameOf, NO_EXECUTE, WRITABLE } from '../../paging/page-table';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf, segmentHoldsOffset, type FrameOwner, type LoadSegment } from '../../trace/ownership';
import { ownerTitle } from './page-provenance';
import { rightsWords } from '../rights';

const BYTES_PER_ROW = 16;

/** Remarks on the rows of a frame: entries of a table, the kernel's symbols. */
export function rowMeanings(view: LoadView, frame: number, owner: FrameOwner, moment: number): RowMeaning[] {
  if (owner.kind === 'pageTable') return tableMeanings(view, frame, owner, moment);
  const texts = new Map<number, string[]>();
  addSymbols(view, frame, owner, texts);
  return [...texts.entries()]
    .sort(([a], [b]) => a - b)
    .map(([offset, parts]) => ({ offset, text: parts.join(' · ') }));
}

function tableMeanings(
  view: LoadView,
  frame: number,
  table: { readonly level: number; readonly firstPage: number },
  moment: number,
): RowMeaning[] {
  const words = view.frames.words(frame, moment).slice();
  const meaningOf = (index: number): string | null => {
    const low = words[index * 2] as number;
    const high = words[index * 2 + 1] as number;
    if ((low | high) === 0) return null;
    return table.level > 1
      ? `table P${table.level - 1} ${hex(frameOf(low, high) * PAGE_SIZE)}`
      : leafWords(view, table.firstPage + index, low, high, moment);
  };
  const meanings: RowMeaning[] = [];
  for (let index = 0; index < ENTRY_COUNT; index += 2) {
    const first = meaningOf(index);
    const second = meaningOf(index + 1);
    if (first === null && second === null) continue;
    meanings.push({ offset: index * 8, text: pairWords(index, first, second) });
  }
  return meanings;
}

/** What two entries that stand in one row mean; at least one of them is in use. */
function pairWords(index: number, first: string | null, second: string | null): string {
  if (second === null) return `[${index}] ${first}`;
  if (first === null) return `[${index + 1}] ${second}`;
  if (first === second) return `[${index}] [${index + 1}] ${first}`;
  return `[${index}] ${first} · [${index + 1}] ${second}`;
}

/** Whose frame the leaf entry of a page shows, and with which rights. */
function leafWords(view: LoadView, page: number, low: number, high: number, moment: number): string {
  const flags = flagsOf(low, high);
  const rights = rightsWords((flags & WRITABLE) !== 0, (flags & NO_EXECUTE) === 0);
  return `${ownerTitle(view.owners.ownerOfPage(page, frameOf(low, high), moment), page)}, ${rights}`;
}

/** Where symbols of the kernel begin, as the addresses of the file have it. */
function addSymbols(view: LoadView, frame: number, owner: FrameOwner, texts: Map<number, string[]>): void {
  const fileOffset = fileOffsetOf(frame, view.firstFileFrame);
  for (const { start, segment } of addressesOf(view, fileOffset, owner)) {
    const { first, end } = view.symbols.span(start, start + BigInt(PAGE_SIZE));
    for (let symbol = first; symbol < end; symbol++) {
      const offset = Number(view.symbols.address(symbol) - start);
      if (segment !== null && !segmentHoldsOffset(segment, fileOffset + offset)) continue;
      const row = offset - (offset % BYTES_PER_ROW);
      const parts = texts.get(row) ?? [];
      if (parts.length < 3) parts.push(view.symbols.name(symbol));
      texts.set(row, parts);
    }
  }
}

/** The addresses (before the offset) of a frame's first byte: one for each segment whose bytes it shows. */
export function addressesOf(
  view: LoadView,
  fileOffset: number,
  owner: FrameOwner,
): { start: bigint; segment: LoadSegment | null }[] {
  if (owner.kind === 'bss' || owner.kind === 'copy') {
    return [{ start: BigInt.asUintN(64, virtOfPage(owner.page) - view.offset), segment: null }];
  }
  if (owner.kind !== 'file') return [];
  const mapped = new Set(owner.mappings.map((mapping) => mapping.segment));
  const segments =
    mapped.size > 0 ? [...mapped] : view.owners.segmentsOfFile(fileOffset, fileOffset + PAGE_SIZE);
  return segments.map((segment) => {
    const { virtualAddr, offset } = segment.header;
    return { start: BigInt.asUintN(64, virtualAddr + BigInt(fileOffset) - offset), segment };
  });
}
