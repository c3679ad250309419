/** From the start of the application with a file to its first painted bytes, beside the start of an empty window. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startXvfb } from '../../scripts/display.mjs';
import { electronEnvironment, electronFlags } from '../../scripts/electron-runtime.mjs';
import { missing, type Group, type World } from './group';
import { CONDITION, READY_LINE } from './opening-names';
import { median } from './statistics';

const RUNS = 7;
const WARM_UPS = 1;
const LIMIT_SECONDS = 1.5;
/** Longest time until a window is ready, in milliseconds. */
const TIMEOUT = 60_000;

/** An application to start, and what its page must show. */
interface Start {
  readonly args: readonly string[];
  readonly condition: string;
}

/** Every panel shows the loaded kernel, and the memory view has bytes. */
const BYTES_SHOWN = `document.documentElement.dataset.appState === 'ready'
  && document.documentElement.dataset.pending === '0'
  && /^0x[0-9a-f]+, [0-9a-f]{2}, /.test(document.querySelector('[role=grid] [data-col]')?.ariaLabel ?? '')`;

/** The smallest application with a window of the same size. */
const EMPTY_MAIN = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadFile('index.html');
});
`;

function emptyApplication(folder: string): string {
  const path = join(folder, 'empty');
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'empty', main: 'main.js' }));
  writeFileSync(join(path, 'main.js'), EMPTY_MAIN);
  writeFileSync(join(path, 'index.html'), '<!doctype html><title>empty</title><p>empty</p>');
  return path;
}

/** Starts Electron and waits; seconds from the start of the process to the painted frame. */
function secondsUntilShown(
  electron: string,
  hook: string,
  start: Start,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const started = performance.now();
  const child = spawn(electron, ['-r', hook, ...start.args], {
    env: { ...env, [CONDITION]: start.condition },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    let seconds: number | null = null;
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes(READY_LINE)) seconds ??= (performance.now() - started) / 1000;
    });
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(timer);
      if (seconds === null) reject(new Error(`the window did not come up; status ${status}`));
      else resolve(seconds);
    });
  });
}

/** Starts both in turn. */
async function times(world: World, electron: string): Promise<{ ours: number[]; empty: number[] }> {
  const { root, built, folder } = world;
  const server = process.platform === 'linux' ? await startXvfb() : null;
  const env = { ...electronEnvironment(process.env), ...(server && { DISPLAY: server.display }) };
  const flags = electronFlags(env);
  const sample = join(root, 'resources', 'sample-kernel', 'sample-kernel.elf');
  const startOf = (
    name: string,
    application: string,
    files: readonly string[],
    condition: string,
  ): Start => ({
    args: [application, ...flags, `--user-data-dir=${join(folder, name)}`, ...files],
    condition,
  });
  const ours = startOf('ours', root, [sample], BYTES_SHOWN);
  const empty = startOf('nothing', emptyApplication(folder), [], 'document.body !== null');
  const hook = join(built, 'opening-hook.cjs');
  const result = { ours: [] as number[], empty: [] as number[] };
  try {
    for (let run = -WARM_UPS; run < RUNS; run += 1) {
      const mine = await secondsUntilShown(electron, hook, ours, env);
      const nothing = await secondsUntilShown(electron, hook, empty, env);
      if (run < 0) continue;
      result.ours.push(mine);
      result.empty.push(nothing);
    }
  } finally {
    await server?.stop();
  }
  return result;
}

export const openingGroups: readonly Group[] = [
  {
    name: 'opening',
    rows: {
      opening: {
        name: 'opening the sample, start to painted bytes',
        unit: 's',
        limit: { of: 'value', bound: 'atMost', number: LIMIT_SECONDS },
      },
      beside: { name: 'opening the sample, beside an empty window', unit: 's', limit: null },
    },
    needs: ['electron', 'application'],
    runtime: 'node',
    async measure(world) {
      const { electron } = world.tools;
      const reason = missing(world, ['electron', 'application']);
      if (reason !== null || 'reason' in electron) {
        const skipped = reason ?? 'no Electron';
        return { opening: { skipped }, beside: { skipped } };
      }
      const { ours, empty } = await times(world, electron.path);
      const value = median(ours);
      return {
        opening: {
          value,
          peer: null,
          note: `${Math.min(...ours).toFixed(2)}–${Math.max(...ours).toFixed(2)} s`,
        },
        beside: { value, peer: median(empty), note: 'peer: an empty BrowserWindow of the same size' },
      };
    },
  },
];
