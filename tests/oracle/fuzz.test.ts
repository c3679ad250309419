/**
 * Our engine against the real loader on damaged kernels: a few, always the same. `npm run fuzz` makes others, and more.
 *
 * Where the oracle cannot be built, these are skipped and counted; `tests/property/mutants.test.ts` runs all the same.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Fuzzer } from '../fuzz/campaign';
import { differences } from '../fuzz/compare';
import { openInput, reportOf } from '../fuzz/load';
import { makeMutant } from '../fuzz/mutant';
import { originals } from '../fuzz/originals';
import { BUILDS, buildName, DEFAULT_BUILD } from './builds';
import { buildOracle } from './run.mjs';

const SEED = 20_231_108;
const MUTANTS = 1000;
const ORIGINALS = originals(fileURLToPath(new URL('../..', import.meta.url)));

describe.each(BUILDS.map((build, index) => [buildName(build), build, index] as const))(
  '%s',
  (_, build, index) => {
    const program = buildOracle(build.overflowChecks, build.loader);
    const missing = 'reason' in program ? program.reason : null;
    if (missing !== null) console.warn(`SKIPPED: damaged kernels by the real loader itself, ${missing}`);

    it.skipIf(missing !== null)('loads every mutant as the real loader does', async () => {
      const oracle = 'path' in program ? program.path : null;
      const fuzzer = new Fuzzer({
        originals: ORIGINALS,
        seed: SEED,
        targets: [{ ...build, oracle }],
        questions: 0,
      });
      try {
        await fuzzer.run(index * MUTANTS, (index + 1) * MUTANTS);
      } finally {
        fuzzer.close();
      }
      const { findings, ends, mutants } = fuzzer.tally;
      expect(findings.map(({ lines }) => lines)).toEqual([]);
      expect(mutants).toBe(MUTANTS);
      // Damage that always ends alike would test little.
      const { ok = 0, error = 0, panic = 0, incomparable = 0 } = ends[buildName(build)] ?? {};
      expect(Math.min(ok, error, panic)).toBeGreaterThan(MUTANTS / 10);
      expect(incomparable).toBeLessThan(MUTANTS / 100);
    });
  },
);

describe('a comparison', () => {
  const { elf, machine } = makeMutant(ORIGINALS, SEED, 0);
  const report = (): ReturnType<typeof reportOf> => {
    const session = openInput({ elf, machine }, DEFAULT_BUILD);
    try {
      return reportOf(session);
    } finally {
      session.close();
    }
  };

  it('finds a difference in every field', () => {
    const ours = report();
    expect(differences(ours, false, ours)).toEqual([]);
    for (const field of Object.keys(ours)) {
      expect(differences(ours, false, { ...ours, [field]: 'other' })?.map((found) => found.field)).toEqual([
        field,
      ]);
    }
  });

  it('lets an undefined behaviour pass at the same place only', () => {
    const size = "which lies outside the machine's memory of 0x400000 bytes";
    const ours = { ...report(), status: 'error', message: `access to physical address 0x5000000, ${size}` };
    const theirs = { ...ours, status: 'undefined', message: 'access to physical address 0x5000000' };
    expect(differences(ours, true, theirs)).toEqual([]);
    const elsewhere = { ...theirs, message: 'access to physical address 0x5001000' };
    expect(differences(ours, true, elsewhere)).toHaveLength(1);
    expect(differences(ours, true, { ...theirs, framesAllocated: -1 })).toHaveLength(1);
    expect(differences(ours, false, theirs)).toHaveLength(2);
  });
});
