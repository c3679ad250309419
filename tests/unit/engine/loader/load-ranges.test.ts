import { describe, expect, it } from 'vitest';
import { LoaderError } from '../../../../main/engine/base/errors';
import { Arithmetic } from '../../../../main/engine/base/u64';
import { ElfFile } from '../../../../main/engine/elf/elf-file';
import { LoadRanges } from '../../../../main/engine/loader/load-ranges';
import { buildElf } from '../../../fixtures/elf-builder';
import type { SegmentSpec } from '../../../fixtures/elf-builder';

function ranges(...segments: SegmentSpec[]): (address: bigint) => boolean {
  const file = new ElfFile(buildElf({ segments }), 0, new Arithmetic(true));
  const made = new LoadRanges(file);
  return (address) => {
    try {
      made.checkIsInLoad(Uint32Array.of(Number(address & 0xffff_ffffn), Number(address >> 32n)), 0);
      return true;
    } catch (error) {
      expect(error).toEqual(new LoaderError('offset is not in load segment'));
      return false;
    }
  };
}

describe('LoadRanges', () => {
  it('holds from the first to the last byte in memory', () => {
    const holds = ranges({ vaddr: 0x1800, memsz: 0x1000, offset: 0, align: 1 });
    expect([0x17ffn, 0x1800n, 0x27ffn, 0x2800n].map(holds)).toEqual([false, true, true, false]);
  });

  it('asks each LOAD, and only LOADs', () => {
    const holds = ranges(
      { vaddr: 0x1000, memsz: 1, offset: 0, align: 1 },
      { type: 'NOTE', vaddr: 0x2000, memsz: 0x1000, offset: 0, align: 1 },
      { vaddr: 0x5000, memsz: 1, offset: 0, align: 1 },
    );
    expect([0x1000n, 0x1001n, 0x2000n, 0x5000n].map(holds)).toEqual([true, false, false, true]);
  });

  it('compares beyond 32 bits, with a borrow between the halves', () => {
    const holds = ranges({ vaddr: 0x1_ffff_ff00n, memsz: 0x1_0000_0200n, offset: 0, align: 1 });
    const expected: [bigint, boolean][] = [
      [0x1_ffff_feffn, false],
      [0x2_0000_0000n, true],
      [0x3_0000_00ffn, true],
      [0x3_0000_0100n, false],
      [0xffff_ff00n, false],
    ];
    expect(expected.map(([address]) => holds(address))).toEqual(expected.map(([, inside]) => inside));
  });

  it('reaches the end of the address space without wrapping', () => {
    const holds = ranges({ vaddr: -0x10, memsz: 0x20, offset: 0, align: 1 });
    expect([2n ** 64n - 0x10n, 2n ** 64n - 1n, 0n].map(holds)).toEqual([true, true, false]);
  });
});
