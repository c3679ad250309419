import { describe, expect, it } from 'vitest';
import { fileNameOf, formatBytes, formatCount, formatMoments } from '../../../../renderer/composables/format';

describe('numbers as the window writes them', () => {
  it('separates thousands', () => {
    expect(formatCount(3528)).toBe('3,528');
  });

  it('writes sizes in the largest unit', () => {
    expect(formatBytes(0)).toBe('0 bytes');
    expect(formatBytes(4096)).toBe('4 KiB');
    expect(formatBytes(1536)).toBe('1.5 KiB');
    expect(formatBytes(61.4 * 2 ** 20)).toBe('61 MiB');
    expect(formatBytes(2 ** 40)).toBe('1 TiB');
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
