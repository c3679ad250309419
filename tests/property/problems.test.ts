/** Whatever the file is: a diagnosis is made, and it agrees with how the load ended. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Problems } from '../../shared/problem-types';
import { PROBLEM_RULES } from '../../shared/problem-types';
import { findText } from '../../main/engine/session/problems/failure/explain-failure';
import { failureOf } from '../../main/engine/session/problems/failure/failure-context';
import { KernelFacts } from '../../main/engine/session/problems/kernel-facts';
import { finishJobs, workbenchOf } from '../fixtures/workbench';
import { openInput } from '../fuzz/load';
import { makeMutant } from '../fuzz/mutant';
import { originals } from '../fuzz/originals';
import { BUILDS } from '../oracle/builds';
import { SEED } from './settings';

const MUTANTS = 1500;
const ORIGINALS = originals(fileURLToPath(new URL('../..', import.meta.url)));

function check(found: Problems, loads: boolean, fileSize: number): void {
  const failures = found.problems.filter(({ group }) => group === 'failure');
  expect(failures.length).toBe(loads ? 0 : 1);
  // What the loader has taken, no rule may expect it to refuse.
  if (loads) expect(found.problems.filter(({ group }) => group === 'next')).toEqual([]);
  const ids = found.problems.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { rule, title, place, file } of found.problems) {
    expect(PROBLEM_RULES).toContain(rule);
    expect([title !== '', place !== '']).toEqual([true, true]);
    if (file !== null) {
      expect([file.offset >= 0, file.length >= 0, file.offset + file.length <= fileSize]).toEqual([
        true,
        true,
        true,
      ]);
    }
  }
  // What has been found is not passed too.
  const passed = found.passed.map(({ rule }) => rule);
  expect(found.problems.filter(({ rule }) => passed.includes(rule))).toEqual([]);
  // It crosses to the window, and to files.
  expect(structuredClone(found)).toEqual(JSON.parse(JSON.stringify(found)));
}

it('a damaged kernel has a diagnosis that agrees with its load', () => {
  const rules = new Set<string>();
  for (let number = 0; number < MUTANTS; number++) {
    const mutant = makeMutant(ORIGINALS, SEED, number);
    const session = openInput(mutant, BUILDS[number % BUILDS.length]!, number);
    try {
      const bench = workbenchOf(session);
      bench.calls['problems.list']();
      finishJobs(bench);
      const found = bench.calls['problems.list']()!;
      check(found, session.result.status === 'ok', mutant.elf.length);
      const view = bench.load();
      if (view.message !== null)
        expect([view.message, findText(failureOf(new KernelFacts(view))) !== null]).toEqual([
          view.message,
          true,
        ]);
      for (const { rule } of found.problems) rules.add(rule);
    } catch (error) {
      throw new Error(`mutant ${number} of seed ${SEED}, made of ${mutant.original.name}`, { cause: error });
    } finally {
      session.close();
    }
  }
  // Mutants that hardly any rule has something to say about would test little.
  expect(rules.size).toBeGreaterThan(PROBLEM_RULES.length / 2);
});
