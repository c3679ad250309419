import { FRAME_OWNERS, type FrameOwnerName } from '../../../../shared/frame-types';
import type { LoadView } from '../../trace/load-view';
import type { FileMapping } from '../../trace/file-mappings';
import type { FrameOwner } from '../../trace/ownership';
import { takenFrames } from '../../trace/touched-frames';
import { ownerProvenance } from '../pages/page-provenance';
import { SHARED, type RangeIndex } from '../pages/range-index';

/** Owners by their names: their numbers. */
export const FRAME = Object.fromEntries(FRAME_OWNERS.map((name, code) => [name, code])) as Readonly<
  Record<FrameOwnerName, number>
>;

const TABLES = [FRAME.pageTable1, FRAME.pageTable2, FRAME.pageTable3, FRAME.pageTable4] as const;

/** Owners of file bytes by the provenance of the page that shows them. */
const FILE_OWNERS: Readonly<Record<string, number>> = {
  fileReadOnly: FRAME.fileReadOnly,
  fileCode: FRAME.fileCode,
  fileData: FRAME.fileData,
};

/** The number of a frame's owner; `free` says nothing of reserved or absent memory. */
export function ownerCode(owner: FrameOwner): number {
  switch (owner.kind) {
    case 'pageTable':
      return TABLES[owner.level - 1] ?? FRAME.pageTable1;
    case 'bss':
      return FRAME.bss;
    case 'copy':
      return FRAME.copied;
    case 'file':
      return fileCode(owner.mappings);
    case 'allocated':
      return FRAME.allocated;
    case 'free':
      return FRAME.free;
  }
}

function fileCode(mappings: readonly FileMapping[]): number {
  const [first] = mappings;
  if (first === undefined) return FRAME.fileUnmapped;
  if (mappings.some(({ segment }) => segment !== first.segment)) return FRAME.fileShared;
  return FILE_OWNERS[ownerProvenance({ kind: 'file', mappings }, null)] ?? FRAME.fileReadOnly;
}

/**
 * What becomes of each frame: those that the loader takes belong to nobody at first, then for good to what filled them;
 * those of the kernel file belong to the segments whose pages show them at the moment.
 */
export class FrameLives {
  /** Frames that are taken at any time, ascending, without those of the kernel file. */
  readonly frames: Float64Array;
  private readonly takenAt: Uint32Array;
  private readonly ownedAt: Uint32Array;
  private readonly owner: Uint8Array;
  /** For each label of the lives of pages its number, where a page of the file has it. */
  private readonly codes = new Map<number, number>();
  private readonly titles = new Map<number, string>();

  constructor(
    private readonly view: LoadView,
    private readonly ranges: RangeIndex,
  ) {
    const last = view.trace.opCount;
    const { firstFileFrame, endFileFrame, owners } = view;
    this.frames = takenFrames(view, last).filter((frame) => frame < firstFileFrame || frame >= endFileFrame);
    this.takenAt = new Uint32Array(this.frames.length);
    this.ownedAt = new Uint32Array(this.frames.length);
    this.owner = new Uint8Array(this.frames.length);
    for (let i = 0; i < this.frames.length; i++) {
      const frame = this.frames[i] as number;
      this.takenAt[i] = owners.takenAt(frame);
      // A frame that nothing ever filled stays merely allocated.
      this.ownedAt[i] = Math.min(owners.ownedAt(frame), 0xffff_ffff);
      this.owner[i] = ownerCode(owners.ownerOf(frame, last));
    }
  }

  /** The number of the owner of the frame at a place of {@link frames}, at a moment. */
  codeAt(place: number, moment: number): number {
    if ((this.ownedAt[place] as number) <= moment) return this.owner[place] as number;
    return (this.takenAt[place] as number) <= moment ? FRAME.allocated : FRAME.free;
  }

  /** Frames of the kernel file. */
  get fileFrames(): number {
    return this.ranges.shownBy.length;
  }

  /** The number of the owner of a frame of the kernel file, counted from its first, at a moment. */
  fileCodeAt(index: number, moment: number): number {
    const place = this.ranges.shownBy[index] as number;
    if (place === SHARED)
      return ownerCode(this.view.owners.ownerOf(this.view.firstFileFrame + index, moment));
    if (place < 0) return FRAME.fileUnmapped;
    const { mappedAt, clearedAt, label } = this.ranges.lives;
    const isShown = (mappedAt[place] as number) <= moment && (clearedAt[place] as number) > moment;
    return isShown ? this.codeOfLabel(label[place] as number, index, moment) : FRAME.fileUnmapped;
  }

  /**
   * What a frame of the kernel file is called that one page shows.
   *
   * @param make makes the title, which all frames of its segment have
   */
  fileTitleAt(index: number, make: () => string): string {
    const place = this.ranges.shownBy[index] as number;
    if (place < 0) return make();
    const label = this.ranges.lives.label[place] as number;
    let title = this.titles.get(label);
    if (title === undefined) this.titles.set(label, (title = make()));
    return title;
  }

  private codeOfLabel(label: number, index: number, moment: number): number {
    let code = this.codes.get(label);
    if (code === undefined) {
      code = ownerCode(this.view.owners.ownerOf(this.view.firstFileFrame + index, moment));
      this.codes.set(label, code);
    }
    return code;
  }
}
