import { describe, expect, it } from 'vitest';
import { counterpartOf } from '../../../../../main/engine/session/pages/counterpart';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { MemorySpace } from '../../../../../shared/view-types';
import { PAGE_SIZE } from '../../../../../shared/address';
import { loadKernelFile, loadSpec, SAMPLE_ELF } from '../../../../fixtures/loaded';

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

  it('leads to the page of the segment that has the byte, where several show its frame', () => {
    const { view: sharing } = loadSpec({
      segments: [
        { vaddr: 0x400000, offset: 0x1000, filesz: 0x800, flags: 'r' },
        { vaddr: 0x500800, offset: 0x1800, filesz: 0x100, flags: 'rx' },
        { vaddr: 0x600900, offset: 0x1900, filesz: 0x200, flags: 'rw' },
      ],
    });
    const end = sharing.trace.opCount;
    const places = [0x1010, 0x1810, 0x1910, 0x1b10].map((offset) => [
      counterpartOf(sharing, 'file', offset, 'virtual', end).position,
      counterpartOf(sharing, 'physical', sharing.firstFileFrame * PAGE_SIZE + offset, 'virtual', end)
        .position,
    ]);
    // The last one is nobody's: any page that shows it will do.
    expect(places).toEqual([0x400010, 0x500810, 0x600910, 0x400b10].map((place) => [place, place]));
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
