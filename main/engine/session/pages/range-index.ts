import type { MemorySpace, PageRange } from '../../../../shared/view-types';
import { PROVENANCE, type ProvenanceName } from '../../../../shared/provenance';
import { defined } from '../../base/assert';
import type { LoadView } from '../../trace/load-view';
import type { FrameOwner, LoadSegment } from '../../trace/ownership';
import { takenFrames } from '../../trace/touched-frames';
import { pageLives, type PageLives } from './page-lives';
import { ownerProvenance, ownerTitle } from './page-provenance';

/** A frame of the file that several pages show: who owns it is asked anew each time. */
export const SHARED = -2;
const UNSHOWN = -1;

/** What pages and frames are called. */
export interface PageLabel {
  readonly provenance: ProvenanceName;
  readonly label: string;
  /** Number of the LOAD segment; 0 for none, and for several. */
  readonly segment: number;
}

/** How pages and frames are called in ranges, numbered. */
class Labels {
  readonly list: PageLabel[] = [];
  private readonly codes = new Map<string, number>();
  /** Codes of owners of which kind and segment say all. */
  private readonly ofSegment = {
    bss: new Map<LoadSegment | null, number>(),
    copy: new Map<LoadSegment | null, number>(),
    file: new Map<LoadSegment | null, number>(),
  };

  codeOf(owner: FrameOwner, page: number | null): number {
    const segment = segmentThatSaysAll(owner, page);
    if (segment === undefined) return this.find(owner, page);
    const known = this.ofSegment[owner.kind as keyof typeof this.ofSegment];
    let code = known.get(segment);
    if (code === undefined) {
      code = this.find(owner, page);
      known.set(segment, code);
    }
    return code;
  }

  private find(owner: FrameOwner, page: number | null): number {
    const provenance = ownerProvenance(owner, page);
    const label = ownerTitle(owner, page);
    const key = `${provenance} ${label}`;
    let code = this.codes.get(key);
    if (code === undefined) {
      code = this.list.push({ provenance, label, segment: segmentThatSaysAll(owner, page)?.number ?? 0 }) - 1;
      this.codes.set(key, code);
    }
    return code;
  }
}

/** The segment after which alone an owner is called, with its kind; `undefined` where there is more to it. */
function segmentThatSaysAll(owner: FrameOwner, page: number | null): LoadSegment | null | undefined {
  if (owner.kind === 'bss' || owner.kind === 'copy') return owner.segment;
  if (owner.kind !== 'file' || owner.mappings.length !== 1) return undefined;
  const [mapping] = owner.mappings;
  return page === null || mapping?.page === page ? mapping?.segment : undefined;
}

/** Puts pages together to ranges: neighbours with the same label are one. */
class Ranges {
  readonly list: PageRange[] = [];
  private first = -1;
  private count = 0;
  private code = -1;

  constructor(private readonly labels: Labels) {}

  add(page: number, code: number): void {
    if (code === this.code && page === this.first + this.count) {
      this.count++;
      return;
    }
    this.close();
    this.first = page;
    this.count = 1;
    this.code = code;
  }

  close(): void {
    const label = this.labels.list[this.code];
    if (label !== undefined && this.count > 0) {
      const { provenance, label: words } = label;
      this.list.push({ first: this.first, count: this.count, provenance, label: words });
    }
    this.count = 0;
  }
}

/** Which pages and frames are listed. */
export interface RangeFilter {
  /** @param place of the page in the columns of its lives; `copied`: whether it has a frame of its own by now */
  page(place: number, copied: boolean): boolean;
  /** A frame that is none of the file's. */
  frame(frame: number): boolean;
  /** @param index the frame, counted from the file's first */
  fileFrame(index: number): boolean;
}

const EVERYTHING: RangeFilter = { page: () => true, frame: () => true, fileFrame: () => true };

/**
 * Which pages and frames hold something at a moment.
 *
 * A page's life is short to tell: mapped at one moment, at most once given a frame of its own. So lives are
 * written down once, in columns, and a question is one pass over numbers.
 */
export class RangeIndex {
  private static readonly known = new WeakMap<LoadView, RangeIndex>();
  private readonly labels = new Labels();
  readonly lives: PageLives;
  /** For each frame of the file the one page that shows it, as a place in the columns above, or {@link SHARED}. */
  readonly shownBy: Int32Array;
  /** Frames that the loader took, ascending, the level 4 table among them; each is named by what it becomes. */
  private readonly frames: Float64Array;
  private readonly takenAt: Uint32Array;
  private readonly frameLabel: Uint32Array;

