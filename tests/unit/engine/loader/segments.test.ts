import { describe, expect, it } from 'vitest';
import { OffsetPageTable } from '../../../../main/engine/paging/mapper';
import { BIT_9, NO_EXECUTE, PRESENT, WRITABLE } from '../../../../main/engine/paging/page-table';
import { patternByte } from '../../../fixtures/elf-builder';
import type { ElfSpec, SegmentSpec } from '../../../fixtures/elf-builder';
import { loadSpec, SMALL_MACHINE } from '../../../fixtures/loaded';
import type { Loaded } from '../../../fixtures/loaded';

const FILE = SMALL_MACHINE.kernelAddress / 4096;
const PAGE = 0x400;
const text: SegmentSpec = { vaddr: 0x400000, offset: 0x1000, flags: 'rx', filesz: 0x1000 };

/** The mapping of a page after the load. */
function mapped({ memory, load }: Loaded, page: number): { frame: number; flags: number } | null {
  return new OffsetPageTable(memory, load.rootFrame).translate(page);
}

function bytes(loaded: Loaded, page: number): Uint8Array {
  const out = new Uint8Array(4096);
  loaded.memory.readFrame(mapped(loaded, page)!.frame, out);
  return out;
}

const ended = ({ load }: Loaded): string => `${load.result.status}: ${load.result.message ?? ''}`;
const load = (...segments: SegmentSpec[]): Loaded => loadSpec({ segments });

/** File bytes `from` to `to` as the builder's pattern has them. */
const pattern = (from: number, to: number): Uint8Array =>
  Uint8Array.from({ length: to - from }, (_, i) => patternByte(from + i));

describe('handleLoadSegment', () => {
  it.each([
    ['r', PRESENT | NO_EXECUTE],
    ['rx', PRESENT],
    ['rw', PRESENT | NO_EXECUTE | WRITABLE],
    ['rwx', PRESENT | WRITABLE],
    ['', PRESENT | NO_EXECUTE],
  ])('maps the frame of the file itself, with the rights of "%s"', (flags, entry) => {
    const loaded = load({ ...text, flags });
    expect(mapped(loaded, PAGE)).toEqual({ frame: FILE + 1, flags: entry });
  });

  it('maps the last page whole: what follows in the file shows', () => {
    const loaded = load(
      { ...text, filesz: 0x10 },
      { ...text, vaddr: 0x600010, offset: 0x1010, filesz: 0x20 },
    );
    expect(bytes(loaded, PAGE).subarray(0, 0x30)).toEqual(pattern(0x1000, 0x1030));
  });

  it('shifts the bytes where offset and address do not agree and no alignment forbids it', () => {
    const loaded = load({ ...text, offset: 0x1234, align: 1 });
    expect(mapped(loaded, PAGE)?.frame).toBe(FILE + 1);
    expect(mapped(loaded, PAGE + 1)?.frame).toBe(FILE + 2);
  });

  it('fails where two segments want one page', () => {
    const loaded = load(text, { ...text, flags: 'rw' });
    expect(ended(loaded)).toBe('error: map_to failed');
    expect(mapped(loaded, PAGE)).toEqual({ frame: FILE + 1, flags: PRESENT });
  });
});

/**
 * ```text
 *   file page 1   |XXXXXXXX YYYY....|     X ends at 0x800, Y follows
 *   page of X     |XXXXXXXX 00000000|     a copy with a zeroed tail
 *   next page     |00000000 00000000|     a fresh frame
 * ```
 */
