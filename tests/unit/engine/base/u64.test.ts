import { describe, expect, it } from 'vitest';
import { Arithmetic } from '../../../../main/engine/base/u64';
import { LoaderPanic } from '../../../../main/engine/base/errors';

const MAX = 2n ** 64n - 1n;
const checked = new Arithmetic(true);
const wrapping = new Arithmetic(false);

describe('Arithmetic', () => {
  it.each([checked, wrapping])('is plain arithmetic within 64 bits', (arithmetic) => {
    expect(arithmetic.add(MAX - 1n, 1n)).toBe(MAX);
    expect(arithmetic.add(0xffff_fffen, 1n, 32)).toBe(0xffff_ffffn);
    expect(arithmetic.subtract(5n, 5n)).toBe(0n);
    expect(arithmetic.multiply(2n ** 32n - 1n, 2n ** 32n + 1n)).toBe(MAX);
  });

  it('panics on overflow where the loader was built with checks', () => {
    expect(() => checked.add(MAX, 1n)).toThrow(new LoaderPanic('attempt to add with overflow'));
    expect(() => checked.add(0xffff_ffffn, 1n, 32)).toThrow('attempt to add with overflow');
    expect(() => checked.subtract(1n, 2n)).toThrow(new LoaderPanic('attempt to subtract with overflow'));
    expect(() => checked.multiply(2n ** 63n, 2n)).toThrow(
      new LoaderPanic('attempt to multiply with overflow'),
    );
  });

  it('wraps without checks', () => {
    expect(wrapping.add(MAX, 3n)).toBe(2n);
    expect(wrapping.add(0xffff_ffffn, 3n, 32)).toBe(2n);
    expect(wrapping.subtract(1n, 3n)).toBe(MAX - 1n);
    expect(wrapping.multiply(2n ** 63n + 1n, 2n)).toBe(2n);
  });
});
