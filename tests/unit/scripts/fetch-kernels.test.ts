import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { elfOfBootImage } from '../../../scripts/boot-image.mjs';
import { fetchKernel, KERNEL_NAMES } from '../../../scripts/fetch-kernels.mjs';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'loadscope-cache-'));
  mkdirSync(join(home, 'loadscope'));
  vi.stubEnv('XDG_CACHE_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** Puts files into the cache; which is which shows by their names only. */
function cache(...names: string[]): void {
  for (const name of names) writeFileSync(join(home, 'loadscope', name), name);
}

describe('fetching kernels', () => {
  it('knows Linux and Xen', () => {
    expect(KERNEL_NAMES).toEqual(['vmlinux', 'xen-syms', 'xen']);
    expect(() => fetchKernel('minix')).toThrow('There is no kernel minix; known are vmlinux, xen-syms, xen.');
  });

  it('takes the newest one in the cache', () => {
    cache('vmlinux-6.1.0-9-amd64', 'vmlinux-6.1.0-56-amd64', 'vmlinux-6.1.0-8-amd64');
    expect(fetchKernel('vmlinux')).toBe(join(home, 'loadscope', 'vmlinux-6.1.0-56-amd64'));
  });

  it('tells kernels with the same beginning apart', () => {
    cache('xen-syms-4.17.8', 'xen-4.17.7');
    expect(fetchKernel('xen')).toBe(join(home, 'loadscope', 'xen-4.17.7'));
    expect(fetchKernel('xen-syms')).toBe(join(home, 'loadscope', 'xen-syms-4.17.8'));
  });

  it('passes over what was not written to its end', () => {
    cache('xen-4.17.7', 'xen-4.17.8.part');
    expect(fetchKernel('xen')).toBe(join(home, 'loadscope', 'xen-4.17.7'));
  });
});

describe('a boot image', () => {
  /** One with a set-up of one sector, and a payload that ends with four bytes for its size. */
  function image(payload: readonly number[]): Buffer {
    const bytes = Buffer.alloc(1024 + payload.length + 4);
    bytes[0x1f1] = 1;
    bytes.write('HdrS', 0x202, 'latin1');
    bytes.writeUInt32LE(0, 0x248);
    bytes.writeUInt32LE(payload.length + 4, 0x24c);
    bytes.set(payload, 1024);
    return bytes;
  }

  it('gives the ELF file that lies in it', () => {
    const elf = [0x7f, 0x45, 0x4c, 0x46, 1, 2, 3];
    expect([...elfOfBootImage(image(elf))]).toEqual(elf);
  });

  it('is refused where it is none', () => {
    expect(() => elfOfBootImage(Buffer.alloc(2048))).toThrow('no set-up header');
    expect(() => elfOfBootImage(image([1, 2, 3, 4, 5, 6, 7, 8]))).toThrow(
      'compressed in an unknown way (0102030405060708…)',
    );
  });
});
