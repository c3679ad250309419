/** Runs groups one after the other, each in a process of its own, and prints what comes out. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GroupAnswer } from './group-process';
import { rowsOf, TOOL_NAMES, type Group, type Tool, type ToolName, type World } from './group';
import { chosenGroups, GROUPS, GROUPS_ON_REQUEST } from './groups';
import { judged, type Measured, type Row, type RowSpec } from './row';
import { markdownTable, summary, tableHead, tableLine } from './table';

/** How to get hold of the tools; asked only for what a chosen group needs. */
export type ToolFinders = Readonly<Record<ToolName, () => Promise<Tool>>>;

/** What `npm run bench` was told, and where it runs. */
export interface BenchOptions {
  readonly root: string;
  readonly built: string;
  /** Parts of names; all groups where there are none. */
  readonly names: readonly string[];
  /** Whether the last line is to be all rows as JSON. */
  readonly json: boolean;
  /** Whether to print all rows as a Markdown table as well. */
  readonly markdown: boolean;
  readonly tools: ToolFinders;
}

/** Longest time that a group may take, in milliseconds. */
const GROUP_TIMEOUT = 5 * 60_000;

const EXIT_INTERRUPTED = 130;

/**
 * Measures and prints.
 *
 * @returns the exit status: 0 whatever the figures are, 1 where a group could not be run, 130 after an interrupt
 */
export async function bench(options: BenchOptions): Promise<number> {
  const { root, built, names, tools: finders } = options;
  const groups = chosenGroups(names);
  if (groups.length === 0) {
    console.error(
      `No benchmark has such a name. There are:\n${[...GROUPS, ...GROUPS_ON_REQUEST].map(({ name }) => `  ${name}`).join('\n')}`,
    );
    return 1;
  }
  const tools = await found(groups, finders);
  const lines: { row: Row; spec: RowSpec }[] = [];
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  let failures = 0;
  console.log(`\n${tableHead()}`);
  for (const group of groups) {
    const answer = await measured(group, { root, built, tools }, interrupt.signal);
    if (interrupt.signal.aborted) return EXIT_INTERRUPTED;
    if ('failure' in answer) {
      failures += 1;
      console.error(`FAILED: ${group.name}: ${answer.failure}`);
    }
    for (const [key, spec] of rowsOf(group)) {
      const one: Measured = ('measured' in answer ? answer.measured[key] : undefined) ?? {
        skipped: 'the group failed, see above',
      };
      const row = judged(spec, one);
      lines.push({ row, spec });
      console.log(tableLine(row, spec, one));
    }
  }
  const rows = lines.map(({ row }) => row);
  console.log(`\n${summary(rows)}`);
  if (options.markdown) console.log(`\n${markdownTable(lines)}`);
  if (options.json) console.log(JSON.stringify(rows));
  return failures === 0 ? 0 : 1;
}

/** Gets what the groups need, and says loudly what is not to be had. */
async function found(groups: readonly Group[], finders: ToolFinders): Promise<World['tools']> {
  const needed = new Set(groups.flatMap(({ needs }) => needs));
  const tools: Partial<Record<ToolName, Tool>> = {};
  for (const name of TOOL_NAMES) {
    const tool = needed.has(name) ? await finders[name]() : { reason: 'not asked for' };
    if (needed.has(name) && 'reason' in tool) console.error(`\nMISSING: ${name}: ${tool.reason}`);
    tools[name] = tool;
  }
  return tools as World['tools'];
}

/** Runs one group in its process. */
async function measured(
  group: Group,
  place: Omit<World, 'folder'>,
  signal: AbortSignal,
): Promise<GroupAnswer> {
  const { electron } = place.tools;
  if (group.runtime === 'electron' && 'reason' in electron) return skipped(group, electron.reason);
  const folder = mkdtempSync(join(tmpdir(), 'loadscope-bench-'));
  try {
    return await runGroup(group, { ...place, folder }, signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function skipped(group: Group, reason: string): GroupAnswer {
  return { measured: Object.fromEntries(rowsOf(group).map(([key]) => [key, { skipped: reason }])) };
}

function runGroup(group: Group, world: World, signal: AbortSignal): Promise<GroupAnswer> {
  const { electron } = world.tools;
  const isElectron = group.runtime === 'electron' && 'path' in electron;
  const child = fork(join(world.built, 'group-process.cjs'), [group.name], {
    signal,
    // Electron, run as Node, is the runtime that the window's engine worker has.
    ...(isElectron && { execPath: electron.path, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } }),
  });
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), GROUP_TIMEOUT);
    let answer: GroupAnswer = { failure: 'its process ended without an answer' };
    child.once('message', (message) => (answer = message as GroupAnswer));
    child.once('error', (error) => (answer = { failure: error.message }));
    child.once('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
    child.send(world);
  });
}
