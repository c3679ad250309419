import type { Mapped } from './mapper';

const SLOTS = 64;

/**
 * The last translations, as a processor's TLB has them: one page per slot, chosen by the low bits of its number.
 * Whoever changes a leaf entry forgets its page here first.
 */
export class TranslationCache {
  private readonly pages = new Float64Array(SLOTS).fill(-1);
  private readonly frames = new Float64Array(SLOTS);
  private readonly flags = new Int32Array(SLOTS);

  /** Fills `mapped` if the page is known. */
  find(page: number, mapped: Mapped): boolean {
    const slot = page & (SLOTS - 1);
    if (this.pages[slot] !== page) return false;
    mapped.frame = this.frames[slot] as number;
    mapped.flags = this.flags[slot] as number;
    return true;
  }

  remember(page: number, mapped: Mapped): void {
    const slot = page & (SLOTS - 1);
    this.pages[slot] = page;
    this.frames[slot] = mapped.frame;
    this.flags[slot] = mapped.flags;
  }

  forget(page: number): void {
    const slot = page & (SLOTS - 1);
    if (this.pages[slot] === page) this.pages[slot] = -1;
  }
}
