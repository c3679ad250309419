import { beforeEach, describe, expect, it } from 'vitest';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';
import type { LoaderMemory } from '../../../../main/engine/memory/physical-memory';
import type { FrameAllocator } from '../../../../main/engine/paging/frame-allocator';
import { OffsetPageTable } from '../../../../main/engine/paging/mapper';
import * as Flags from '../../../../main/engine/paging/page-table';
import { entryValue } from '../../../../main/engine/paging/page-table';

const ROOT = 1;
const { PRESENT, WRITABLE, USER_ACCESSIBLE, NO_EXECUTE, HUGE_PAGE, BIT_9 } = Flags;
const PARENT = PRESENT | WRITABLE;

/** Memory that notes every change, in order. */
class NotingMemory extends BufferMemory implements LoaderMemory {
  readonly notes: string[] = [];

  override writeEntry(frame: number, index: number, low: number, high: number): void {
    this.notes.push(`entry ${frame}[${index}] = 0x${entryValue(low, high).toString(16)}`);
    super.writeEntry(frame, index, low, high);
  }

  override zeroFrame(frame: number): void {
    this.notes.push(`zero ${frame}`);
    super.zeroFrame(frame);
  }
}

let memory: NotingMemory;
let mapper: OffsetPageTable;
let frames: FrameAllocator & { left: number; next: number };

beforeEach(() => {
  memory = new NotingMemory(4096 * 4096);
  mapper = new OffsetPageTable(memory, ROOT);
  frames = {
    left: 100,
    next: 2,
    allocateFrame() {
      if (this.left-- <= 0) return null;
      return this.next++;
    },
  };
});

const map = (page: number, frame: number, flags = PRESENT, parents = PARENT): string | null =>
  mapper.mapToWithTableFlags(page, frame, flags, parents, frames);

describe('mapToWithTableFlags', () => {
  it('links each missing table before it zeroes it, top-down, the leaf last', () => {
    expect(map(0x400, 0x50, PRESENT | NO_EXECUTE)).toBeNull();
    expect(memory.notes).toEqual([
      'entry 1[0] = 0x2003',
      'zero 2',
      'entry 2[0] = 0x3003',
      'zero 3',
      'entry 3[2] = 0x4003',
      'zero 4',
      'entry 4[0] = 0x8000000000050001',
    ]);
  });

  it('uses the tables that are there', () => {
    map(0x400, 0x50);
    memory.notes.length = 0;
    expect(map(0x401, 0x51)).toBeNull();
    expect(memory.notes).toEqual(['entry 4[1] = 0x51001']);
  });

  it('gives a parent the flags that it lacks, and only then', () => {
    map(0x400, 0x50, PRESENT, PRESENT);
    memory.notes.length = 0;
    map(0x401, 0x51, PRESENT, PRESENT | WRITABLE);
    expect(memory.notes).toEqual([
      'entry 1[0] = 0x2003',
      'entry 2[0] = 0x3003',
      'entry 3[2] = 0x4003',
      'entry 4[1] = 0x51001',
    ]);
    memory.notes.length = 0;
    map(0x402, 0x52, PRESENT, PRESENT);
    expect(memory.notes).toEqual(['entry 4[2] = 0x52001']);
  });

  it('refuses a page that is mapped, and leaves it as it is', () => {
    map(0x400, 0x50);
    expect(map(0x400, 0x51)).toBe('PageAlreadyMapped');
    expect(mapper.translate(0x400)).toEqual({ frame: 0x50, flags: PRESENT });
  });

  it('refuses a parent that is a huge page', () => {
    memory.writeEntry(ROOT, 0, Flags.entryLow(2, PARENT | HUGE_PAGE), 0);
    expect(map(0, 0x50)).toBe('ParentEntryHugePage');
  });

  it.each([0, 1, 2])('says so when the frames end after %i tables, which stay', (left) => {
    frames.left = left;
    expect(map(0x400, 0x50)).toBe('FrameAllocationFailed');
    expect(memory.notes).toHaveLength(left * 2);
  });

  it('panics where a new table would not be present, after it was linked', () => {
    expect(() => map(0x400, 0x50, PRESENT, WRITABLE)).toThrow('entry should be mapped at this point');
    expect(memory.notes).toEqual(['entry 1[0] = 0x2002']);
  });
});

describe('mapTo', () => {
  it("derives the parents' flags from the leaf's", () => {
    mapper.mapTo(0x400, 0x50, PRESENT | USER_ACCESSIBLE | NO_EXECUTE | BIT_9, frames);
    expect(memory.notes.filter((note) => note.startsWith('entry'))).toEqual([
      'entry 1[0] = 0x2005',
      'entry 2[0] = 0x3005',
      'entry 3[2] = 0x4005',
      'entry 4[0] = 0x8000000000050205',
    ]);
  });
});

describe('unmap', () => {
  it('zeroes the leaf and keeps the tables', () => {
    map(0x400, 0x50);
    memory.notes.length = 0;
    expect(mapper.unmap(0x400)).toBe(true);
    expect(memory.notes).toEqual(['entry 4[0] = 0x0']);
    expect(mapper.translate(0x400)).toBeNull();
    memory.notes.length = 0;
    map(0x400, 0x51);
    expect(memory.notes).toEqual(['entry 4[0] = 0x51001']);
  });

  it('says so where there is nothing', () => {
    map(0x400, 0x50);
    expect([mapper.unmap(0x401), mapper.unmap(0x800_0000)]).toEqual([false, false]);
  });
});

describe('updateFlags and translate', () => {
  it('replace the flags and keep the frame', () => {
    map(0x400, 2 ** 30, PRESENT | WRITABLE | NO_EXECUTE);
    expect(mapper.updateFlags(0x400, PRESENT | BIT_9)).toBe(true);
    expect(mapper.translate(0x400)).toEqual({ frame: 2 ** 30, flags: PRESENT | BIT_9 });
  });

  it('know nothing of pages that are not mapped', () => {
    map(0x400, 0x50);
    expect([mapper.updateFlags(0x401, PRESENT), mapper.updateFlags(2 ** 35, PRESENT)]).toEqual([
      false,
      false,
    ]);
    expect([mapper.translate(0x401), mapper.translate(2 ** 36 - 1)]).toEqual([null, null]);
  });
});
