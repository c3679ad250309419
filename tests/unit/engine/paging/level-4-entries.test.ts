import { describe, expect, it } from 'vitest';
import { Arithmetic } from '../../../../main/engine/base/u64';
import { LEVEL_4_SIZE, UsedLevel4Entries } from '../../../../main/engine/paging/level-4-entries';
import type { KernelFile, OccupiedRanges } from '../../../../main/engine/paging/level-4-entries';
import { loaderRules } from '../../../../main/engine/paging/loader-rules';
import { DEFAULT_MAPPINGS } from '../../../../shared/machine';
import type { LoaderVersion, Mappings } from '../../../../shared/machine';

const GIB = 2n ** 30n;
const FOUR_GIB = 4n * GIB;
const noOffset = { add: (value: bigint) => value };

/** What a test sets apart from the mappings. */
type Situation = Partial<OccupiedRanges> & { loader?: LoaderVersion; overflowChecks?: boolean };

const NO_KERNEL: KernelFile = {
  isExecutable: false,
  memoryRequirements: () => ({ size: 0n, align: 1n, minAddr: 0n }),
};

/** A fresh set on a machine of 4 GiB, all mappings dynamic but those given. */
function entries(
  mappings: Partial<Mappings> = {},
  { loader = '0.11.8', overflowChecks = true, ...more }: Situation = {},
): UsedLevel4Entries {
  return new UsedLevel4Entries(loaderRules(loader, new Arithmetic(overflowChecks)), {
    maxPhysAddr: FOUR_GIB,
    regionsLen: 8,
    framebuffer: null,
    kernel: NO_KERNEL,
    mappings: { ...DEFAULT_MAPPINGS, ...mappings },
    ...more,
  });
}

/** Indices of the entries that are taken. */
function taken({ entryState }: UsedLevel4Entries): number[] {
  return [...entryState.keys()].filter((index) => entryState[index] === 1);
}

const range = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, i) => first + i);

/** Start of the area under level 4 entry `index`. */
const start = (index: number): bigint => BigInt.asUintN(64, BigInt.asIntN(48, BigInt(index) << 39n));

describe('what is taken from the start', () => {
  it('is entry 0 alone where everything is dynamic', () => {
    expect(taken(entries())).toEqual([0]);
    expect(taken(entries({ physicalMemory: 'dynamic', pageTableRecursive: 'dynamic' }))).toEqual([0]);
  });

  it('a fixed stack, over two entries where it crosses their border', () => {
    const kernelStack = start(3) - 0x1000n;
    expect(taken(entries({ kernelStack, kernelStackSize: 0x1000n }))).toEqual([0, 2]);
    expect(taken(entries({ kernelStack, kernelStackSize: 0x1001n }))).toEqual([0, 2, 3]);
  });

  it('all of physical memory', () => {
    expect(taken(entries({ physicalMemory: start(256) }, { maxPhysAddr: 1024n * GIB + 1n }))).toEqual([
      0, 256, 257, 258,
    ]);
  });

  it('one entry for the recursive table, wherever in it the address points', () => {
    expect(taken(entries({ pageTableRecursive: start(511) + 0x123456n }))).toEqual([0, 511]);
  });

  it('the boot info with room for one region more than the map has', () => {
    const size = (regions: bigint): bigint => 216n + 24n * (regions + 1n);
    expect(taken(entries({ bootInfo: start(2) - size(8n) }))).toEqual([0, 1]);
    expect(taken(entries({ bootInfo: start(2) - size(8n) + 1n }))).toEqual([0, 1, 2]);
    expect(taken(entries({ bootInfo: start(2) - size(8n) + 1n }, { regionsLen: 7 }))).toEqual([0, 1]);
  });

  it('a fixed framebuffer where the machine has one', () => {
    const framebuffer = { start: 0xfd00_0000, length: 0x30_0000 };
    expect(taken(entries({ framebuffer: start(1) }))).toEqual([0]);
    expect(taken(entries({ framebuffer: start(1) }, { framebuffer }))).toEqual([0, 1]);
  });

  it('everything in front of and behind the dynamic range', () => {
    expect(taken(entries({ dynamicRangeStart: start(3) }))).toEqual([0, 1, 2]);
    // The page before the range lies in the same entry.
    expect(taken(entries({ dynamicRangeStart: start(3) + 0x1000n }))).toEqual([0, 1, 2, 3]);
    expect(taken(entries({ dynamicRangeEnd: start(510) - 1n }))).toEqual([0, 510, 511]);
    expect(taken(entries({ dynamicRangeStart: 0n, dynamicRangeEnd: 2n ** 64n - 1n }))).toEqual([0]);
  });

  it('panics where a fixed range is no range of addresses', () => {
    expect(() => entries({ kernelStack: 2n ** 48n })).toThrow('address passed to VirtAddr::new');
    expect(() => entries({ kernelStack: 2n ** 64n - 4096n })).toThrow('attempt to add with overflow');
    expect(() => entries({ physicalMemory: 0n }, { maxPhysAddr: 0n })).toThrow(
      'called `Option::unwrap()` on a `None` value',
    );
  });
});

