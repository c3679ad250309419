import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorker } from '../../../main/host/engine-worker';
import type { LoadProgress } from '../../../shared/load-types';
import { FailureError } from '../../../shared/result';
import { buildCommandLine } from '../../built-command-line';
import { buildElf } from '../../fixtures/elf-builder';

const UPPER = 0xffff_8000_0000_0000n;

let built = '';
let folder = '';
let savedTmp: string | undefined;
let worker: EngineWorker;
const at = (name: string): string => join(folder, name);
const workerPath = (): string => join(built, 'engine-worker.cjs');

beforeAll(async () => {
  built = await buildCommandLine();
}, 60_000);
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-worker-'));
  savedTmp = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  writeFileSync(at('k.elf'), buildElf({ segments: [{ vaddr: UPPER, flags: 'rx', filesz: 0x1000 }] }));
  worker = EngineWorker.start(workerPath());
});
afterEach(async () => {
  await worker.close();
  if (savedTmp === undefined) {
    delete process.env['TMPDIR'];
  } else {
    process.env['TMPDIR'] = savedTmp;
  }
  rmSync(folder, { recursive: true });
});

/** A load of several seconds: more bss than memory has frames is out of the question, a lot of it is not. */
function slowKernel(): string {
  writeFileSync(
    at('slow.elf'),
    buildElf({ segments: [{ vaddr: UPPER, flags: 'rw', memsz: 0xa000_0000, filesz: 16 }] }),
  );
  return at('slow.elf');
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure.code;
}

