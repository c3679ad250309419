/**
 * Page tables in raw images as Linux' ptdump prints them, by the plainest reading of what it does: it notes the address,
 * level, value and effective rights of every entry that is no table, one after the other, and prints a line whenever flags,
 * effective rights or level are others than before, or one of its markers is passed.
 *
 * Of its markers there are the two that every kernel has. PAT of large pages is printed, as up to Linux 5.6; later ones
 * cut it off with the address.
 */
import { describe, expect, it } from 'vitest';
import { linkedKernels } from '../fixtures/kernels';
import { SAMPLE_ELF } from '../fixtures/loaded';
import { loadImage, tableImages, textOf } from './table-images';

const BIT = {
  present: 1n,
  writable: 2n,
  user: 4n,
  pwt: 8n,
  pcd: 16n,
  seven: 128n,
  global: 256n,
  twelve: 4096n,
  nx: 1n << 63n,
};
/** Bits 51 to 12. */
const ADDRESS = 0x000f_ffff_ffff_f000n;
const LEVELS = ['', 'pte', 'pmd', 'pud', 'pgd'];
const UPPER_HALF = 0xffff_8000_0000_0000n;

interface Series {
  readonly start: bigint;
  readonly level: number;
  readonly flags: bigint;
  readonly effective: bigint;
}

/** The lines, noted entry by entry. */
class Notes {
  readonly lines: string[] = [];
  private series: Series | null = null;
  private inUpperHalf = false;

  note(address: bigint, level: number, value: bigint, above: bigint): void {
    const isLarge = level > 1 && (value & BIT.seven) !== 0n;
    const flags = value & (isLarge ? ~ADDRESS | BIT.twelve : ~ADDRESS);
    const effective = value === 0n ? 0n : both(above, value);
    const { series } = this;
    const next = { start: address, level, flags, effective };
    if (series === null) {
      this.lines.push('---[ User Space ]---');
      this.series = next;
      return;
    }
    const passes = !this.inUpperHalf && address >= UPPER_HALF;
    const isSame = series.flags === flags && series.effective === effective && series.level === level;
    if (isSame && !passes) return;
    this.print(series, address);
    if (passes) {
      this.inUpperHalf = true;
      this.lines.push('---[ Kernel Space ]---');
    }
    this.series = next;
  }

  end(): void {
    if (this.series !== null) this.print(this.series, 0n);
  }

  private print({ start, level, flags }: Series, end: bigint): void {
    let size = BigInt.asUintN(64, end - start);
    let unit = 0;
    for (; (size & 1023n) === 0n && unit < 6; unit++) size >>= 10n;
    const word = (bit: bigint, set: string, clear = '    '): string => ((flags & bit) === 0n ? clear : set);
    const pat = level === 1 ? BIT.seven : BIT.twelve;
    const words = [
      word(BIT.user, 'USR '),
      word(BIT.writable, 'RW ', 'ro '),
      word(BIT.pwt, 'PWT '),
      word(BIT.pcd, 'PCD '),
      level > 1 ? word(BIT.seven, 'PSE ') : '    ',
      word(pat, 'PAT '),
      word(BIT.global, 'GLB '),
      word(BIT.nx, 'NX ', 'x  '),
    ].join('');
    const digits = (value: bigint): string => `0x${value.toString(16).padStart(16, '0')}`;
    const shown = (flags & BIT.present) === 0n ? ' '.repeat(30) : words;
    this.lines.push(
      `${digits(start)}-${digits(end)}   ${String(size).padStart(9)}${'BKMGTPE'[unit]} ${shown}${LEVELS[level]}`,
    );
  }
}

/** What two levels allow together: user and writable where both do, no execution where one forbids it. */
function both(above: bigint, entry: bigint): bigint {
  return (above & entry & (BIT.user | BIT.writable)) | ((above | entry) & BIT.nx);
}

/** The text of a memory. */
function ptdump(memory: Uint8Array, root: bigint): string {
  const words = new DataView(memory.buffer);
  const notes = new Notes();
  const visit = (table: bigint, level: number, base: bigint, above: bigint): void => {
    for (let index = 0n; index < 512n; index++) {
      const value = words.getBigUint64(Number(table + index * 8n), true);
      const linear = base | (index << BigInt(12 + 9 * (level - 1)));
      const address = BigInt.asUintN(64, BigInt.asIntN(48, linear));
      const target = value & ADDRESS;
      const isTable = level > 1 && (value & (BIT.present | BIT.seven)) === BIT.present;
      // A table where no memory is would be the end of Linux.
      if (isTable && target < BigInt(memory.length)) visit(target, level - 1, linear, both(above, value));
      else notes.note(address, level, isTable ? 0n : value, above);
    }
  };
  visit(root, 4, 0n, BIT.user | BIT.writable);
  notes.end();
  return notes.lines.map((line) => `${line}\n`).join('');
}

const KERNELS = [
  { name: 'sample-kernel', elf: SAMPLE_ELF },
  ...linkedKernels().filter(({ name }) => /high-half|pie|tls|unaligned|2-mib|relro|static/.test(name)),
];

it.each(tableImages())('$name', (image) => {
  const ours = textOf(image, 'ptdump');
  expect(ours).toBe(ptdump(image.memory, image.root));
  if (image.isVast !== true) for (const rows of [1, 3]) expect(textOf(image, 'ptdump', rows)).toBe(ours);
});

describe.each(KERNELS)('the load of $name', ({ name, elf }) => {
  it.each([0, 0.25, 0.5, 0.9])('at %d', (part) => {
    const image = loadImage(name, elf, part);
    expect(textOf(image, 'ptdump')).toBe(ptdump(image.memory, image.root));
  });
});
