import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LoadProgress } from '../../../shared/load-types';
import { buildElf } from '../../fixtures/elf-builder';
import { SMALL_MACHINE } from '../../fixtures/loaded';
import { codeOf, runningWorker, UPPER } from '../../fixtures/running-worker';

const running = runningWorker();

describe('what is attached beside a document', () => {
  it('is another kernel, loaded alike, with an image file that goes away with it', async () => {
    await running.worker.load({ path: running.at('k.elf'), cacheBytes: 0 });
    const segments = [{ vaddr: UPPER, flags: 'rx', filesz: 0x2000 }];
    writeFileSync(running.at('other.elf'), buildElf({ segments }));
    const seen: LoadProgress[] = [];
    const other = await running.worker.attach(
      { kind: 'kernel', path: running.at('other.elf'), place: null },
      (progress) => seen.push(progress),
    );
    expect(other).toMatchObject({ id: 1, kind: 'kernel', name: 'other.elf', message: null });
    const moment = (await running.worker.call('sources.list', undefined))[0]?.lastMoment ?? 0;
    const pages = await running.worker.call('memory.pages', {
      space: 'file',
      first: 1,
      count: 2,
      moment,
      source: 1,
    });
    expect(pages.every(({ bytes }) => bytes !== null)).toBe(true);
    await running.worker.call('sources.detach', { source: 1 });
    expect(await running.worker.call('sources.list', undefined)).toEqual([]);
    await running.worker.close();
    expect(readdirSync(running.folder).sort()).toEqual(['k.elf', 'other.elf']);
  });

  it('is a dump: the raw export of a moment differs from it in nothing, and from another in what was done since', async () => {
    const { opCount } = await running.worker.load({ path: running.at('k.elf'), machine: SMALL_MACHINE });
    await running.worker.exportTo({ path: running.at('k.raw'), format: 'raw', moment: opCount });
    const place = { space: 'physical', address: '0x0' } as const;
    const { id, physicalSize } = await running.worker.attach({
      kind: 'dump',
      path: running.at('k.raw'),
      place,
    });
    expect(physicalSize).toBe('0x4000000');
    const compare = async (moment: number) => {
      const left = { source: 0, moment };
      const right = { source: id, moment: 0 };
      const { job } = await running.worker.call('diff.start', { left, right, space: 'physical', shift: 0 });
      for (;;) {
        const state = await running.worker.call('diff.state', { job });
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
    const rows = await running.worker.call('diff.rows', { job: before.job, first: 0, count: 1 });
    expect(rows[0]?.left.bytes?.[0]).toBe(0);
    const marks = await running.worker.call('diff.within', {
      job: before.job,
      first: 0,
      length: 2 ** 32,
      limit: 5,
    });
    expect(marks).toBeInstanceOf(Float64Array);
    expect(marks[0]).toBe(rows[0]?.left.position);
  });

  it('is refused where it cannot be read or placed, and cancelled like any load', async () => {
    await running.worker.load({ path: running.at('k.elf') });
    const dump = { kind: 'dump', path: running.at('k.elf') } as const;
    expect(await codeOf(running.worker.attach({ ...dump, place: null }))).toBe('dump.address');
    const place = { space: 'virtual', address: '0x800' } as const;
    expect(await codeOf(running.worker.attach({ ...dump, place }))).toBe('dump.address');
    const missing = running.worker.attach({ kind: 'kernel', path: running.at('none.elf'), place: null });
    expect(await codeOf(missing)).toBe('file.notFound');
    const slow = running.worker.attach({ kind: 'kernel', path: running.slowKernel(), place: null }, () =>
      running.worker.cancel(),
    );
    expect(await codeOf(slow)).toBe('load.cancelled');
    expect(await running.worker.call('sources.list', undefined)).toEqual([]);
    expect(readdirSync(running.folder).sort()).toEqual(['k.elf', 'slow.elf']);
  }, 30_000);

  it('needs a document', async () => {
    expect(
      await codeOf(running.worker.attach({ kind: 'kernel', path: running.at('k.elf'), place: null })),
    ).toBe('document.none');
  });
});
