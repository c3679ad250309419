/** Scrolling the memory view in the real window: what each frame takes of script, style and layout. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startXvfb } from '../../scripts/display.mjs';
import { electronEnvironment, electronFlags } from '../../scripts/electron-runtime.mjs';
import type { MemorySpace } from '../../shared/view-types';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { missing, type Group, type World } from './group';
import type { Measured, RowSpec } from './row';
import { SCROLL_LINE, WAYS, type Scrolled, type Way } from './scroll-names';
import { quantile } from './statistics';

const RELOCATIONS = 1_000_000;
const COLUMNS = 64;
const LIMIT_MILLISECONDS = 16;
/** Longest time of one window, in milliseconds. */
const TIMEOUT = 120_000;
/** A machine with one tebibyte of memory. */
const TEBIBYTE = {
  memoryMap: [
    { start: '0x0', length: '0x9f000', kind: 'usable' },
    { start: '0x100000', length: '0xfffff00000', kind: 'usable' },
  ],
  kernelAddress: '0x1000000',
};

/** What is scrolled. */
interface Scene {
  readonly name: string;
  readonly space: MemorySpace;
  /** Whether memory is a tebibyte. */
  readonly large: boolean;
}

const SCENES = {
  virtual: { name: '48-bit virtual space', space: 'virtual', large: false },
  physical: { name: '1 TiB of memory', space: 'physical', large: true },
} as const satisfies Readonly<Record<string, Scene>>;

const WORDS: Readonly<Record<Way, string>> = {
  wheel: 'wheel',
  keys: 'keys',
  bar: 'scroll bar dragged',
  minimap: 'minimap dragged',
};

function rowSpecs(): Record<string, RowSpec> {
  const specs = Object.entries(SCENES).flatMap(([key, scene]) =>
    WAYS.map((way): [string, RowSpec] => [
      `${key}.${way}`,
      {
        name: `scroll, ${WORDS[way]}, ${scene.name}, 1,000,000 relocations, p95`,
        unit: 'ms',
        limit: { of: 'value', bound: 'atMost', number: LIMIT_MILLISECONDS },
      },
    ]),
  );
  return Object.fromEntries(specs);
}

/** The layout that a window begins with: one memory view of the widest rows. */
function layoutWith(space: MemorySpace): unknown {
  const view = { space, linked: true, settings: { columns: COLUMNS, showSymbol: true } };
  return {
    sizes: {},
    collapsed: [],
    tabs: {},
    memory: { groups: [{ views: [view], active: 0, share: 1 }], active: 0 },
  };
}

/** Scrolls in a window of its own. */
async function scroll(
  world: World,
  electron: string,
  env: NodeJS.ProcessEnv,
  scene: Scene,
  file: string,
): Promise<Scrolled> {
  const { root, built, folder } = world;
  const userData = join(folder, `scroll-${scene.space}`);
  mkdirSync(userData);
  writeFileSync(join(userData, 'layout.json'), JSON.stringify(layoutWith(scene.space)));
  const machine = join(folder, 'tebibyte.json');
  writeFileSync(machine, JSON.stringify(TEBIBYTE));
  const args = [
    '-r',
    join(built, 'scroll-hook.cjs'),
    root,
    ...electronFlags(env),
    `--user-data-dir=${userData}`,
    ...(scene.large ? ['--machine', machine] : []),
    file,
  ];
  const { stdout } = await promisify(execFile)(electron, args, { env, timeout: TIMEOUT });
  const line = stdout.split('\n').find((one) => one.startsWith(SCROLL_LINE));
  if (line === undefined) throw new Error(`the window did not say what came of scrolling: ${stdout}`);
  return JSON.parse(line.slice(SCROLL_LINE.length)) as Scrolled;
}

/** The longest frame of each input counts. */
function measured(inputs: Scrolled[Way]): Measured {
  const longest = inputs.map((frames) => Math.max(0, ...frames));
  const whole = inputs.map((frames) => frames.reduce((sum, frame) => sum + frame, 0));
  const [median, worst] = [quantile(longest, 0.5), Math.max(...longest)];
  const note = `median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms, all frames of an input ${quantile(whole, 0.95).toFixed(1)} ms`;
  return { value: quantile(longest, 0.95), peer: null, note };
}

export const scrollGroups: readonly Group[] = [
  {
    name: 'scroll',
    rows: rowSpecs(),
    needs: ['electron', 'application'],
    runtime: 'node',
    async measure(world) {
      const { electron } = world.tools;
      const reason = missing(world, ['electron', 'application']);
      if (reason !== null || 'reason' in electron) {
        const skipped = { skipped: reason ?? 'no Electron' };
        return Object.fromEntries(Object.keys(rowSpecs()).map((key) => [key, skipped]));
      }
      const file = join(world.folder, 'relocations.elf');
      writeFileSync(file, kernelWithRelocations(RELOCATIONS));
      const server = process.platform === 'linux' ? await startXvfb() : null;
      const env = { ...electronEnvironment(process.env), ...(server && { DISPLAY: server.display }) };
      const found: Record<string, Measured> = {};
      try {
        for (const [key, scene] of Object.entries(SCENES)) {
          const scrolled = await scroll(world, electron.path, env, scene, file);
          for (const way of WAYS) found[`${key}.${way}`] = measured(scrolled[way]);
        }
      } finally {
        await server?.stop();
      }
      return found;
    },
  },
];