  /** The index of a load, made when the first question comes. */
  static of(view: LoadView): RangeIndex {
    let index = RangeIndex.known.get(view);
    if (index === undefined) {
      index = new RangeIndex(view);
      RangeIndex.known.set(view, index);
    }
    return index;
  }

  constructor(private readonly view: LoadView) {
    this.lives = pageLives(view, (owner, page) => this.labels.codeOf(owner, page));
    this.shownBy = new Int32Array(view.endFileFrame - view.firstFileFrame).fill(UNSHOWN);
    this.lives.fileFrame.forEach((frame, place) => {
      if (frame < 0 || frame >= this.shownBy.length) return;
      this.shownBy[frame] = this.shownBy[frame] === UNSHOWN ? place : SHARED;
    });
    const last = view.trace.opCount;
    this.frames = takenFrames(view, last);
    this.takenAt = new Uint32Array(this.frames.length);
    this.frameLabel = new Uint32Array(this.frames.length);
    for (let i = 0; i < this.frames.length; i++) {
      const frame = this.frames[i] as number;
      this.takenAt[i] = view.owners.takenAt(frame);
      this.frameLabel[i] = this.labels.codeOf(view.owners.ownerOf(frame, last), null);
    }
  }

  /** Runs of pages of a space that hold something at a moment, ascending; only those that `filter` lets through. */
  ranges(space: MemorySpace, moment: number, filter: RangeFilter = EVERYTHING): PageRange[] {
    const found = new Ranges(this.labels);
    if (space === 'virtual') this.addMapped(found, moment, filter);
    else if (space === 'file') this.addFile(found, 0, moment, filter);
    else this.addPhysical(found, moment, filter);
    found.close();
    return found.list;
  }

  /** The number of what an owner is called, looked at through a page. */
  codeOf(owner: FrameOwner, page: number | null): number {
    return this.labels.codeOf(owner, page);
  }

  /** What a page of {@link lives} is called at a moment; -1 where it is not mapped. */
  codeOfLife(place: number, moment: number): number {
    const { mappedAt, clearedAt, copiedAt, label, copyLabel } = this.lives;
    if ((copiedAt[place] as number) <= moment) return copyLabel[place] as number;
    if ((mappedAt[place] as number) > moment || (clearedAt[place] as number) <= moment) return -1;
    return label[place] as number;
  }

  /** What stands behind a number of {@link codeOf}. */
  labelOf(code: number): PageLabel {
    return defined(this.labels.list[code], `the label ${code}`);
  }

  /** The colour that goes with a label of {@link lives}. */
  colourOf(label: number): number {
    return PROVENANCE[this.labels.list[label]?.provenance ?? 'free'];
  }

  private addMapped(found: Ranges, moment: number, filter: RangeFilter): void {
    const { pages, mappedAt, clearedAt, copiedAt, label, copyLabel } = this.lives;
    for (let i = 0; i < pages.length; i++) {
      if ((mappedAt[i] as number) > moment) continue;
      const copied = (copiedAt[i] as number) <= moment;
      if (!copied && (clearedAt[i] as number) <= moment) continue;
      if (!filter.page(i, copied)) continue;
      found.add(pages[i] as number, (copied ? copyLabel : label)[i] as number);
    }
  }

  private addPhysical(found: Ranges, moment: number, filter: RangeFilter): void {
    const { frames, takenAt, frameLabel } = this;
    let fileDone = false;
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i] as number;
      if (!fileDone && frame > this.view.firstFileFrame) {
        this.addFile(found, this.view.firstFileFrame, moment, filter);
        fileDone = true;
      }
      if ((takenAt[i] as number) <= moment && filter.frame(frame)) found.add(frame, frameLabel[i] as number);
    }
    if (!fileDone) this.addFile(found, this.view.firstFileFrame, moment, filter);
  }

  private addFile(found: Ranges, base: number, moment: number, filter: RangeFilter): void {
    const { mappedAt, clearedAt, label } = this.lives;
    const unmapped = this.labels.codeOf({ kind: 'file', mappings: [] }, null);
    for (let i = 0; i < this.shownBy.length; i++) {
      if (!filter.fileFrame(i)) continue;
      const place = this.shownBy[i] as number;
      let code = unmapped;
      if (place === SHARED) {
        const owner = this.view.owners.ownerOf(this.view.firstFileFrame + i, moment);
        code = this.labels.codeOf(owner, null);
      } else if (place !== UNSHOWN) {
        const shown = (mappedAt[place] as number) <= moment && (clearedAt[place] as number) > moment;
        if (shown) code = label[place] as number;
      }
      found.add(base + i, code);
    }
  }
}
