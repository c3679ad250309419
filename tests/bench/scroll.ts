/** Scrolling memory, code and a long list in the real window: what each frame takes of script, style and layout. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startXvfb } from '../../scripts/display.mjs';
import { electronEnvironment, electronFlags } from '../../scripts/electron-runtime.mjs';
import type { MemorySpace } from '../../shared/view-types';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { kernelWithSymbols } from '../fixtures/symbol-kernel';
import { missing, type Group, type Tool, type World } from './group';
import type { Measured, RowSpec } from './row';
import { SCROLL_LINE, VIEW_VARIABLE, WAYS, type Scrolled, type ScrolledView, type Way } from './scroll-names';
import { quantile } from './statistics';

/** Relocations, or symbols. */
const MILLION = 1_000_000;
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
  readonly view: ScrolledView;
  /** The kernel: Debian's Linux, or one of relocations or symbols alone. */
  readonly kernel: 'vmlinux' | 'relocations' | 'symbols';
  readonly space: MemorySpace;
  /** Whether memory is a tebibyte. */
  readonly large: boolean;
}

const MEMORY = { view: 'memory', kernel: 'relocations' } as const;
const SCENES: Readonly<Record<string, Scene>> = {
  virtual: {
    ...MEMORY,
    name: '48-bit virtual space, 1,000,000 relocations',
    space: 'virtual',
    large: false,
  },
  physical: { ...MEMORY, name: '1 TiB of memory, 1,000,000 relocations', space: 'physical', large: true },
  disassembly: {
    name: 'disassembly, Linux',
    view: 'disassembly',
    kernel: 'vmlinux',
    space: 'virtual',
    large: false,
  },
  symbols: { name: '1,000,000 symbols', view: 'symbols', kernel: 'symbols', space: 'virtual', large: false },
};

const WORDS: Readonly<Record<Way, string>> = {
  wheel: 'wheel',
  keys: 'keys',
  bar: 'scroll bar dragged',
  minimap: 'minimap dragged',
};

function rowSpecs(): Record<string, RowSpec> {
  const specs = Object.entries(SCENES).flatMap(([key, scene]) =>
    WAYS[scene.view].map((way): [string, RowSpec] => [
      `${key}.${way}`,
      {
        name: `scroll, ${WORDS[way]}, ${scene.name}, p95`,
        unit: 'ms',
        limit: { of: 'value', bound: 'atMost', number: LIMIT_MILLISECONDS },
      },
    ]),
  );
  return Object.fromEntries(specs);
}

/** Percent of the window's height that memory has where code is scrolled: code has most of the rest. */
const MEMORY_HEIGHT = 20;

/** The tabs that show what is scrolled. */
const TABS: Readonly<Record<ScrolledView, Readonly<Record<string, string>>>> = {
  memory: {},
  disassembly: { lower: 'disassembly' },
  symbols: { centre: 'kernel', kernel: 'symbols' },
};

/** The layout that a window begins with: one memory view of the widest rows; below it source, or much code. */
function layoutWith({ space, view }: Scene): unknown {
  const memory = { space, linked: true, settings: { columns: COLUMNS, showSymbol: true } };
  const isCode = view === 'disassembly';
  return {
    sizes: isCode ? { memory: [MEMORY_HEIGHT] } : {},
    collapsed: [],
    tabs: TABS[view],
    memory: { groups: [{ views: [memory], active: 0, share: 1 }], active: 0 },
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
  const userData = join(folder, `scroll-${scene.view}-${scene.space}`);
  mkdirSync(userData);
  writeFileSync(join(userData, 'layout.json'), JSON.stringify(layoutWith(scene)));
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
  const { stdout } = await promisify(execFile)(electron, args, {
    env: { ...env, [VIEW_VARIABLE]: scene.view },
    timeout: TIMEOUT,
  });
  const line = stdout.split('\n').find((one) => one.startsWith(SCROLL_LINE));
  if (line === undefined) throw new Error(`the window did not say what came of scrolling: ${stdout}`);
  return JSON.parse(line.slice(SCROLL_LINE.length)) as Scrolled;
}

/** The longest frame of each input counts. */
function measured(inputs: readonly (readonly number[])[]): Measured {
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
    needs: ['electron', 'application', 'vmlinux'],
    runtime: 'node',
    async measure(world) {
      const { electron } = world.tools;
      const found: Record<string, Measured> = {};
      const reason = missing(world, ['electron', 'application']);
      if (reason !== null || 'reason' in electron) {
        const skipped = { skipped: reason ?? 'no Electron' };
        return Object.fromEntries(Object.keys(rowSpecs()).map((key) => [key, skipped]));
      }
      const server = process.platform === 'linux' ? await startXvfb() : null;
      const env = { ...electronEnvironment(process.env), ...(server && { DISPLAY: server.display }) };
      try {
        for (const [key, scene] of Object.entries(SCENES)) {
          const kernel = kernelOf(scene, world);
          const scrolled =
            'path' in kernel ? await scroll(world, electron.path, env, scene, kernel.path) : null;
          for (const way of WAYS[scene.view]) {
            found[`${key}.${way}`] =
              'path' in kernel ? measured(scrolled?.[way] ?? []) : { skipped: kernel.reason };
          }
        }
      } finally {
        await server?.stop();
      }
      return found;
    },
  },
];

/** The kernel of a scene; one of ours is written when it is first asked for. */
function kernelOf({ kernel }: Scene, { folder, tools }: World): Tool {
  if (kernel === 'vmlinux') return tools.vmlinux;
  const path = join(folder, `${kernel}.elf`);
  const make = kernel === 'symbols' ? kernelWithSymbols : kernelWithRelocations;
  if (!existsSync(path)) writeFileSync(path, make(MILLION));
  return { path };
}
