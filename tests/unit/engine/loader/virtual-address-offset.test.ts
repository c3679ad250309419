import { describe, expect, it } from 'vitest';
import { LoaderPanic } from '../../../../main/engine/base/errors';
import { AddressWords, VirtualAddressOffset } from '../../../../main/engine/loader/virtual-address-offset';

const MAX = 2n ** 64n - 1n;
const outOfRange = (direction: string): LoaderPanic =>
  new LoaderPanic(`called \`Result::unwrap()\` on an \`Err\` value: TryFromIntError(${direction})`);

/** The sum by words, the way the loop over relocations takes. */
function addWords(offset: VirtualAddressOffset, value: bigint): bigint {
  const sum = new AddressWords(true);
  offset.addWords(Uint32Array.of(Number(value & 0xffff_ffffn), Number(value >> 32n)), 0, sum.words);
  return sum.value;
}

const WAYS = [
  ['add', (offset: VirtualAddressOffset, value: bigint) => offset.add(value)],
  ['addWords', addWords],
] as const;

describe.each(WAYS)('%s', (_, add) => {
  it.each([
    [0n, 0x1234_5678_9abc_def0n, 0x1234_5678_9abc_def0n],
    [0x80_0000_0000n, 0x1000n, 0x80_0000_1000n],
    // A carry from the low half, and a borrow.
    [0xffff_ffffn, 3n, 0x1_0000_0002n],
    [-1n, 0x1_0000_0000n, 0xffff_ffffn],
    [-0x7fff_ff80_0000_0000n, 0x7fff_ff80_0000_1000n, 0x1000n],
    [-MAX, MAX, 0n],
    [MAX, 0n, MAX],
  ])('%i + %i = %i', (offset, value, sum) => {
    expect(add(new VirtualAddressOffset(offset), value)).toBe(sum);
  });

  it.each([
    [1n, MAX, 'PosOverflow'],
    [0x80_0000_0000n, -1n & MAX, 'PosOverflow'],
    [-1n, 0n, 'NegOverflow'],
    [-0x1_0000_0000n, 0xffff_ffffn, 'NegOverflow'],
  ])('%i + %i panics with %s', (offset, value, direction) => {
    expect(() => add(new VirtualAddressOffset(offset), value)).toThrow(outOfRange(direction));
  });
});

it('zero changes nothing', () => {
  expect(VirtualAddressOffset.zero().add(MAX)).toBe(MAX);
});

describe('AddressWords', () => {
  const isCanonical = (address: bigint, signExtends: boolean): boolean => {
    const halves = new AddressWords(signExtends);
    halves.words.set([Number(address & 0xffff_ffffn), Number(address >> 32n)]);
    return halves.isCanonical();
  };

  it.each([true, false])('take canonical addresses, sign extension: %s', (signExtends) => {
    for (const address of [0n, 0x7fff_ffff_ffffn, 0xffff_8000_0000_0000n, MAX]) {
      expect(isCanonical(address, signExtends)).toBe(true);
    }
    for (const address of [0x1_0000_0000_0000n, 0xffff_7fff_ffff_ffffn]) {
      expect(isCanonical(address, signExtends)).toBe(false);
    }
  });

  it('take bit 47 alone where it is sign-extended', () => {
    expect(isCanonical(0x8000_0000_0000n, true)).toBe(true);
    expect(isCanonical(0x8000_0000_0000n, false)).toBe(false);
  });
});
