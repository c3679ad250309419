/** The question for problems: for large kernels it is answered when the work in the background is done. */
import { afterEach, expect, it } from 'vitest';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { kernelWithRelocations } from '../../../../fixtures/large-kernels';
import { openSession } from '../../../../fixtures/loaded';
import { finishJobs, workbenchOf } from '../../../../fixtures/workbench';

let bench: Workbench;
afterEach(() => bench.close());

function large(): Workbench {
  bench = workbenchOf(openSession({ elf: kernelWithRelocations(1_000_000), machine: DEFAULT_MACHINE }));
  return bench;
}

it('is answered in pieces, and once for all', () => {
  const { calls, jobs } = large();
  expect(calls['problems.list']()).toBeNull();
  jobs.run(1);
  expect([calls['problems.list'](), jobs.isBusy]).toEqual([null, true]);
  finishJobs(bench);
  const found = calls['problems.list']();
  expect(found?.passed).toContainEqual({
    rule: 'unsupported-relocation',
    title: '1,000,000 relocations, all of them RELATIVE',
    link: null,
  });
  expect([calls['problems.list']() === found, jobs.isBusy]).toEqual([true, false]);
}, 30_000);

it('goes on where its job was ended', () => {
  const { calls, jobs } = large();
  calls['problems.list']();
  jobs.clear();
  expect([calls['problems.list'](), jobs.isBusy]).toEqual([null, true]);
  finishJobs(bench);
  expect(calls['problems.list']()).not.toBeNull();
}, 30_000);
