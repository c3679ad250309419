import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMachineFile } from '../../main/engine/session/machine-file';
import { EngineWorker } from '../../main/host/engine-worker';
import { FailureError } from '../../shared/result';
import { buildCommandLine } from '../built-command-line';
import { committedAnswers, inputs } from '../oracle/answers';
import type { Input } from '../oracle/answers';
import { DEFAULT_BUILD } from '../oracle/builds';

/** `UPDATE_GOLDEN=1` writes the texts instead of comparing with them; see README.md. */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

/** Kernels whose report for people is stored: one that loads, and one for each way to fail. */
const TEXTS = [
  'sample-kernel',
  'shared-virtual-page',
  'wrong-magic',
  'type-relocatable',
  'no-frame-in-the-middle-of-bss',
];

/** The smallest page cache: a load of any size then goes through the disk. */
const CACHE_BYTES = 1;

const INPUTS = inputs();

let built = '';
let folder = '';
let worker: EngineWorker;

beforeAll(async () => {
  built = await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), 'loadscope-golden-'));
  worker = EngineWorker.start(join(built, 'engine-worker.cjs'));
}, 60_000);
afterAll(async () => {
  await worker.close();
  rmSync(built, { recursive: true });
  rmSync(folder, { recursive: true });
});

/** Loads an input in the worker, as application and command line do. */
async function load({ name, elf, machine }: Input): Promise<void> {
  const path = join(folder, `${name}.elf`);
  writeFileSync(path, elf);
  const parsed = machine && parseMachineFile(JSON.stringify(machine), `${name}.json`);
  await worker.load({ path, cacheBytes: CACHE_BYTES, ...(parsed && { machine: parsed }) });
}

describe('the worker, its memory on disk', () => {
  it.each(INPUTS.map((input) => [input.name, input] as const))('%s', async (name, input) => {
    if (input.elf.length === 0) {
      // An empty file is refused before the loader sees it.
      await expect(load(input)).rejects.toThrow(FailureError);
      return;
    }
    await load(input);
    const report = JSON.parse(await worker.report('json')) as Record<string, unknown>;
    expect(report).toEqual(committedAnswers(DEFAULT_BUILD)[name]);
  });
});

describe('the report for people', () => {
  it.each(TEXTS)('%s', async (name) => {
    const input = INPUTS.find((candidate) => candidate.name === name);
    expect(input).toBeDefined();
    await load(input as Input);
    const text = await worker.report('text');
    const path = join(__dirname, 'text', `${name}.txt`);
    if (UPDATE) {
      writeFileSync(path, text);
    }
    expect(text).toBe(readFileSync(path, 'utf8'));
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
