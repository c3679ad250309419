/** How cost grows, for the documentation: `npm run bench -- growth`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../../shared/machine';
import { DEFAULT_MACHINE } from '../../shared/machine';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { openDocument } from './document';
import type { Group } from './group';
import { Ours } from './ours';
import { Peer } from './peer';
import type { Measured, RowSpec } from './row';
import { median } from './statistics';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const RELOCATIONS = [10, 1_000, 100_000, 1_000_000];
/** Sizes of the machine's memory in GiB. */
const IMAGES = [1, 4, 16, 64, 256, 1024];
const RUNS = 9;
const WARM_UPS = 2;

function row(name: string): RowSpec {
  return { name: `growth: ${name}`, unit: 'ms', limit: null };
}

/** A machine of so many bytes of usable memory in one piece. */
function machineOf(size: number): Machine {
  return { ...DEFAULT_MACHINE, memoryMap: [{ start: MIB, length: size - MIB, kind: 'usable' }] };
}

/** Loads of kernels with more and more relocations, ours and the real loader in turn. */
const relocations: Group = {
  name: 'growth: loads',
  rows: Object.fromEntries(
    RELOCATIONS.map((count) => [count, row(`${count.toLocaleString('en')} relocations`)]),
  ),
  needs: ['oracle'],
  runtime: 'node',
  async measure({ built, folder, tools: { oracle } }) {
    const measured: Record<string, Measured> = {};
    for (const count of RELOCATIONS) {
      const elf = kernelWithRelocations(count);
      const path = join(folder, `${count}.elf`);
      writeFileSync(path, elf);
      const ours = Ours.start(built, elf, folder);
      const peer = 'path' in oracle ? Peer.start(oracle.path, path) : null;
      const times = { ours: [] as number[], peer: [] as number[] };
      for (let run = -WARM_UPS; run < RUNS; run += 1) {
        const { milliseconds } = await ours.load('trace');
        const theirs = await peer?.load('warm');
        if (run < 0) continue;
        times.ours.push(milliseconds);
        if (theirs !== undefined) times.peer.push(theirs);
      }
      await ours.close();
      await peer?.close();
      const value = median(times.ours);
      const note = `${Math.round((value * 1e6) / count)} ns a relocation`;
      measured[count] = { value, peer: peer === null ? null : median(times.peer), note };
    }
    return measured;
  },
};

/** The sample kernel on machines with more and more memory. */
const images: Group = {
  name: 'growth: images',
  rows: Object.fromEntries(IMAGES.map((gib) => [gib, row(`the sample on ${gib.toLocaleString('en')} GiB`)])),
  needs: [],
  runtime: 'node',
  measure({ root, folder }) {
    const elf = new Uint8Array(readFileSync(join(root, 'resources', 'sample-kernel', 'sample-kernel.elf')));
    const times = IMAGES.map(() => [] as number[]);
    for (let run = -WARM_UPS; run < RUNS; run += 1) {
      IMAGES.forEach((gib, index) => {
        const started = performance.now();
        const session = openDocument(elf, folder, machineOf(gib * GIB));
        const milliseconds = performance.now() - started;
        session.close();
        if (run >= 0) times[index]?.push(milliseconds);
      });
    }
    const measured = IMAGES.map((gib, index): [string, Measured] => [
      String(gib),
      { value: median(times[index] ?? []), peer: null },
    ]);
    return Promise.resolve(Object.fromEntries(measured));
  },
};

export const growthGroups: readonly Group[] = [relocations, images];
