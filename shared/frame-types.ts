/** The frames of the machine as they are looked at: who owns them, as a picture and one by one. */
import type { AliasRow } from './table-types';

/** Who owns a frame, by number: what the physical map is coloured by. */
export const FRAME_OWNERS = [
  'absent',
  'free',
  'reserved',
  'fileUnmapped',
  'fileReadOnly',
  'fileCode',
  'fileData',
  'fileShared',
  'pageTable4',
  'pageTable3',
  'pageTable2',
  'pageTable1',
  'bss',
  'copied',
  'allocated',
] as const;
export type FrameOwnerName = (typeof FRAME_OWNERS)[number];

/** A picture of physical memory: one value for each interval between neighbouring edges. */
export interface FrameStrip {
  /** Place in {@link FRAME_OWNERS} of the owner that is worth showing: the one of most frames that are not free, else free. */
  readonly owner: Uint8Array;
  /** The first frame of the interval that has that owner. */
  readonly frame: Float64Array;
  /** Frames that somebody owns. */
  readonly owned: Float64Array;
  /** 1 where the op at the moment touched a frame. */
  readonly changed: Uint8Array;
  /** The frame that the op at the moment touched, and the one that it copied from; -1 for none. */
  readonly touched: number;
  readonly copiedFrom: number;
}

/** How many frames an owner has. */
export interface FrameCount {
  readonly owner: FrameOwnerName;
  /** e.g. `LOAD 1 file`, `page tables P1`. */
  readonly label: string;
  readonly frames: number;
  /** The lowest and the highest of them. */
  readonly first: number;
  readonly last: number;
}

/** A region of the machine's memory map. */
export interface FrameRegion {
  readonly start: string;
  readonly bytes: number;
  readonly kind: string;
  /** In words: what it is for, and whether the loader takes frames from it. */
  readonly words: string;
}

/** Everything about one frame. */
export interface FrameView {
  readonly frame: number;
  readonly address: string;
  readonly owner: FrameOwnerName;
  readonly title: string;
  readonly detail: string;
  /** Region of the memory map that it lies in; empty outside of all. */
  readonly region: string;
  /** Segments that have bytes in it, with which bytes. */
  readonly shared: readonly { readonly segment: string; readonly words: string }[];
  readonly aliases: number;
  readonly firstAliases: readonly AliasRow[];
  /** Moment at which the loader took it; `null` where it never did so far. */
  readonly takenAt: number | null;
  /** The step that took it, in words; empty where none did so far. */
  readonly takenBy: string;
  /** Moment at which it was written last; `null` where it never was so far. */
  readonly writtenAt: number | null;
  /** The step that wrote it last, in words; empty where none did so far. */
  readonly writtenBy: string;
  readonly writes: number;
  /** Its place in the kernel file; `null` where it is no part of it, nor a copy. */
  readonly fileOffset: number | null;
  /** For a copy the frame that it was made from. */
  readonly copiedFrom: number | null;
  /** Set for page tables. */
  readonly table: { readonly level: number; readonly virt: string; readonly used: number } | null;
}
