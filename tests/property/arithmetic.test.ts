/** What the loop over relocations does in 32-bit halves is what 64-bit arithmetic says. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LoaderError, LoaderPanic } from '../../main/engine/base/errors';
import { Arithmetic } from '../../main/engine/base/u64';
import { ElfFile } from '../../main/engine/elf/elf-file';
import { LoadRanges } from '../../main/engine/loader/load-ranges';
import { VirtualAddressOffset } from '../../main/engine/loader/virtual-address-offset';
import { entryHigh, entryLow, entryValue, flagsOf, frameOf } from '../../main/engine/paging/page-table';
import { buildElf } from '../fixtures/elf-builder';
import { SEED } from './settings';

const MAX = 2n ** 64n - 1n;
/** 64-bit numbers, half of them within a few bytes of a border between halves or of an end. */
const u64 = fc.oneof(
  fc.bigInt({ min: 0n, max: MAX }),
  fc
    .tuple(fc.constantFrom(0n, 2n ** 32n, 2n ** 47n, 2n ** 63n, MAX), fc.integer({ min: -3, max: 3 }))
    .map(([border, distance]) => BigInt.asUintN(64, border + BigInt(distance))),
);
const low = (value: bigint): number => Number(value & 0xffff_ffffn);
const high = (value: bigint): number => Number(value >> 32n);

/** The value, or the failure's class and text. */
function outcome<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof LoaderPanic || error instanceof LoaderError) return `${error.name} ${error.message}`;
    throw error;
  }
}

it('VirtualAddressOffset.addWords is add', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        u64,
        u64.map((value) => -value),
      ),
      u64,
      (offset, value) => {
        const moved = new VirtualAddressOffset(offset);
        const halves = outcome(() => {
          const sum = new Uint32Array(2);
          moved.addWords(Uint32Array.of(low(value), high(value)), 0, sum);
          return (BigInt(sum[1]!) << 32n) | BigInt(sum[0]!);
        });
        const sum = offset + value;
        expect(halves).toEqual(outcome(() => moved.add(value)));
        expect(typeof halves === 'bigint').toBe(sum >= 0n && sum <= MAX);
      },
    ),
    { seed: SEED, numRuns: 5000 },
  );
});

it('LoadRanges holds what check_is_in_load does', () => {
  const segment = fc.record({ vaddr: u64, memsz: u64 });
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 4 }),
      fc.nat(3),
      fc.array(u64),
      (segments, pick, addresses) => {
        const specs = segments.map((range) => ({ ...range, offset: 0, align: 1 }));
        const file = new ElfFile(buildElf({ segments: specs }), 0, new Arithmetic(true));
        const ranges = new LoadRanges(file);
        const chosen = segments[pick];
        const near = chosen
          ? [-1n, 0n, 1n].map((d) => BigInt.asUintN(64, chosen.vaddr + chosen.memsz + d))
          : [];
        for (const address of [...addresses, ...near]) {
          const inside = segments.some(({ vaddr, memsz }) => address >= vaddr && address - vaddr < memsz);
          const found = outcome(() => ranges.checkIsInLoad(Uint32Array.of(low(address), high(address)), 0));
          expect(found).toBe(inside ? undefined : 'LoaderError offset is not in load segment');
        }
      },
    ),
    { seed: SEED, numRuns: 1000 },
  );
});

it('an entry gives back the frame and the flags that went into it', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 40n - 1n }), fc.nat(0xff_ffff), (number, flags) => {
      const frame = Number(number);
      const [lowHalf, highHalf] = [entryLow(frame, flags), entryHigh(frame, flags)];
      expect([frameOf(lowHalf, highHalf), flagsOf(lowHalf, highHalf)]).toEqual([frame, flags]);
      const expected = (number << 12n) | BigInt(flags & 0xfff) | (BigInt(flags >>> 12) << 52n);
      expect(entryValue(lowHalf, highHalf)).toBe(expected);
    }),
    { seed: SEED, numRuns: 2000 },
  );
});
