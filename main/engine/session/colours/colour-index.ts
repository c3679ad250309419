import { PAGE_SIZE } from '../../../../shared/address';
import type { Legend } from '../../../../shared/memory-types';
import { PROVENANCE, type ProvenanceName } from '../../../../shared/provenance';
import type { MemorySpace, PageRange } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import { takenFrames } from '../../trace/touched-frames';
import { fileBytesIn } from '../pages/file-bytes';
import { handedOverBytes } from '../pages/handed-over';
import { ownerProvenance } from '../pages/page-provenance';
import type { RangeFilter, RangeIndex } from '../pages/range-index';
import { ColourChanges } from './colour-changes';
import { FileFrames } from './file-frames';
import { FrameColours } from './frame-colours';
import { FrameMasks } from './frame-masks';
import { addOdd, addVirtual, frameShownSince, type OddPage } from './virtual-colours';

const { free: FREE, pageTable: PAGE_TABLE, handedOver: HANDED_OVER } = PROVENANCE;

/**
 * How many bytes of each space have which colour, and which pages hold a colour, at any moment. What is needed for that
 * is made when the first question about a space comes, with one look at every op.
 */
export class ColourIndex {
  private readonly changes = new Map<MemorySpace, ColourChanges>();
  private readonly files: FileFrames;
  private oddPages: readonly OddPage[] = [];
  private knownMasks: FrameMasks | null = null;

  constructor(
    private readonly view: LoadView,
    private readonly ranges: RangeIndex,
  ) {
    this.files = new FileFrames(view, ranges);
  }

  /** Bytes of each colour in a space at a moment. */
  legend(space: MemorySpace, moment: number): Legend {
    let changes = this.changes.get(space);
    if (changes === undefined) {
      changes = this.changesOf(space);
      this.changes.set(space, changes);
    }
    const counts = changes.at(moment);
    if (space === 'virtual') addOdd(counts, this.view, this.oddPages, moment);
    else this.files.addCrowded(counts, moment, this.lengthIn(space));
    return { bytes: [...counts] };
  }

  /** The ranges of pages that hold a byte of one of some colours. */
  rangesWith(space: MemorySpace, moment: number, colours: readonly ProvenanceName[]): PageRange[] {
    const wanted = colours.reduce((bits, name) => bits | (1 << PROVENANCE[name]), 0);
    const has = (bits: number): boolean => (bits & wanted) !== 0;
    const lengthOf = this.lengthIn(space);
    const filter: RangeFilter = {
      page: (place, copied) => has(this.pageColours(place, copied, moment)),
      frame: (frame) => has(this.masks().at(frame, moment)),
      fileFrame: (index) => has(this.files.coloursOf(index, moment, lengthOf(index))),
    };
    return this.ranges.ranges(space, moment, filter);
  }

  private changesOf(space: MemorySpace): ColourChanges {
    const changes = new ColourChanges(this.view.trace.opCount);
    if (space === 'virtual') {
      this.oddPages = addVirtual(changes, this.view, this.ranges, new FrameColours(this.view));
    } else {
      this.files.addTo(changes, this.lengthIn(space));
      if (space === 'physical') this.addFrames(changes);
    }
    return changes.finish();
  }

  /** All of physical memory but the frames of the kernel file: untouched at first, but for the level 4 table. */
  private addFrames(changes: ColourChanges): void {
    const { view } = this;
    const { rootFrame } = view.tables;
    const follower = new FrameColours(view);
    const fileFrames = view.endFileFrame - view.firstFileFrame;
    const rootBytes = this.isFile(rootFrame) ? 0 : PAGE_SIZE;
    changes.first[PAGE_TABLE] = rootBytes;
    const elsewhere = (view.frameCount - fileFrames) * PAGE_SIZE - rootBytes;
    changes.first[FREE] = (changes.first[FREE] as number) + elsewhere;
    for (const frame of takenFrames(view, view.trace.opCount)) {
      if (!this.isFile(frame) && frame < view.frameCount) follower.follow(frame, changes.add);
    }
  }

  /** The colours of a page of the virtual space, as a set of bits. */
  private pageColours(place: number, copied: boolean, moment: number): number {
    const { view } = this;
    const { lives } = this.ranges;
    const fileFrame = copied ? -1 : (lives.fileFrame[place] as number);
    const since = (copied ? lives.copiedAt : lives.mappedAt)[place] as number;
    const frame = fileFrame < 0 ? frameShownSince(view, since) : view.firstFileFrame + fileFrame;
    if (fileFrame < 0 && !this.isFile(frame)) return this.masks().at(frame, moment);
    const own = fileBytesIn(view, frame);
    const handed = handedOverBytes(view, frame);
    const bits = (handed > 0 ? 1 << HANDED_OVER : 0) | (own < PAGE_SIZE ? 1 << FREE : 0);
    if (handed === own) return bits;
    if (fileFrame >= 0) return bits | (1 << this.ranges.colourOf(lives.label[place] as number));
    const page = lives.pages[place] as number;
    return bits | (1 << PROVENANCE[ownerProvenance(view.owners.ownerOfPage(page, frame, moment), page)]);
  }

  private masks(): FrameMasks {
    this.knownMasks ??= new FrameMasks(this.view);
    return this.knownMasks;
  }

  private isFile(frame: number): boolean {
    return frame >= this.view.firstFileFrame && frame < this.view.endFileFrame;
  }

  /** Bytes that a frame of the file has in a space: in memory all of them, in the file up to its end. */
  private lengthIn(space: MemorySpace): (index: number) => number {
    if (space === 'physical') return () => PAGE_SIZE;
    const { length } = this.view.elf;
    return (index) => Math.min(PAGE_SIZE, length - index * PAGE_SIZE);
  }
}
