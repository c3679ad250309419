import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../main/engine/session/sides/bytes-of';
import { loadReader } from '../../main/engine/session/sides/load-reader';
import { pageViews } from '../../main/engine/session/pages/page-view';
import { PAGE_SIZE } from '../../shared/address';
import type { MemorySpace } from '../../shared/view-types';
import { corpusCase, loadKernelFile, SAMPLE_ELF } from '../fixtures/loaded';
import { DEFAULT_MACHINE } from '../../shared/machine';
import { SEED } from './settings';

const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];

/** What the views show of a range: its bytes, and which of them are there. */
function shownBytes(
  loaded: ReturnType<typeof loadKernelFile>,
  space: MemorySpace,
  first: number,
  length: number,
  moment: number,
): { bytes: Uint8Array; there: Uint8Array } {
  const bytes = new Uint8Array(length);
  const there = new Uint8Array(length);
  for (let at = first; at < first + length; at++) {
    const page = Math.floor(at / PAGE_SIZE);
    const offset = at - page * PAGE_SIZE;
    const end = Math.min(first + length, (page + 1) * PAGE_SIZE);
    const [view] = pageViews(loaded.view, space, page, 1, moment);
    if (view?.bytes) {
      const part = view.bytes.subarray(offset, Math.min(view.length, offset + end - at));
      bytes.set(part, at - first);
      there.fill(1, at - first, at - first + part.length);
    }
    at = end - 1;
  }
  return { bytes, there };
}

describe('bulk reads', () => {
  const kernels = [
    loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }),
    loadKernelFile(corpusCase('last-page-before-the-gap')),
    loadKernelFile(corpusCase('bss-in-the-last-page-before-the-gap')),
  ];

  it('give the bytes that the views show, and miss what they have not, in all spaces at any moment', () => {
    fc.assert(
      fc.property(
        fc.nat(kernels.length - 1),
        fc.constantFrom(...SPACES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: -9000, max: 9000 }),
        fc.integer({ min: 1, max: 20_000 }),
        (which, space, when, where, shift, length) => {
          const loaded = kernels[which] as (typeof kernels)[number];
          const moment = Math.round(when * loaded.view.trace.opCount);
          const reader = loadReader(loaded.view, loaded.memory, space, moment);
          const runs = [...reader.runs(0, Math.ceil(reader.size / PAGE_SIZE))];
          const run = runs[Math.min(runs.length - 1, Math.floor(where * runs.length))];
          const first = Math.max(0, (run?.first ?? 0) * PAGE_SIZE + shift);
          const read = bytesOf(reader, first, length);
          const shown = shownBytes(loaded, space, first, length, moment);
          expect(Buffer.compare(read.bytes, shown.bytes)).toBe(0);
          const there = new Uint8Array(length).fill(1);
          for (const part of read.missing)
            there.fill(0, part.first - first, part.first - first + part.length);
          expect(Buffer.compare(there, shown.there)).toBe(0);
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });
});
