import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import { PROVENANCE_NAMES, type ProvenanceName } from '../../../../shared/provenance';
import type { MemorySpace, PageView } from '../../../../shared/view-types';
import type { MemorySide } from '../sides/side';

/** The pages that matches begin in: what they are about is asked of the side, once for neighbouring matches. */
export class MatchPages {
  private page: PageView | null = null;

  constructor(
    private readonly side: MemorySide,
    private readonly space: MemorySpace,
    private readonly moment: number,
  ) {}

  /** The page of a position; `null` where nothing is there. */
  pageOf(position: number): PageView | null {
    const page = Math.floor(position / PAGE_SIZE);
    if (this.page?.page !== page) {
      const { space, moment } = this;
      this.page = this.side.calls['memory.pages']({ space, first: page, count: 1, moment })[0] ?? null;
    }
    return this.page;
  }

  /** Where the byte at a position comes from. */
  provenanceOf(position: number): ProvenanceName {
    const number = this.pageOf(position)?.provenance?.[position % PAGE_SIZE] ?? 0;
    return PROVENANCE_NAMES[number] ?? 'free';
  }

  /** The byte's address as people read it. */
  addressOf(position: number): string {
    if (this.space !== 'virtual') return hex(position);
    return hex(virtOfPage(Math.floor(position / PAGE_SIZE), position % PAGE_SIZE));
  }

  /** The byte's physical address; `null` where it has none. */
  physOf(position: number): string | null {
    const frame = this.pageOf(position)?.frame ?? null;
    return frame === null ? null : hex(frame * PAGE_SIZE + (position % PAGE_SIZE));
  }

  /** Nearest symbol of the byte, e.g. `main+0x10`; may be empty. */
  symbolOf(position: number): string {
    const { space, moment } = this;
    const found = this.side.calls['memory.extent']({ space, position, kind: 'symbol', moment });
    if (found === null) return '';
    const offset = position - found.first;
    return offset === 0 ? found.label : `${found.label}+${hex(offset)}`;
  }
}
