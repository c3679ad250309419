import { chmodSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineWorker } from '../../../main/host/engine-worker';
import type { LoadParams } from '../../../main/host/engine-protocol';
import type { LoadProgress } from '../../../shared/load-types';
import type { ByteEdit } from '../../../shared/memory-types';
import type { FailureError } from '../../../shared/result';
import { buildElf } from '../../fixtures/elf-builder';
import { codeOf, runningWorker, UPPER } from '../../fixtures/running-worker';

const SAMPLE = new URL('../../../resources/sample-kernel/sample-kernel.elf', import.meta.url);

const running = runningWorker();

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
    const summary = await running.worker.load({ path: running.at('k.elf') });
    expect(summary).toMatchObject({ status: 'ok', kernelAddress: '0x1000000', pagesMapped: 1 });
    const pages = await running.worker.call('memory.pages', {
      space: 'physical',
      first: 0x1001,
      count: 2,
      moment: summary.opCount,
    });
    expect(pages).toHaveLength(2);
    expect(pages[0]?.bytes?.byteLength).toBe(4096);
    expect(pages[0]?.bytes?.buffer.byteLength).toBe(4096);
    expect(JSON.parse(await running.worker.report('json'))).toMatchObject({ status: 'ok' });
    expect(await running.worker.report('text')).toContain('The kernel loads.');
    await running.worker.exportTo({ path: running.at('k.raw'), format: 'raw', moment: null });
    expect(statSync(running.at('k.raw')).size).toBe(5 * 2 ** 30);
    expect(readdirSync(running.folder).sort()).toEqual(['k.elf', 'k.raw']);
  });

  it('writes steps, and says why not where their filter is wrong', async () => {
    await running.worker.load({ path: running.at('k.elf') });
    const steps = { path: running.at('steps.csv'), format: 'csv', filter: 'kind == mapPage' } as const;
    const { bytes } = await running.worker.exportSteps(steps);
    expect(statSync(running.at('steps.csv')).size).toBe(bytes);
    const wrong = running.worker.exportSteps({
      ...steps,
      path: running.at('wrong.csv'),
      filter: 'knd == mapPage',
    });
    expect(await codeOf(wrong)).toBe('export.filter');
    expect(await codeOf(running.worker.exportSteps({ ...steps, path: running.at('k.elf') }))).toBe(
      'export.isSource',
    );
    expect(readdirSync(running.folder).sort()).toEqual(['k.elf', 'steps.csv']);
  });

  it('saves bytes, and says where some are missing', async () => {
    await running.worker.load({ path: running.at('k.elf') });
    const bytes = { side: { source: 0, moment: 0 }, space: 'file', first: 1, length: 3 } as const;
    await running.worker.checkRange(bytes);
    await running.worker.saveRange({ ...bytes, path: running.at('bytes.bin'), zeros: false });
    expect(readFileSync(running.at('bytes.bin'), 'latin1')).toBe('ELF');
    const unmapped = { ...bytes, space: 'virtual', path: running.at('none.bin') } as const;
    expect(await codeOf(running.worker.checkRange(unmapped))).toBe('save.missing');
    expect(await codeOf(running.worker.saveRange({ ...unmapped, zeros: false }))).toBe('save.missing');
    expect(await running.worker.saveRange({ ...unmapped, zeros: true })).toMatchObject({ bytes: 3 });
    expect(
      await codeOf(running.worker.saveRange({ ...bytes, path: running.at('k.elf'), zeros: false })),
    ).toBe('export.isSource');
    expect(readdirSync(running.folder).sort()).toEqual(['bytes.bin', 'k.elf', 'none.bin']);
  });

  it('loads with edits as it loads a file that has those bytes, with the original beside it', async () => {
    const bytes = readFileSync(SAMPLE);
    const edits = editsOfSample(bytes);
    const changed = Buffer.from(bytes);
    for (const { offset, after } of edits) changed.set(Buffer.from(after, 'hex'), offset);
    writeFileSync(running.at('edited.elf'), changed);
    writeFileSync(running.at('sample.elf'), bytes);
    const load = async (params: LoadParams) => {
      const summary = await running.worker.load(params);
      const report = JSON.parse(await running.worker.report('json')) as object;
      return { summary, report };
    };
    const other = await load({ path: running.at('edited.elf') });
    const plain = await load({ path: running.at('sample.elf') });
    const edited = await load({ path: running.at('sample.elf'), edits });
    expect(edited.report).toEqual(other.report);
    expect(edited.report).not.toEqual(plain.report);
    expect({ ...edited.summary.original, loadMilliseconds: 0 }).toEqual({
      ...plain.summary,
      loadMilliseconds: 0,
    });
    expect(plain.summary).not.toHaveProperty('original');
    expect(edited.summary.entryPoint).not.toBe(plain.summary.entryPoint);
    const [beside, ...more] = await running.worker.call('sources.list', undefined);
    expect(more).toEqual([]);
    expect(beside).toMatchObject({ kind: 'original', name: 'sample.elf', lastMoment: plain.summary.opCount });
    const first = { space: 'file', first: 0, count: 1, moment: 0 } as const;
    const original = await running.worker.call('memory.pages', { ...first, source: beside?.id });
    expect(Buffer.from(original[0]?.bytes ?? []).equals(bytes.subarray(0, 4096))).toBe(true);
    const shown = await running.worker.call('memory.pages', first);
    expect(Buffer.from(shown[0]?.bytes ?? []).equals(changed.subarray(0, 4096))).toBe(true);
    expect(readFileSync(running.at('sample.elf')).equals(bytes)).toBe(true);
    await running.worker.close();
    expect(readdirSync(running.folder).sort()).toEqual(['edited.elf', 'k.elf', 'sample.elf']);
  });

  it('refuses edits of bytes that the file has not, and keeps the session', async () => {
    await running.worker.load({ path: running.at('k.elf') });
    const wrong = [{ offset: 0, before: '7f455f', after: '000000' }];
    expect(await codeOf(running.worker.load({ path: running.at('k.elf'), edits: wrong }))).toBe(
      'edit.conflict',
    );
    expect(JSON.parse(await running.worker.report('json'))).toMatchObject({ status: 'ok' });
    expect(await running.worker.call('sources.list', undefined)).toEqual([]);
  });

  it('saves the edited file under another name, with its rights, and never over the file', async () => {
    chmodSync(running.at('k.elf'), 0o750);
    await running.worker.load({ path: running.at('k.elf') });
    const edits = [{ offset: 1, before: '454c46', after: '656c66' }];
    const { bytes } = await running.worker.saveEdited({ path: running.at('new.elf'), edits });
    const expected = readFileSync(running.at('k.elf'));
    expected.write('elf', 1, 'latin1');
    expect(readFileSync(running.at('new.elf')).equals(expected)).toBe(true);
    expect(bytes).toBe(expected.length);
    expect(statSync(running.at('new.elf')).mode & 0o777).toBe(0o750);
    symlinkSync(running.at('k.elf'), running.at('link.elf'));
    for (const path of [running.at('k.elf'), running.at('link.elf')]) {
      expect(await codeOf(running.worker.saveEdited({ path, edits }))).toBe('export.isSource');
    }
    const wrong = [{ offset: 1, before: '00', after: '01' }];
    expect(await codeOf(running.worker.saveEdited({ path: running.at('wrong.elf'), edits: wrong }))).toBe(
      'edit.conflict',
    );
    expect(readdirSync(running.folder).sort()).toEqual(['k.elf', 'link.elf', 'new.elf']);
  });

  it('answers the same call twice: what it sends is a copy', async () => {
    const { opCount } = await running.worker.load({ path: running.at('k.elf') });
    const ask = () =>
      running.worker.call('memory.pages', { space: 'file', first: 1, count: 1, moment: opCount });
    expect((await ask())[0]?.bytes).toEqual((await ask())[0]?.bytes);
  });

  it('keeps the session when another load fails', async () => {
    await running.worker.load({ path: running.at('k.elf') });
    expect(await codeOf(running.worker.load({ path: running.at('none.elf') }))).toBe('file.notFound');
    expect(JSON.parse(await running.worker.report('json'))).toMatchObject({ status: 'ok' });
  });

  it('refuses what needs a loaded file, and goes on', async () => {
    expect(await codeOf(running.worker.report('json'))).toBe('document.none');
    expect(await codeOf(running.worker.call('source.files', undefined))).toBe('document.none');
    await running.worker.load({ path: running.at('k.elf') });
  });

  it('cancels a load, tells how far it has come, and can load again', async () => {
    const seen: LoadProgress[] = [];
    const load = running.worker.load({ path: running.slowKernel() }, (progress) => {
      seen.push(progress);
      running.worker.cancel();
    });
    expect(await codeOf(load)).toBe('load.cancelled');
    expect(seen[0]?.stage).not.toBe('');
    expect(readdirSync(running.folder).sort()).toEqual(['k.elf', 'slow.elf']);
    expect((await running.worker.load({ path: running.at('k.elf') })).status).toBe('ok');
  }, 30_000);

  it('tells matches of a search on the way, all of them in order', async () => {
    await running.worker.load({ path: running.at('k.elf') });
    const found: string[] = [];
    const query = { ...ZEROS, space: 'physical', align: 8, limit: 5000 } as const;
    const outcome = await running.worker.search(query, (matches) =>
      found.push(...matches.map(({ address }) => address)),
    );
    expect([outcome.matches, outcome.complete]).toEqual([found.length, found.length < 5000]);
    expect(found.length).toBeGreaterThan(1000);
    const numbers = found.map(Number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(found).size).toBe(found.length);
  });

  it('cancels a search, and answers again', async () => {
    const memsz = 0x800_0000;
    writeFileSync(
      running.at('l.elf'),
      buildElf({ segments: [{ vaddr: UPPER, flags: 'rw', filesz: 16, memsz }] }),
    );
    await running.worker.load({ path: running.at('l.elf') });
    const query = { ...ZEROS, space: 'virtual', align: 64, limit: 1e9 } as const;
    const search = running.worker.search(query, () => running.worker.cancel());
    expect(await codeOf(search)).toBe('search.cancelled');
    expect((await running.worker.load({ path: running.at('k.elf') })).status).toBe('ok');
  }, 30_000);

  it('cancels an export and leaves no file', async () => {
    const memsz = 0x800_0000;
    writeFileSync(
      running.at('l.elf'),
      buildElf({ segments: [{ vaddr: UPPER, flags: 'rw', filesz: 16, memsz }] }),
    );
    await running.worker.load({ path: running.at('l.elf') });
    const exported = running.worker.exportTo({ path: running.at('l.raw'), format: 'raw', moment: null }, () =>
      running.worker.cancel(),
    );
    expect(await codeOf(exported)).toBe('export.cancelled');
    expect(readdirSync(running.folder).sort()).toEqual(['k.elf', 'l.elf']);
  }, 30_000);

  it('closes in the middle of a load', async () => {
    const load = running.worker.load({ path: running.slowKernel() });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const started = Date.now();
    const [code] = await Promise.all([codeOf(load), running.worker.close()]);
    expect(code).toBe('engine.closed');
    expect(Date.now() - started).toBeLessThan(3000);
    expect(await codeOf(running.worker.report('json'))).toBe('engine.closed');
    expect(readdirSync(running.folder).sort()).toEqual(['k.elf', 'slow.elf']);
  }, 30_000);

  it('becomes a failure when its thread runs out of memory or dies', async () => {
    writeFileSync(
      running.at('greedy.cjs'),
      'const a = []; for (;;) a.push(new Array(1000).fill({}).map(() => ({})));',
    );
    const crashes: string[] = [];
    const onCrash = ({ failure }: FailureError): void => void crashes.push(failure.message);
    const greedy = EngineWorker.start(running.at('greedy.cjs'), { heapMiB: 24, onCrash });
    expect(await codeOf(greedy.load({ path: running.at('k.elf') }))).toBe('engine.crashed');
    await greedy.close();
    writeFileSync(running.at('broken.cjs'), 'throw new Error("no engine here");');
    const broken = EngineWorker.start(running.at('broken.cjs'), { onCrash });
    expect(await codeOf(broken.load({ path: running.at('k.elf') }))).toBe('engine.crashed');
    await broken.close();
    expect(crashes).toHaveLength(2);
    expect(crashes[0]).toContain('ran out of memory');
    expect(crashes[1]).toContain('no engine here');
  }, 30_000);

  it('gives a load up before the computer has no memory left, and stays usable', async () => {
    const modest = EngineWorker.start(running.workerPath(), {
      memoryLimit: process.memoryUsage.rss() + 2 ** 26,
    });
    try {
      expect(await codeOf(modest.load({ path: running.slowKernel() }))).toBe('engine.outOfMemory');
      expect(readdirSync(running.folder).filter((name) => name.endsWith('.img'))).toEqual([]);
    } finally {
      await modest.close();
    }
  });
});
