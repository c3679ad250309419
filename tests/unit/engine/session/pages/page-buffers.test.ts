import { describe, expect, it } from 'vitest';
import { PageBuffers } from '../../../../../main/engine/session/pages/page-buffers';

/** Fills each part with its own number; whether all still hold it afterwards, and were empty before. */
function areApart(parts: readonly (Uint8Array | Uint32Array)[]): boolean {
  const empty = parts.every((part) => part.every((value) => value === 0));
  parts.forEach((part, i) => part.fill(i + 1));
  return empty && parts.every((part, i) => part.every((value) => value === i + 1));
}

describe('PageBuffers', () => {
  it.each([1, 2, 16, 17, 40])('gives %i pages of zeros that share no bytes', (count) => {
    const buffers = new PageBuffers(count);
    const pages = Array.from({ length: count }, () => buffers.page());
    expect(pages.every((page) => page.length === 4096 && page.byteOffset % 4096 === 0)).toBe(true);
    expect(areApart(pages)).toBe(true);
    const reserved = new Set(pages.map((page) => page.buffer));
    expect([...reserved].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(count * 4096);
  });

  it.each([0, 8])('gives words of any length, with %i pages left to ask for', (left) => {
    const buffers = new PageBuffers(left);
    const lengths = [4, 2048, 16384, 5, 12000, 12000];
    const parts = lengths.map((length) => buffers.words(length));
    expect(parts.map((part) => part.length)).toEqual(lengths);
    expect(areApart(parts)).toBe(true);
  });

  it('reserves no more words than the last page takes', () => {
    expect(new PageBuffers(0).words(8).buffer.byteLength).toBe(32);
  });
});