describe('EngineWorker', () => {
  it('loads a kernel, answers calls with exact buffers, reports and exports', async () => {
    const summary = await worker.load({ path: at('k.elf') });
    expect(summary).toMatchObject({ status: 'ok', kernelAddress: '0x1000000', pagesMapped: 1 });
    const pages = await worker.call('memory.pages', {
      space: 'physical',
      first: 0x1001,
      count: 2,
      moment: summary.opCount,
    });
    expect(pages).toHaveLength(2);
    expect(pages[0]?.bytes?.byteLength).toBe(4096);
    expect(pages[0]?.bytes?.buffer.byteLength).toBe(4096);
    expect(JSON.parse(await worker.report('json'))).toMatchObject({ status: 'ok' });
    expect(await worker.report('text')).toContain('The kernel loads.');
    await worker.exportTo({ path: at('k.raw'), format: 'raw', moment: null });
    expect(statSync(at('k.raw')).size).toBe(5 * 2 ** 30);
    expect(readdirSync(folder).sort()).toEqual(['k.elf', 'k.raw']);
  });

  it('writes steps, and says why not where their filter is wrong', async () => {
    await worker.load({ path: at('k.elf') });
    const steps = { path: at('steps.csv'), format: 'csv', filter: 'kind == mapPage' } as const;
    const { bytes } = await worker.exportSteps(steps);
    expect(statSync(at('steps.csv')).size).toBe(bytes);
    const wrong = worker.exportSteps({ ...steps, path: at('wrong.csv'), filter: 'knd == mapPage' });
    expect(await codeOf(wrong)).toBe('export.filter');
    expect(await codeOf(worker.exportSteps({ ...steps, path: at('k.elf') }))).toBe('export.isSource');
    expect(readdirSync(folder).sort()).toEqual(['k.elf', 'steps.csv']);
  });

  it('answers the same call twice: what it sends is a copy', async () => {
    const { opCount } = await worker.load({ path: at('k.elf') });
    const ask = () => worker.call('memory.pages', { space: 'file', first: 1, count: 1, moment: opCount });
    expect((await ask())[0]?.bytes).toEqual((await ask())[0]?.bytes);
  });

  it('keeps the session when another load fails', async () => {
    await worker.load({ path: at('k.elf') });
    expect(await codeOf(worker.load({ path: at('none.elf') }))).toBe('file.notFound');
    expect(JSON.parse(await worker.report('json'))).toMatchObject({ status: 'ok' });
  });

  it('refuses what needs a loaded file, and goes on', async () => {
    expect(await codeOf(worker.report('json'))).toBe('document.none');
    expect(await codeOf(worker.call('source.files', undefined))).toBe('document.none');
    await worker.load({ path: at('k.elf') });
  });

  it('cancels a load, tells how far it has come, and can load again', async () => {
    const seen: LoadProgress[] = [];
    const load = worker.load({ path: slowKernel() }, (progress) => {
      seen.push(progress);
      worker.cancel();
    });
    expect(await codeOf(load)).toBe('load.cancelled');
    expect(seen[0]?.stage).not.toBe('');
    expect(readdirSync(folder).sort()).toEqual(['k.elf', 'slow.elf']);
    expect((await worker.load({ path: at('k.elf') })).status).toBe('ok');
  }, 30_000);

  it('tells matches of a search on the way, all of them in order', async () => {
    await worker.load({ path: at('k.elf') });
    const found: string[] = [];
    const query = { pattern: '00', space: 'physical', moment: null, align: 8, limit: 5000 } as const;
    const outcome = await worker.search(query, (matches) =>
      found.push(...matches.map(({ address }) => address)),
    );
    expect([outcome.matches, outcome.complete]).toEqual([found.length, found.length < 5000]);
    expect(found.length).toBeGreaterThan(1000);
    const numbers = found.map(Number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(found).size).toBe(found.length);
  });

  it('cancels a search, and answers again', async () => {
    await worker.load({ path: slowKernel() });
    const query = { pattern: '00', space: 'virtual', moment: null, align: 1, limit: 1e9 } as const;
    const search = worker.search(query, () => worker.cancel());
    expect(await codeOf(search)).toBe('search.cancelled');
    expect((await worker.load({ path: at('k.elf') })).status).toBe('ok');
  }, 30_000);

  it('cancels an export and leaves no file', async () => {
    const memsz = 0x800_0000;
    writeFileSync(at('l.elf'), buildElf({ segments: [{ vaddr: UPPER, flags: 'rw', filesz: 16, memsz }] }));
    await worker.load({ path: at('l.elf') });
    const exported = worker.exportTo({ path: at('l.raw'), format: 'raw', moment: null }, () =>
      worker.cancel(),
    );
    expect(await codeOf(exported)).toBe('export.cancelled');
    expect(readdirSync(folder).sort()).toEqual(['k.elf', 'l.elf']);
  }, 30_000);

  it('closes in the middle of a load', async () => {
    const load = worker.load({ path: slowKernel() });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const started = Date.now();
    const [code] = await Promise.all([codeOf(load), worker.close()]);
    expect(code).toBe('engine.closed');
    expect(Date.now() - started).toBeLessThan(3000);
    expect(await codeOf(worker.report('json'))).toBe('engine.closed');
    expect(readdirSync(folder).sort()).toEqual(['k.elf', 'slow.elf']);
  }, 30_000);

  it('becomes a failure when its thread runs out of memory or dies', async () => {
    writeFileSync(
      at('greedy.cjs'),
      'const a = []; for (;;) a.push(new Array(1000).fill({}).map(() => ({})));',
    );
    const crashes: string[] = [];
    const onCrash = ({ failure }: FailureError): void => void crashes.push(failure.message);
    const greedy = EngineWorker.start(at('greedy.cjs'), { heapMiB: 24, onCrash });
    expect(await codeOf(greedy.load({ path: at('k.elf') }))).toBe('engine.crashed');
    await greedy.close();
    writeFileSync(at('broken.cjs'), 'throw new Error("no engine here");');
    const broken = EngineWorker.start(at('broken.cjs'), { onCrash });
    expect(await codeOf(broken.load({ path: at('k.elf') }))).toBe('engine.crashed');
    await broken.close();
    expect(crashes).toHaveLength(2);
    expect(crashes[0]).toContain('ran out of memory');
    expect(crashes[1]).toContain('no engine here');
  }, 30_000);

  it('gives a load up before the computer has no memory left, and stays usable', async () => {
    const modest = EngineWorker.start(workerPath(), { memoryLimit: process.memoryUsage.rss() + 2 ** 26 });
    try {
      expect(await codeOf(modest.load({ path: slowKernel() }))).toBe('engine.outOfMemory');
      expect(readdirSync(folder).filter((name) => name.endsWith('.img'))).toEqual([]);
    } finally {
      await modest.close();
    }
  });
});