describe('handleBssSection', () => {
  const x: SegmentSpec = { ...text, flags: 'rw', filesz: 0x800, memsz: 0x1900 };
  const y: SegmentSpec = { ...text, vaddr: 0x600800, offset: 0x1800, filesz: 0x400 };

  it('copies the edge page, zeroes its tail and leaves the neighbour in the file alone', () => {
    const loaded = load(x, y);
    expect(ended(loaded)).toBe('ok: ');
    expect(mapped(loaded, PAGE)!.frame).toBeGreaterThan(FILE + 2);
    expect(bytes(loaded, PAGE)).toEqual(Uint8Array.of(...pattern(0x1000, 0x1800), ...new Uint8Array(0x800)));
    expect(bytes(loaded, 0x600).subarray(0x800, 0xc00)).toEqual(pattern(0x1800, 0x1c00));
  });

  it('gives the rest fresh zeroed frames', () => {
    const loaded = load(x);
    expect(mapped(loaded, PAGE + 1)?.flags).toBe(PRESENT | WRITABLE | NO_EXECUTE);
    expect(bytes(loaded, PAGE + 1)).toEqual(new Uint8Array(4096));
    expect(mapped(loaded, PAGE + 2)).toBeNull();
  });

  it('needs no edge where the file bytes fill their page', () => {
    const loaded = load({ ...x, filesz: 0x1000 });
    expect(mapped(loaded, PAGE)?.frame).toBe(FILE + 1);
    expect(mapped(loaded, PAGE + 1)?.frame).toBeGreaterThan(FILE + 2);
  });

  it('fails where a page is taken, and panics where the edge page is not mapped', () => {
    expect(ended(load({ ...text, vaddr: 0x401000 }, x))).toBe(
      'error: Failed to map new frame for bss memory',
    );
    expect(ended(load({ ...x, vaddr: 0x400800, offset: 0x1000, filesz: 0x1000, align: 1 }))).toBe(
      'panic: Page[4KiB](0x401000) is not mapped',
    );
  });

  it('panics where memory ends', () => {
    const loaded = load({ ...x, memsz: 2 ** 27 });
    expect(ended(loaded)).toBe('panic: called `Option::unwrap()` on a `None` value');
    expect(loaded.load.framesAllocated).toBeGreaterThan(15_000);
  });
});

describe('handleTlsSegment', () => {
  const tls: SegmentSpec = {
    type: 'TLS',
    vaddr: 0x100,
    offset: 0x1100,
    filesz: 0x20,
    memsz: 0x60,
    align: 16,
  };
  const pie: ElfSpec = { type: 'DYN', segments: [{ ...text, vaddr: 0 }, tls] };

  it('notes the moved template and maps nothing', () => {
    const loaded = loadSpec(pie);
    expect(loaded.load.result.tls).toEqual({ startAddr: 0x80_0000_0100n, fileSize: 0x20n, memSize: 0x60n });
    expect([...loaded.view.tables.mappedPages(loaded.view.trace.opCount)]).toHaveLength(1);
  });

  it('is allowed once', () => {
    expect(ended(load(text, { ...tls, align: 1 }, { ...tls, align: 1 }))).toBe(
      'error: multiple TLS segments not supported',
    );
  });
});

describe('handleRelroSegment and removeCopiedFlags', () => {
  const data: SegmentSpec = { vaddr: 0x400000, flags: 'rw', filesz: 0x3000 };
  const relro = (vaddr: number, memsz: number): SegmentSpec => ({
    type: 'GNU_RELRO',
    vaddr,
    memsz,
    offset: 0,
    align: 1,
  });
  const writable = (loaded: Loaded): boolean[] =>
    [0, 1, 2].map((i) => (mapped(loaded, PAGE + i)!.flags & WRITABLE) !== 0);

  it('round outward at both ends', () => {
    expect(writable(load(data, relro(0x400800, 0x1000)))).toEqual([false, false, true]);
    expect(writable(load(data, relro(0x401000, 0x1000)))).toEqual([true, false, true]);
  });

  it('panic at a page that is not mapped, with those before it done', () => {
    const loaded = load(data, relro(0x400000, 0x4000));
    expect(ended(loaded)).toBe(
      'panic: internal error: entered unreachable code: has the elf file not been mapped correctly?',
    );
    expect(writable(loaded)).toEqual([false, false, false]);
  });

  it('leave no COPIED on pages of the segments', () => {
    const loaded = load({ ...data, filesz: 0x2800, memsz: 0x5000 });
    const flags = [0, 1, 2, 3, 4].map((i) => mapped(loaded, PAGE + i)!.flags);
    expect(flags.every((entry) => (entry & BIT_9) === 0)).toBe(true);
    // It was there before the clean-up: the edge page was copied.
    const cleanUp = loaded.view.trace.spans.firstOp[loaded.view.trace.stages.at(-2)!]!;
    expect(loaded.view.tables.translate(PAGE + 2, cleanUp)!.entryLow & BIT_9).toBe(BIT_9);
  });
});
