import { PAGE_SIZE } from '../../../shared/address';
import { Intervals } from './intervals';
import type { RawFile, RawSegment } from './raw-file';
import { PT_LOAD } from './numbers';

const PAGE_BYTES = BigInt(PAGE_SIZE);

/** Where bytes of an address of the file stand in it. */
export interface FileBytes {
  readonly offset: number;
  /** How many bytes from there on the same segment has in the file. */
  readonly length: number;
}

/** The LOADs of a file by address, as its headers have them. */
export class FileAddresses {
  private readonly inFile: Intervals<RawSegment>;
  private readonly inMemory: Intervals<RawSegment>;
  private readonly numbers: ReadonlyMap<number, number>;
  /** Headers of LOADs that need a page of a LOAD that begins before them, with that LOAD's header. */
  private readonly overlaps = new Map<number, number>();

  constructor(private readonly file: RawFile) {
    const loads = file.segments.filter(({ type }) => type === PT_LOAD);
    this.numbers = new Map(loads.map(({ index }, i) => [index, i + 1]));
    this.inFile = new Intervals(loads, ({ virt, fileSize }) => [virt, fileSize]);
    this.inMemory = new Intervals(loads, ({ virt, memSize }) => [virt, memSize]);
    this.findOverlaps(loads.filter(({ memSize }) => memSize > 0n));
  }

  /** Where an address of the file stands in it; `null` where no LOAD has bytes for it. */
  find(address: bigint): FileBytes | null {
    const found = this.inFile.find(address);
    if (found === null) return null;
    const { virt, offset, fileSize } = found;
    // Pages are mapped to whole frames of the file: offset and address may differ in their page.
    const at = (offset / PAGE_BYTES) * PAGE_BYTES + address - (virt / PAGE_BYTES) * PAGE_BYTES;
    const end = offset + fileSize;
    const length = this.file.there(at, end > at ? end - at : 0n);
    return length > 0 ? { offset: Number(at), length } : null;
  }

  /** Number of the LOAD whose memory an address lies in, from 1; 0 for none. */
  loadAt(address: bigint): number {
    return this.numberOf(this.segmentAt(address)?.index ?? -1);
  }

  /** The LOAD whose memory an address lies in. */
  segmentAt(address: bigint): RawSegment | null {
    return this.inMemory.find(address);
  }

  /** Number of a LOAD among the LOADs, from 1, by its header; 0 for other headers. */
  numberOf(header: number): number {
    return this.numbers.get(header) ?? 0;
  }

  /** The header of a LOAD that needs one of this LOAD's pages and begins before it; `null` for none. */
  overlapOf(header: number): number | null {
    return this.overlaps.get(header) ?? null;
  }

  private findOverlaps(loads: readonly RawSegment[]): void {
    const ascending = [...loads].sort((a, b) =>
      a.virt < b.virt ? -1 : a.virt > b.virt ? 1 : a.index - b.index,
    );
    let furthest: RawSegment | null = null;
    let end = -1n;
    for (const segment of ascending) {
      const last = (segment.virt + segment.memSize - 1n) / PAGE_BYTES;
      if (furthest !== null && segment.virt / PAGE_BYTES <= end)
        this.overlaps.set(segment.index, furthest.index);
      if (last <= end) continue;
      end = last;
      furthest = segment;
    }
  }
}
