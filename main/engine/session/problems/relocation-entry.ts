import { RELA_SIZE } from '../../elf/rela';
import { shownOffset } from './page-claims';
import type { KernelFacts } from './kernel-facts';

/** One entry of a relocation table, as the file has it. */
export class RelocationEntry {
  private constructor(
    /** Where it stands in the file. */
    readonly place: number,
    readonly offset: bigint,
    readonly type: number,
    readonly symbol: number,
    readonly addend: bigint,
  ) {}

  /** The entry at an address of the file; `null` where none of its bytes are the file's. */
  static read(kernel: KernelFacts, address: bigint): RelocationEntry | null {
    const load = kernel.loadAt(address);
    const place = load === null ? null : shownOffset(load.header, kernel.base, address);
    return place === null ? null : RelocationEntry.at(kernel, place);
  }

  /** The entry at an offset of the file; `null` where the file ends before it. */
  static at(kernel: KernelFacts, place: number): RelocationEntry | null {
    const { elf } = kernel.view;
    if (place < 0 || place + RELA_SIZE > elf.length) return null;
    const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
    return new RelocationEntry(
      place,
      view.getBigUint64(place, true),
      view.getUint32(place + 8, true),
      view.getUint32(place + 12, true),
      view.getBigUint64(place + 16, true),
    );
  }
}
