import { hex, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { DiffRow, DiffSide, Side } from '../../../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../../../shared/provenance';
import type { MemorySpace, PageView } from '../../../../shared/view-types';
import { bytesOf } from '../sides/bytes-of';
import type { Workbench } from '../workbench';
import type { DiffWork } from './diff-work';

/** Bytes of a difference that a row shows. */
const MOST_BYTES = 16;
const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;

/** Differences from the `first` on, in words and bytes. */
export function diffRows(bench: Workbench, work: DiffWork, first: number, count: number): DiffRow[] {
  const { left, right, space, shift } = work.request;
  const leftSide = new RowSide(bench, left, space);
  const rightSide = new RowSide(bench, right, space);
  const rows: DiffRow[] = [];
  for (let index = first; index < Math.min(first + count, work.runs.count); index++) {
    const position = work.runs.first(index);
    const length = work.runs.length(index);
    const kind = work.runs.kind(index);
    const why = work.runs.why(index);
    const hasLeft = kind !== 'onlyRight';
    const hasRight = kind !== 'onlyLeft';
    rows.push({
      length,
      kind,
      left: leftSide.at(position, length, hasLeft, why.left),
      right: rightSide.at(position + shift, length, hasRight, why.right),
      symbol: (hasLeft ? leftSide.symbolAt(position) : '') || rightSide.symbolAt(position + shift),
    });
  }
  return rows;
}

/** One side of rows: what stands at its positions, and whose it is. */
class RowSide {
  /** The page that was asked for last: neighbouring rows mostly lie in the same. */
  private known: PageView | null = null;

  constructor(
    private readonly bench: Workbench,
    private readonly side: Side,
    private readonly space: MemorySpace,
  ) {}

  /**
   * @param isThere whether there are bytes on this side
   * @param reason why they could not be read when they were compared; `null` where they could
   */
  at(position: number, length: number, isThere: boolean, reason: string | null): DiffSide {
    const address = this.addressOf(position);
    if (address === '') {
      return { position, address, bytes: null, unreadable: null, owner: '', provenance: 'free' };
    }
    const page = this.page(Math.floor(position / PAGE_SIZE));
    const offset = position % PAGE_SIZE;
    const read = isThere && reason === null ? this.read(position, Math.min(length, MOST_BYTES)) : null;
    return {
      position,
      address,
      bytes: read?.bytes ?? null,
      unreadable: reason ?? read?.reason ?? null,
      owner: page.owner.title,
      provenance: PROVENANCE_NAMES[page.provenance?.[offset] ?? 0] ?? 'free',
    };
  }

  /** The nearest symbol at or before a position, as `name` or `name+0x10`; empty where none is known. */
  symbolAt(position: number): string {
    if (this.addressOf(position) === '') return '';
    const { source, moment } = this.side;
    const params = { space: this.space, position, kind: 'symbol', moment } as const;
    const extent = this.bench.side(source).calls['memory.extent'](params);
    if (extent === null) return '';
    return position === extent.first ? extent.label : `${extent.label}+${hex(position - extent.first)}`;
  }

  private read(
    position: number,
    length: number,
  ): { readonly bytes: Uint8Array | null; readonly reason: string | null } {
    const { bytes, missing } = bytesOf(this.bench.reader(this.side, this.space), position, length);
    const gap = missing[0];
    if (gap === undefined) return { bytes, reason: null };
    return gap.first > position
      ? { bytes: bytes.subarray(0, gap.first - position), reason: null }
      : { bytes: null, reason: gap.reason };
  }

  private page(page: number): PageView {
    if (this.known?.page === page) return this.known;
    const { source, moment } = this.side;
    const params = { space: this.space, first: page, count: 1, moment };
    const view = this.bench.side(source).calls['memory.pages'](params)[0] as PageView;
    this.known = view;
    return view;
  }

  /** Empty outside of the space. */
  private addressOf(position: number): string {
    if (position < 0 || position >= SPACE_BYTES) return '';
    if (this.space !== 'virtual') return hex(position);
    return hex(virtOfPage(Math.floor(position / PAGE_SIZE), position % PAGE_SIZE));
  }
}
