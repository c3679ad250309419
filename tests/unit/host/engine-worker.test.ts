import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EngineWorker } from '../../../main/host/engine-worker';
import type { LoadParams } from '../../../main/host/engine-protocol';
import type { LoadProgress } from '../../../shared/load-types';
import type { ByteEdit } from '../../../shared/memory-types';
import { FailureError } from '../../../shared/result';
import { buildCommandLine } from '../../built-command-line';
import { buildElf } from '../../fixtures/elf-builder';
import { SMALL_MACHINE } from '../../fixtures/loaded';

const SAMPLE = new URL('../../../resources/sample-kernel/sample-kernel.elf', import.meta.url);
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

/** An entry point 16 bytes further on, and another byte of the text. */
function editsOfSample(file: Buffer): ByteEdit[] {
  const hexAt = (offset: number, length: number): string => file.toString('hex', offset, offset + length);
  const entry = Buffer.from(file.subarray(24, 32));
  entry.writeUInt8((entry.readUInt8(0) + 16) & 0xff, 0);
  const text = 0x6000;
  const other = Buffer.from([(file.readUInt8(text) + 1) & 0xff]);
  return [
    { offset: 24, before: hexAt(24, 8), after: entry.toString('hex') },
    { offset: text, before: hexAt(text, 1), after: other.toString('hex') },
  ];
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure.code;
}