describe('what 0.11.17 takes besides', () => {
  const loader = '0.11.17';

  it('is all of physical memory, which the bootloader has mapped to itself', () => {
    expect(taken(entries({}, { loader }))).toEqual([0]);
    expect(taken(entries({}, { loader, maxPhysAddr: LEVEL_4_SIZE }))).toEqual([0]);
    expect(taken(entries({}, { loader, maxPhysAddr: LEVEL_4_SIZE + 1n }))).toEqual([0, 1]);
    expect(() => entries({}, { loader, maxPhysAddr: 0n })).toThrow('attempt to subtract with overflow');
  });

  it('is the framebuffer, where it is and where the kernel wants it', () => {
    const framebuffer = { start: 2 ** 40, length: 0x30_0000 };
    expect(taken(entries({ framebuffer: start(7) }, { loader, framebuffer }))).toEqual([0, 2, 7]);
    expect(taken(entries({}, { framebuffer }))).toEqual([0]);
  });

  it('is where a fixed kernel base puts the kernel, if that is aligned for it', () => {
    const kernel = {
      isExecutable: false,
      memoryRequirements: () => ({ size: LEVEL_4_SIZE + 1n, align: 0x20_0000n, minAddr: 0x1000n }),
    };
    expect(taken(entries({ kernelBase: start(9) }, { loader, kernel }))).toEqual([0, 9, 10]);
    expect(taken(entries({ kernelBase: start(9) }, { kernel }))).toEqual([0]);
    expect(() => entries({ kernelBase: start(9) + 0x1000n }, { loader, kernel })).toThrow(
      'Failed to mark level 4 entries as used: "kernel_code mapping alignment does not match elf file"',
    );
  });

  it('is where an executable asks to be', () => {
    const kernel = {
      isExecutable: true,
      memoryRequirements: () => ({ size: 0x1000n, align: 0x1000n, minAddr: start(511) }),
    };
    expect(taken(entries({}, { loader, kernel }))).toEqual([0, 511]);
    expect(taken(entries({}, { kernel }))).toEqual([0]);
  });

  it('are all entries for an executable without segments, where that does not overflow', () => {
    const kernel = { ...NO_KERNEL, isExecutable: true };
    expect(taken(entries({}, { loader, kernel, overflowChecks: false }))).toEqual(range(0, 512));
    expect(() => entries({}, { loader, kernel })).toThrow('attempt to subtract with overflow');
  });

  it('are ranges up to the very end of the address space', () => {
    const kernelStack = 2n ** 64n - 4096n;
    expect(taken(entries({ kernelStack, kernelStackSize: 4096n }, { loader }))).toEqual([0, 511]);
    expect(() => entries({ kernelStack, kernelStackSize: 4096n })).toThrow('attempt to add with overflow');
    expect(() => entries({ kernelStack, kernelStackSize: 4097n }, { loader, overflowChecks: false })).toThrow(
      'attempt to add with overflow',
    );
  });

  it('the boot info with two fields more', () => {
    const size = 232n + 24n * 9n;
    expect(taken(entries({ bootInfo: start(2) - size }, { loader }))).toEqual([0, 1]);
    expect(taken(entries({ bootInfo: start(2) - size + 1n }, { loader }))).toEqual([0, 1, 2]);
  });

  it('asks for addresses that are canonical already', () => {
    expect(taken(entries({ kernelStack: 1n << 47n }))).toEqual([0, 256]);
    expect(() => entries({ kernelStack: 1n << 47n }, { loader })).toThrow(
      'virtual address must be sign extended',
    );
  });

  it('counts the entries for a huge size without an overflow', () => {
    const size = 2n ** 64n - 1n;
    expect(() => entries({}, { loader }).getFreeAddress(size, 1n)).toThrow('(33554432 entries requested)');
    expect(() => entries().getFreeAddress(size, 1n)).toThrow('attempt to add with overflow');
  });
});

