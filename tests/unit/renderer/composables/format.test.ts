import { describe, expect, it } from 'vitest';
import { fileNameOf, formatCount, formatMoments } from '../../../../renderer/composables/format';

describe('numbers as the window writes them', () => {
  it('separates thousands', () => {
    expect(formatCount(3528)).toBe('3,528');
  });

  it('writes one moment or a run', () => {
    expect(formatMoments(42, 3155)).toBe('42–3,155');
    expect(formatMoments(7, 7)).toBe('7');
  });

  it('takes the last part of a path of either kind', () => {
    expect(fileNameOf('/boot/vmlinux')).toBe('vmlinux');
    expect(fileNameOf('C:\\kernels\\kernel.elf')).toBe('kernel.elf');
  });
});
