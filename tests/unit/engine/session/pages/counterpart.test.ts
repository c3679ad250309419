import { describe, expect, it } from 'vitest';
import { counterpartOf } from '../../../../../main/engine/session/pages/counterpart';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { MemorySpace } from '../../../../../shared/view-types';
import { PAGE_SIZE } from '../../../../../shared/address';
import { loadKernelFile, SAMPLE_ELF } from '../../../../fixtures/loaded';

const { view } = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const LAST = view.trace.opCount;
const mapped = [...view.tables.mappedPages(LAST)];

function positionOf(from: MemorySpace, position: number, to: MemorySpace, moment: number): number | null {
  return counterpartOf(view, from, position, to, moment).position;
}

describe('counterpartOf', () => {
  it('goes through the page tables and back', () => {
    for (const { page, frame } of mapped) {
      const [virtual, physical] = [page * PAGE_SIZE + 5, frame * PAGE_SIZE + 5];
      expect(positionOf('virtual', virtual, 'physical', LAST)).toBe(physical);
      // Several pages may show one frame.
      const back = positionOf('physical', physical, 'virtual', LAST);
      expect(positionOf('virtual', back!, 'physical', LAST)).toBe(physical);
    }
  });

  it('knows where the file was put', () => {
    const kernel = view.firstFileFrame * PAGE_SIZE;
    expect(positionOf('file', 7, 'physical', 0)).toBe(kernel + 7);
    expect(positionOf('physical', kernel + 7, 'file', LAST)).toBe(7);
    const { length } = SAMPLE_ELF;
    if (length % PAGE_SIZE !== 0) {
      expect(counterpartOf(view, 'physical', kernel + length, 'file', LAST).note).toContain('behind the end');
    }
    expect(counterpartOf(view, 'file', length + PAGE_SIZE, 'physical', LAST).position).toBeNull();
  });

  it('says of a copy that it is one, in both directions', () => {
    const copies = mapped.flatMap(({ page, frame }) => {
      const owner = view.owners.ownerOf(frame, LAST);
      return owner.kind === 'copy' && owner.from >= view.firstFileFrame ? [{ page, from: owner.from }] : [];
    });
    const copy = copies.find(({ from }) => (from - view.firstFileFrame) * PAGE_SIZE < SAMPLE_ELF.length);
    if (copy === undefined) throw new Error('the sample has no copied frame of the file');
    const file = (copy.from - view.firstFileFrame) * PAGE_SIZE;
    expect(counterpartOf(view, 'virtual', copy.page * PAGE_SIZE, 'file', LAST)).toEqual({
      position: file,
      note: 'the byte that it was copied from',
    });
    const back = counterpartOf(view, 'file', file, 'virtual', LAST);
    const shown = view.tables.translate(Math.floor(back.position! / PAGE_SIZE), LAST)!.frame;
    expect(shown === copy.from || back.note === 'the copy of this byte').toBe(true);
  });

  it('says why a byte has no place in a space', () => {
    const { page } = mapped[0]!;
    expect(counterpartOf(view, 'virtual', page * PAGE_SIZE, 'physical', 0)).toEqual({
      position: null,
      note: 'not mapped at this moment',
    });
    const table = view.tables.rootFrame * PAGE_SIZE;
    expect(counterpartOf(view, 'physical', table, 'virtual', LAST).note).toContain('no page shows');
    expect(counterpartOf(view, 'physical', table, 'file', LAST).note).toBe('not from the file');
  });

  it('leaves a byte of the space itself where it is', () => {
    expect(positionOf('virtual', 12345, 'virtual', 0)).toBe(12345);
  });
});
