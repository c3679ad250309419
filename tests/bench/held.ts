/** A key that is held in the real window: how many moments a second every view shows. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startXvfb } from '../../scripts/display.mjs';
import { electronEnvironment, electronFlags } from '../../scripts/electron-runtime.mjs';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { missing, type Group, type World } from './group';
import { HELD_LINE, type Held } from './held-names';
import type { Measured } from './row';
import { median } from './statistics';

const RUNS = 3;
const RELOCATIONS = 1_000_000;
/** Longest time of one run, in milliseconds. */
const TIMEOUT = 120_000;

/** Holds the key in a window of its own. */
async function hold(world: World, electron: string, env: NodeJS.ProcessEnv, file: string): Promise<Held> {
  const { root, built, folder } = world;
  const hook = join(built, 'held-hook.cjs');
  const args = ['-r', hook, root, ...electronFlags(env), `--user-data-dir=${join(folder, 'held')}`, file];
  const { stdout } = await promisify(execFile)(electron, args, { env, timeout: TIMEOUT });
  const line = stdout.split('\n').find((one) => one.startsWith(HELD_LINE));
  if (line === undefined) throw new Error('the window did not say what came of the held key');
  return JSON.parse(line.slice(HELD_LINE.length)) as Held;
}

async function measured(
  world: World,
  electron: string,
  env: NodeJS.ProcessEnv,
  file: string,
): Promise<Measured> {
  const runs: Held[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await hold(world, electron, env, file));
  const settled = Math.round(median(runs.map(({ settledAfter }) => settledAfter)));
  const value = median(runs.map(({ shownPerSecond }) => shownPerSecond));
  return { value, peer: null, note: `of 30 presses; the last is shown after ${settled} ms` };
}

export const heldGroups: readonly Group[] = [
  {
    name: 'key held',
    rows: {
      sample: { name: 'key held, moments shown, the sample', unit: '/s', limit: null },
      large: { name: 'key held, moments shown, 1,000,000 relocations', unit: '/s', limit: null },
    },
    needs: ['electron', 'application'],
    runtime: 'node',
    async measure(world) {
      const { electron } = world.tools;
      const reason = missing(world, ['electron', 'application']);
      if (reason !== null || 'reason' in electron) {
        const skipped = reason ?? 'no Electron';
        return { sample: { skipped }, large: { skipped } };
      }
      const large = join(world.folder, 'relocations.elf');
      writeFileSync(large, kernelWithRelocations(RELOCATIONS));
      const sample = join(world.root, 'resources', 'sample-kernel', 'sample-kernel.elf');
      const server = process.platform === 'linux' ? await startXvfb() : null;
      const env = { ...electronEnvironment(process.env), ...(server && { DISPLAY: server.display }) };
      try {
        return {
          sample: await measured(world, electron.path, env, sample),
          large: await measured(world, electron.path, env, large),
        };
      } finally {
        await server?.stop();
      }
    },
  },
];