describe('markSegments', () => {
  it('marks headers of every size but zero, moved by the offset', () => {
    const used = entries();
    const offset = { add: (value: bigint) => value + start(4) };
    used.markSegments(
      [
        { virtualAddr: 0x1000n, memSize: 1n },
        { virtualAddr: LEVEL_4_SIZE * 2n, memSize: LEVEL_4_SIZE + 1n },
        { virtualAddr: LEVEL_4_SIZE * 9n, memSize: 0n },
      ],
      offset,
    );
    expect(taken(used)).toEqual([0, 4, 6, 7]);
  });
});

describe('getFreeAddress', () => {
  it('is 0x80_0000_0000 on a fresh machine, then the next entry', () => {
    const used = entries();
    expect(used.getFreeAddress(1n, 1n)).toBe(0x80_0000_0000n);
    expect(used.getFreeAddress(LEVEL_4_SIZE, 4096n)).toBe(0x100_0000_0000n);
    expect(taken(used)).toEqual([0, 1, 2]);
  });

  it('takes the first window that is wide enough', () => {
    const used = entries();
    used.markSegments([{ virtualAddr: start(3), memSize: 1n }], noOffset);
    expect(used.getFreeAddress(2n * LEVEL_4_SIZE + 1n, 1n)).toBe(start(4));
    expect(taken(used)).toEqual([0, 3, 4, 5, 6]);
    expect(used.getFreeAddress(2n * LEVEL_4_SIZE, 1n)).toBe(start(1));
  });

  it('is sign-extended in the upper half', () => {
    expect(entries({ dynamicRangeStart: start(256) }).getFreeAddress(1n, 1n)).toBe(0xffff_8000_0000_0000n);
  });

  it('gives the last window, and then no more', () => {
    const used = entries();
    expect(used.getFreeAddress(511n * LEVEL_4_SIZE, 1n)).toBe(start(1));
    expect(taken(used)).toEqual(range(0, 512));
    expect(() => used.getFreeAddress(1n, 1n)).toThrow(
      'no usable level 4 entries found (1 entries requested)',
    );
  });

  it('panics for no size, for more than there is, and for an alignment that is no power of two', () => {
    expect(() => entries().getFreeAddress(0n, 1n)).toThrow('window size must be non-zero');
    expect(() => entries().getFreeAddress(512n * LEVEL_4_SIZE, 1n)).toThrow('(512 entries requested)');
    expect(() => entries().getFreeAddress(1n << 62n, 1n)).toThrow('(8388608 entries requested)');
    for (const alignment of [0n, 3n, 4097n]) {
      expect(() => entries().getFreeAddress(1n, alignment)).toThrow(
        'assertion failed: alignment.is_power_of_two()',
      );
    }
  });
});