/** A search that finds much. */
const ZEROS = {
  what: { type: 'bytes', pattern: '00' },
  moment: null,
  range: null,
  onlyMapped: false,
  colours: [],
} as const;

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

  it('saves bytes, and says where some are missing', async () => {
    await worker.load({ path: at('k.elf') });
    const bytes = { side: { source: 0, moment: 0 }, space: 'file', first: 1, length: 3 } as const;
    await worker.checkRange(bytes);
    await worker.saveRange({ ...bytes, path: at('bytes.bin'), zeros: false });
    expect(readFileSync(at('bytes.bin'), 'latin1')).toBe('ELF');
    const unmapped = { ...bytes, space: 'virtual', path: at('none.bin') } as const;
    expect(await codeOf(worker.checkRange(unmapped))).toBe('save.missing');
    expect(await codeOf(worker.saveRange({ ...unmapped, zeros: false }))).toBe('save.missing');
    expect(await worker.saveRange({ ...unmapped, zeros: true })).toMatchObject({ bytes: 3 });
    expect(await codeOf(worker.saveRange({ ...bytes, path: at('k.elf'), zeros: false }))).toBe(
      'export.isSource',
    );
    expect(readdirSync(folder).sort()).toEqual(['bytes.bin', 'k.elf', 'none.bin']);
  });

  it('loads with edits as it loads a file that has those bytes, with the original beside it', async () => {
    const bytes = readFileSync(SAMPLE);
    const edits = editsOfSample(bytes);
    const changed = Buffer.from(bytes);
    for (const { offset, after } of edits) changed.set(Buffer.from(after, 'hex'), offset);
    writeFileSync(at('edited.elf'), changed);
    writeFileSync(at('sample.elf'), bytes);
    const load = async (params: LoadParams) => {
      const summary = await worker.load(params);
      const report = JSON.parse(await worker.report('json')) as object;
      return { summary, report };
    };
    const other = await load({ path: at('edited.elf') });
    const plain = await load({ path: at('sample.elf') });
    const edited = await load({ path: at('sample.elf'), edits });
    expect(edited.report).toEqual(other.report);
    expect(edited.report).not.toEqual(plain.report);
    expect({ ...edited.summary.original, loadMilliseconds: 0 }).toEqual({
      ...plain.summary,
      loadMilliseconds: 0,
    });
    expect(plain.summary).not.toHaveProperty('original');
    expect(edited.summary.entryPoint).not.toBe(plain.summary.entryPoint);
    const [beside, ...more] = await worker.call('sources.list', undefined);
    expect(more).toEqual([]);
    expect(beside).toMatchObject({ kind: 'original', name: 'sample.elf', lastMoment: plain.summary.opCount });
    const first = { space: 'file', first: 0, count: 1, moment: 0 } as const;
    const original = await worker.call('memory.pages', { ...first, source: beside?.id });
    expect(Buffer.from(original[0]?.bytes ?? []).equals(bytes.subarray(0, 4096))).toBe(true);
    const shown = await worker.call('memory.pages', first);
    expect(Buffer.from(shown[0]?.bytes ?? []).equals(changed.subarray(0, 4096))).toBe(true);
    expect(readFileSync(at('sample.elf')).equals(bytes)).toBe(true);
    await worker.close();
    expect(readdirSync(folder).sort()).toEqual(['edited.elf', 'k.elf', 'sample.elf']);
  });

  it('refuses edits of bytes that the file has not, and keeps the session', async () => {
    await worker.load({ path: at('k.elf') });
    const wrong = [{ offset: 0, before: '7f455f', after: '000000' }];
    expect(await codeOf(worker.load({ path: at('k.elf'), edits: wrong }))).toBe('edit.conflict');
    expect(JSON.parse(await worker.report('json'))).toMatchObject({ status: 'ok' });
    expect(await worker.call('sources.list', undefined)).toEqual([]);
  });

  it('saves the edited file under another name, with its rights, and never over the file', async () => {
    chmodSync(at('k.elf'), 0o750);
    await worker.load({ path: at('k.elf') });
    const edits = [{ offset: 1, before: '454c46', after: '656c66' }];
    const { bytes } = await worker.saveEdited({ path: at('new.elf'), edits });
    const expected = readFileSync(at('k.elf'));
    expected.write('elf', 1, 'latin1');
    expect(readFileSync(at('new.elf')).equals(expected)).toBe(true);
    expect(bytes).toBe(expected.length);
    expect(statSync(at('new.elf')).mode & 0o777).toBe(0o750);
    symlinkSync(at('k.elf'), at('link.elf'));
    for (const path of [at('k.elf'), at('link.elf')]) {
      expect(await codeOf(worker.saveEdited({ path, edits }))).toBe('export.isSource');
    }
    const wrong = [{ offset: 1, before: '00', after: '01' }];
    expect(await codeOf(worker.saveEdited({ path: at('wrong.elf'), edits: wrong }))).toBe('edit.conflict');
    expect(readdirSync(folder).sort()).toEqual(['k.elf', 'link.elf', 'new.elf']);
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
    const query = { ...ZEROS, space: 'physical', align: 8, limit: 5000 } as const;
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
    const query = { ...ZEROS, space: 'virtual', align: 1, limit: 1e9 } as const;
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

describe('what is attached beside a document', () => {
  it('is another kernel, loaded alike, with an image file that goes away with it', async () => {
    await worker.load({ path: at('k.elf'), cacheBytes: 0 });
    const segments = [{ vaddr: UPPER, flags: 'rx', filesz: 0x2000 }];
    writeFileSync(at('other.elf'), buildElf({ segments }));
    const seen: LoadProgress[] = [];
    const other = await worker.attach({ kind: 'kernel', path: at('other.elf'), place: null }, (progress) =>
      seen.push(progress),
    );
    expect(other).toMatchObject({ id: 1, kind: 'kernel', name: 'other.elf', message: null });
    const moment = (await worker.call('sources.list', undefined))[0]?.lastMoment ?? 0;
    const pages = await worker.call('memory.pages', { space: 'file', first: 1, count: 2, moment, source: 1 });
    expect(pages.every(({ bytes }) => bytes !== null)).toBe(true);
    await worker.call('sources.detach', { source: 1 });
    expect(await worker.call('sources.list', undefined)).toEqual([]);
    await worker.close();
    expect(readdirSync(folder).sort()).toEqual(['k.elf', 'other.elf']);
  });

  it('is a dump: the raw export of a moment differs from it in nothing, and from another in what was done since', async () => {
    const { opCount } = await worker.load({ path: at('k.elf'), machine: SMALL_MACHINE });
    await worker.exportTo({ path: at('k.raw'), format: 'raw', moment: opCount });
    const place = { space: 'physical', address: '0x0' } as const;
    const { id, physicalSize } = await worker.attach({ kind: 'dump', path: at('k.raw'), place });
    expect(physicalSize).toBe('0x4000000');
    const compare = async (moment: number) => {
      const left = { source: 0, moment };
      const right = { source: id, moment: 0 };
      const { job } = await worker.call('diff.start', { left, right, space: 'physical', shift: 0 });
      for (;;) {
        const state = await worker.call('diff.state', { job });
        if (state.finished) return state;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    expect(await compare(opCount)).toMatchObject({
      runs: 0,
      bytes: 0,
      unreadable: 0,
      failure: null,
      cut: false,
    });
    const before = await compare(0);
    expect(before.runs).toBeGreaterThan(0);
    const rows = await worker.call('diff.rows', { job: before.job, first: 0, count: 1 });
    expect(rows[0]?.left.bytes?.[0]).toBe(0);
    const marks = await worker.call('diff.within', { job: before.job, first: 0, length: 2 ** 32, limit: 5 });
    expect(marks).toBeInstanceOf(Float64Array);
    expect(marks[0]).toBe(rows[0]?.left.position);
  });

  it('is refused where it cannot be read or placed, and cancelled like any load', async () => {
    await worker.load({ path: at('k.elf') });
    const dump = { kind: 'dump', path: at('k.elf') } as const;
    expect(await codeOf(worker.attach({ ...dump, place: null }))).toBe('dump.address');
    const place = { space: 'virtual', address: '0x800' } as const;
    expect(await codeOf(worker.attach({ ...dump, place }))).toBe('dump.address');
    const missing = worker.attach({ kind: 'kernel', path: at('none.elf'), place: null });
    expect(await codeOf(missing)).toBe('file.notFound');
    const slow = worker.attach({ kind: 'kernel', path: slowKernel(), place: null }, () => worker.cancel());
    expect(await codeOf(slow)).toBe('load.cancelled');
    expect(await worker.call('sources.list', undefined)).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['k.elf', 'slow.elf']);
  }, 30_000);

  it('needs a document', async () => {
    expect(await codeOf(worker.attach({ kind: 'kernel', path: at('k.elf'), place: null }))).toBe(
      'document.none',
    );
  });
});
