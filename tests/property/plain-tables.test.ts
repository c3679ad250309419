/**
 * Answers about page tables against plain walks over the bytes: of damaged kernels at random moments, read by a replay of
 * the trace, and of dumps with hostile tables, read from the dump.
 */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DumpSide } from '../../main/engine/session/sides/dump-side';
import { hex } from '../../shared/address';
import { TestDumpFile } from '../fixtures/dump-file';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../fixtures/loaded';
import { PlainMemory } from '../fixtures/plain-memory';
import { checkRanges, checkSpace } from '../fixtures/plain-space';
import { anAddress, checkAddress, checkTables, PlainWrites, type Asked } from '../fixtures/plain-tree';
import { plainLeaves } from '../fixtures/tables';
import { workbenchOf } from '../fixtures/workbench';
import { openInput } from '../fuzz/load';
import { makeMutant } from '../fuzz/mutant';
import { originals } from '../fuzz/originals';
import { Random } from '../fuzz/random';
import { BUILDS } from '../oracle/builds';
import { SEED } from './settings';

const MUTANTS = 80;
const DUMPS = 120;
const ADDRESSES = 25;
/** Trees that map more are looked at elsewhere: the plainest recursion is slow. */
const MOST_LEAVES = 20_000;
const ORIGINALS = originals(fileURLToPath(new URL('../..', import.meta.url)));

function checkTree(asked: Asked, random: Random): number {
  const leaves = plainLeaves(asked.root, asked.entryOf, MOST_LEAVES);
  if (leaves.length >= MOST_LEAVES) return 0;
  for (let i = 0; i < ADDRESSES; i++) checkAddress(asked, anAddress(random, leaves), leaves);
  checkTables(asked, leaves, random);
  checkSpace(asked, leaves, random);
  checkRanges(asked, leaves, random);
  return leaves.length;
}

it('damaged kernels: tables at any moment say what the bytes say', () => {
  let leaves = 0;
  for (let number = 0; number < MUTANTS; number++) {
    const random = new Random(SEED, number);
    const mutant = makeMutant(ORIGINALS, SEED + 2, number);
    const bench = workbenchOf(openInput(mutant, BUILDS[number % BUILDS.length]!, number));
    try {
      const view = bench.load();
      const { opCount } = view.trace;
      const moments = [0, random.below(opCount + 1), random.below(opCount + 1), opCount].sort(
        (a, b) => a - b,
      );
      const memory = new PlainMemory(view);
      for (const moment of moments) {
        memory.to(moment);
        const byteAt = (phys: number): number | undefined =>
          memory.frame(Math.floor(phys / 4096))?.[phys % 4096];
        const writes = new PlainWrites(view, moment);
        // Any frame can be taken for a level 4 table.
        for (const root of [view.rootFrame, random.pick([...memory.taken, view.firstFileFrame])]) {
          if (root >= view.frameCount) continue;
          const tree = { moment, root: root === view.rootFrame && random.oneIn(2) ? undefined : root };
          leaves += checkTree({ bench, tree, root, entryOf: memory.entry, writes, byteAt }, random);
        }
      }
    } catch (error) {
      throw new Error(`mutant ${number}, made of ${mutant.original.name}`, { cause: error });
    } finally {
      bench.close();
    }
  }
  // Damage that maps nothing would test little.
  expect(leaves).toBeGreaterThan(MUTANTS * 10);
});

/** A dump with tables in its first frames, and entries that break every rule now and then. */
function hostileDump(random: Random): { readonly bytes: Uint8Array; readonly firstFrame: number } {
  const frames = random.pick([5, 8, 20]);
  const firstFrame = random.pick([0, 0, 3, 512, 2 ** 28]);
  const bytes = new Uint8Array(frames * 4096 + random.pick([0, 0, 100]));
  const data = new DataView(bytes.buffer);
  const entries = random.pick([5, 10, 30, 60]);
  const put = (table: number, index: number, value: bigint): void =>
    data.setBigUint64(table * 4096 + index * 8, BigInt.asUintN(64, value), true);
  const leading = (frame: number, flags: bigint): bigint => (BigInt(firstFrame + frame) << 12n) | flags;
  for (let i = 0; i < entries; i++) {
    const [table, index] = [random.below(Math.min(frames, 6)), random.pick([0, 1, 2, 255, 256, 510, 511])];
    const flags =
      BigInt(random.pick([0, 1, 3, 7, 7, 7, 0x83, 0x87, 0x187, 0x1ff])) | (random.oneIn(4) ? 1n << 63n : 0n);
    const target = random.pick([
      leading(random.below(frames + 2), flags),
      leading(Math.min(table + 1, frames - 1), flags),
      (BigInt(random.pick([0, 512, 513, 1024, 2 ** 18, 2 ** 18 + 1, 2 ** 18 + 512, 2 ** 39])) << 12n) | flags,
      random.u64(),
    ]);
    put(table, index, target);
  }
  // One way down, so that there is mostly something to list.
  for (let level = 0; level < 4; level++) put(level, 0, leading(level + 1, 7n));
  for (let i = 0; i < 8; i++)
    put(3, random.below(512), leading(random.below(frames), BigInt(random.pick([1, 3, 0x183, 7]))));
  return { bytes, firstFrame };
}

it('hostile dumps: tables say what the bytes say', () => {
  let leaves = 0;
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
  for (let number = 0; number < DUMPS; number++) {
    const random = new Random(SEED + 3, number);
    const { bytes, firstFrame } = hostileDump(random);
    const side = new DumpSide(new TestDumpFile(bytes), {
      space: 'physical',
      address: hex(firstFrame * 4096),
    });
    const { id } = bench.attach(side, side.about('memory.img'));
    const data = new DataView(bytes.buffer);
    const entryOf = (table: number, index: number): bigint | null => {
      const at = (table - firstFrame) * 4096;
      return at < 0 || at + 4096 > bytes.length ? null : data.getBigUint64(at + index * 8, true);
    };
    const byteAt = (phys: number): number | undefined => bytes[phys - firstFrame * 4096];
    try {
      const tree = { source: id, moment: 0, root: firstFrame };
      const writes = new PlainWrites(null, 0);
      leaves += checkTree({ bench, tree, root: firstFrame, entryOf, writes, byteAt }, random);
    } catch (error) {
      throw new Error(`dump ${number}`, { cause: error });
    }
    bench.calls['sources.detach']({ source: id });
  }
  bench.close();
  expect(leaves).toBeGreaterThan(DUMPS * 10);
});
