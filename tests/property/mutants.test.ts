/** Damaged kernels and machines: a load always ends, in one of the defined ways, and every question has an answer. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { DebugSession } from '../../main/engine/session/debug-session';
import { smallMachine } from '../fixtures/corpus/case';
import { openInput } from '../fuzz/load';
import { describeChanges, minimised } from '../fuzz/minimise';
import { makeMutant } from '../fuzz/mutant';
import { originals } from '../fuzz/originals';
import { Questions } from '../fuzz/questions';
import { Random } from '../fuzz/random';
import { BUILDS } from '../oracle/builds';
import { SEED } from './settings';

const MUTANTS = 2000;
const QUESTIONS = 4;
/** Loads with more frames are compared with their trace by fewer of them. */
const MOST_FRAMES = 300;
const ORIGINALS = originals(fileURLToPath(new URL('../..', import.meta.url)));

/** What holds for every load, however it ends. */
function check(session: DebugSession, random: Random): void {
  const summary = session.summary();
  expect(summary.message === null).toBe(summary.status === 'ok');
  expect(summary.explanation === null).toBe(summary.status === 'ok');
  expect(summary.opCount).toBeGreaterThan(0);
  new Questions(session, random).ask(QUESTIONS);
  const [fromTrace, inMemory] = [new Uint8Array(4096), new Uint8Array(4096)];
  for (const frame of session.touchedFrames(summary.opCount).slice(0, MOST_FRAMES)) {
    session.frameAt(frame, summary.opCount, fromTrace);
    session.memory.readFrame(frame, inMemory);
    if (Buffer.compare(fromTrace, inMemory) !== 0)
      throw new Error(`frame ${frame} is not what the trace says`);
  }
}

it('a damaged kernel has a result, and every question about it an answer', () => {
  const ends: Record<string, number> = {};
  for (let number = 0; number < MUTANTS; number++) {
    const mutant = makeMutant(ORIGINALS, SEED, number);
    const session = openInput(mutant, BUILDS[number % BUILDS.length]!, number);
    try {
      check(session, new Random(SEED, number));
      ends[session.result.status] = (ends[session.result.status] ?? 0) + 1;
    } catch (error) {
      throw new Error(`mutant ${number} of seed ${SEED}, made of ${mutant.original.name}`, { cause: error });
    } finally {
      session.close();
    }
  }
  // Damage that always ends alike would test little.
  for (const end of ['ok', 'error', 'panic']) {
    expect([end, (ends[end] ?? 0) > MUTANTS / 10]).toEqual([end, true]);
  }
});

it('a mutant depends on its seed and number only', () => {
  for (const number of [0, 1, 77, 1234]) {
    const mutant = makeMutant(ORIGINALS, SEED, number);
    expect(makeMutant(ORIGINALS, SEED, number)).toEqual(mutant);
    expect(makeMutant(ORIGINALS, SEED + 1, number).elf).not.toEqual(mutant.elf);
  }
});

it('of a finding, only the damage is left that it needs', async () => {
  const original = { name: 'plain', elf: new Uint8Array(4096), machine: smallMachine(0x4000000) };
  const elf = original.elf.slice(0, 4000);
  for (const [offset, value] of [
    [100, 1],
    [101, 2],
    [2000, 3],
    [3000, 4],
  ] as const) {
    elf[offset] = value;
  }
  const machine = { ...original.machine, firstFreeFrame: '0x300000', maxPhysicalAddress: '0x10' };
  const mutant = { seed: 0, number: 0, original, elf, machine };
  const least = await minimised(
    mutant,
    (input) => input.elf[101] === 2 && input.elf[3000] === 4 && input.machine.maxPhysicalAddress === '0x10',
  );
  expect(describeChanges(least)).toEqual([
    'bytes 0x65: 00 → 02',
    'bytes 0xbb8: 00 → 04',
    'machine maxPhysicalAddress: absent → "0x10"',
  ]);
});
