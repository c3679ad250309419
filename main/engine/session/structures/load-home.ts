import { PAGE_SIZE } from '../../../../shared/address';
import type { LinkTarget, MemorySpace } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import { virtualLink } from '../links';
import { frameBehind } from '../pages/page-view';
import { BytesAt } from './bytes-at';
import { Catalogue } from './catalogue';
import type { ElfHome, StructureHome } from './home';
import { pageTable } from './page-table-shape';
import { namedPlacement, placementOf, type Placement } from './placement';
import type { Structure } from './structure';

/** A load: the kernel file wherever its bytes are shown, and page tables. */
export class LoadHome implements StructureHome {
  private known: Catalogue | null = null;

  constructor(private readonly view: LoadView) {}

  get catalogue(): Catalogue {
    this.known ??= new Catalogue(elfOfLoad(this.view));
    return this.known;
  }

  placementOf(space: MemorySpace, page: number, moment: number): Placement | null {
    return placementOf(this.view, space, page, moment);
  }

  namedPlacement(space: MemorySpace, id: string, moment: number): Placement | null {
    return namedPlacement(this.view, space, id, moment);
  }

  pageTable(frame: number, moment: number): Structure | null {
    const place = this.view.tables.place(frame);
    return place === null ? null : pageTable(this.view, frame, place, moment);
  }

  read(space: MemorySpace, first: number, length: number, moment: number): BytesAt {
    return bytesOfLoad(this.view, space, first, length, moment);
  }
}

/** `length` bytes of a space of a load from position `first` on. */
export function bytesOfLoad(
  view: LoadView,
  space: MemorySpace,
  first: number,
  length: number,
  moment: number,
): BytesAt {
  const end = space === 'file' ? view.elf.length : Infinity;
  return new BytesAt({ first, length, end }, (page, out) => {
    if (space === 'file') {
      out.set(view.elf.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
      return true;
    }
    const frame = frameBehind(view, space, page, moment);
    if (frame === null || frame >= view.frameCount) return false;
    view.frames.copy(frame, moment, out);
    return true;
  });
}

function elfOfLoad(view: LoadView): ElfHome {
  return {
    elf: view.elf,
    offset: view.offset,
    symbolAt: (address) => view.symbolAt(address),
    fileLink,
    addressLink: virtualLink,
  };
}

function fileLink(offset: number): LinkTarget {
  return {
    type: 'memory',
    space: 'file',
    page: Math.floor(offset / PAGE_SIZE),
    offset: offset % PAGE_SIZE,
  };
}
