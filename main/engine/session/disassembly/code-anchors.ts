import { PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { KernelFile } from '../kernel/kernel-file';

/** Places where an instruction is known to begin: symbols, and the entry point. */
export class CodeAnchors {
  private readonly entry: number;

  constructor(private readonly kernel: KernelFile) {
    const { entry } = kernel;
    this.entry = entry === null ? -1 : Number(BigInt.asUintN(48, entry));
  }

  /** Offsets in a page, ascending. */
  inPage(page: number): number[] {
    const { places } = this.kernel.symbols;
    const start = BigInt.asUintN(64, virtOfPage(page) - this.kernel.view.offset);
    const [low, high] = [Number(start & 0xffff_ffffn), Number(start >> 32n)];
    const offsets: number[] = [];
    const add = (offset: number): void => {
      if (offsets[offsets.length - 1] !== offset) offsets.push(offset);
    };
    let place = places.countUpTo(low, high);
    // Those at the page's very start were counted.
    while (place > 0 && places.low[place - 1] === low && places.high[place - 1] === high) place--;
    for (; place < places.ids.length; place++) {
      const distance =
        ((places.high[place] as number) - high) * 2 ** 32 + (places.low[place] as number) - low;
      if (distance < 0 || distance >= PAGE_SIZE) break;
      add(distance);
    }
    const entry = this.entry - page * PAGE_SIZE;
    if (entry >= 0 && entry < PAGE_SIZE && !offsets.includes(entry)) {
      offsets.push(entry);
      offsets.sort((a, b) => a - b);
    }
    return offsets;
  }
}
