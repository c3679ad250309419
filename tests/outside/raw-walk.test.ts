/**
 * The page tables in an exported raw image, walked by the rules of Intel's manual (volume 3, "4-level paging") and printed
 * as the monitor of QEMU prints them, against the engine's own list.
 */
import { describe, expect, it } from 'vitest';
import { imageAt } from '../../main/engine/export/image-reader';
import { rawPlan } from '../../main/engine/export/raw';
import type { Workbench } from '../../main/engine/session/workbench';
import { linkedKernels } from '../fixtures/kernels';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../fixtures/loaded';
import { workbenchOf } from '../fixtures/workbench';
import { written } from './written';

/** Bits 51 to 12. */
const ADDRESS = 0x000f_ffff_ffff_f000n;
const PRESENT = 1n;
const PAGE_SIZE_BIT = 1n << 7n;
/** Letters of `info tlb`, and their bits. */
const LETTERS: readonly (readonly [string, bigint])[] = [
  ['X', 63n],
  ['G', 8n],
  ['P', 7n],
  ['D', 6n],
  ['A', 5n],
  ['C', 4n],
  ['T', 3n],
  ['U', 2n],
  ['W', 1n],
];

const digits = (value: bigint): string => value.toString(16).padStart(16, '0');

/** A line for each leaf below a table. */
function* walked(image: DataView, table: bigint, level: number, base: bigint): Generator<string> {
  const shift = BigInt(12 + 9 * (level - 1));
  for (let index = 0n; index < 512n; index++) {
    const entry = image.getBigUint64(Number(table + index * 8n), true);
    if ((entry & PRESENT) === 0n) continue;
    const virt = base | (index << shift);
    if (level > 1 && (entry & PAGE_SIZE_BIT) === 0n) {
      yield* walked(image, entry & ADDRESS, level - 1, virt);
      continue;
    }
    const phys = entry & ADDRESS & ~((1n << shift) - 1n);
    const flags = LETTERS.map(([letter, bit]) => (((entry >> bit) & 1n) === 1n ? letter : '-')).join('');
    yield `${digits(BigInt.asUintN(64, BigInt.asIntN(48, virt)))}: ${digits(phys)} ${flags}`;
  }
}

/** All that the engine says in the format of `info tlb`. */
function ourLines({ calls }: Workbench, moment: number): string[] {
  const query = { filter: '', merge: 'none', sort: 'address', descending: false } as const;
  const { rows } = calls['ranges.find']({ moment, query });
  const parts: string[] = [];
  for (let first = 0; first < rows; first += 500) {
    parts.push(calls['ranges.text']({ moment, query, format: 'qemu-tlb', first, count: 500 }));
  }
  return parts
    .join('')
    .split('\n')
    .filter((line) => line !== '');
}

const KERNELS = [
  { name: 'sample-kernel', elf: SAMPLE_ELF },
  ...linkedKernels().filter(({ name }) => /high-half|pie|tls|unaligned|2-mib|relro|static/.test(name)),
];

describe.each(KERNELS)('the tables of $name', ({ elf }) => {
  const session = openSession({ elf, machine: SMALL_MACHINE });
  const last = session.summary().opCount;
  const bench = workbenchOf(session);
  const root = BigInt(bench.load().rootFrame) << 12n;

  it.each([0, 0.25, 0.5, 0.9, 1])('at %d of the load lead where the exported memory leads', (part) => {
    const moment = Math.floor(last * part);
    const image = written(rawPlan(imageAt(session, moment)));
    const theirs = [...walked(new DataView(image.buffer), root, 4, 0n)];
    expect(ourLines(bench, moment)).toEqual(theirs);
    if (part === 1 && session.summary().status === 'ok') expect(theirs.length).toBeGreaterThan(3);
  });
});
