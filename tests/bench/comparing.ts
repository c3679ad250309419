/** Comparing memory with other memory. */
import { copyFileSync, closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../main/engine/base/assert';
import { DumpSide } from '../../main/engine/session/sides/dump-side';
import type { Workbench } from '../../main/engine/session/workbench';
import { NodeDumpFile } from '../../main/host/dump-file';
import { hex } from '../../shared/address';
import { DEFAULT_MACHINE } from '../../shared/machine';
import type { DiffRequest, DiffState } from '../../shared/memory-types';
import { finishJobs, workbenchOf } from '../fixtures/workbench';
import { openDocument } from './document';
import type { Group } from './group';
import { randomKernel } from './random-kernel';
import { median } from './statistics';

const MIB = 2 ** 20;
const SIZE = 512 * MIB;
const RUNS = 5;
const WARM_UPS = 1;
const LEAST_GIGABYTES_PER_SECOND = 0.5;
const MOST_SECONDS_OF_MOMENTS = 1;
/** One byte in so many is another one in the dump. */
const EVERY = 64 * 1024;

/** The file of a dump that has the bytes of a kernel file, but for some. */
function dumpOf(elf: Uint8Array, folder: string): string {
  const [whole, path] = [join(folder, 'kernel.elf'), join(folder, 'memory.img')];
  writeFileSync(whole, elf);
  copyFileSync(whole, path);
  const file = openSync(path, 'r+');
  for (let at = EVERY / 2; at < elf.length; at += EVERY) {
    writeSync(file, Uint8Array.of((elf[at] as number) ^ 0xff), 0, 1, at);
  }
  closeSync(file);
  return path;
}

function compared(bench: Workbench, request: DiffRequest): { seconds: number; state: DiffState } {
  const started = performance.now();
  const { job } = bench.calls['diff.start'](request);
  finishJobs(bench);
  const seconds = (performance.now() - started) / 1000;
  const state = bench.calls['diff.state']({ job });
  assert(state.finished && state.failure === null, 'the comparison goes all the way');
  return { seconds, state };
}

/** The median of several comparisons, and what the last one found. */
function measured(bench: Workbench, request: DiffRequest): { seconds: number; state: DiffState } {
  const runs = Array.from({ length: WARM_UPS + RUNS }, () => compared(bench, request)).slice(WARM_UPS);
  const { state } = runs[0] as { state: DiffState };
  return { seconds: median(runs.map(({ seconds }) => seconds)), state };
}

export const comparingGroups: readonly Group[] = [
  {
    name: 'comparing memory',
    rows: {
      dump: {
        name: 'compare 512 MiB of physical memory with a dump',
        unit: 'GB/s',
        limit: { of: 'value', bound: 'atLeast', number: LEAST_GIGABYTES_PER_SECOND },
      },
      moments: {
        name: 'compare the first moment with the last, 512 MiB kernel',
        unit: 's',
        limit: { of: 'value', bound: 'atMost', number: MOST_SECONDS_OF_MOMENTS },
      },
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const elf = randomKernel(SIZE);
      const bench = workbenchOf(openDocument(elf, folder, DEFAULT_MACHINE));
      const last = { source: 0, moment: bench.session.trace.opCount };
      const address = hex(DEFAULT_MACHINE.kernelAddress);
      const side = new DumpSide(NodeDumpFile.open(dumpOf(elf, folder)), { space: 'physical', address });
      const right = { source: bench.attach(side, side.about('memory.img')).id, moment: 0 };
      const space = 'physical';
      const dump = measured(bench, { left: last, right, space, shift: 0 });
      assert(dump.state.runs >= SIZE / EVERY, 'every byte that was changed is found');
      const left = { source: 0, moment: 0 };
      const moments = measured(bench, { left, right: last, space: 'virtual', shift: 0 });
      assert(moments.state.runs > 0, 'a load changes something');
      bench.close();
      return Promise.resolve({
        dump: { value: elf.length / 1e9 / dump.seconds, peer: null, note: `${dump.seconds.toFixed(3)} s` },
        moments: { value: moments.seconds, peer: null, note: `${moments.state.bytes} bytes` },
      });
    },
  },
];
