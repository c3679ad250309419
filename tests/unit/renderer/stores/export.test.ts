import { beforeEach, describe, expect, it } from 'vitest';
import { useExportStore } from '../../../../renderer/stores/export';
import { useTimeStore } from '../../../../renderer/stores/time';
import type { ExportResult } from '../../../../shared/load-types';
import { FailureError } from '../../../../shared/result';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

const DONE: ExportResult = { path: '/tmp/memory.img', bytes: 4096 };
const RANGE = { side: { source: 0, moment: 100 }, space: 'physical', first: 0x1000, length: 16 } as const;
const SAVES = ['document.export', 'document.exportSteps', 'memory.save'];

let window: FakeWindow;
let write: () => unknown;

beforeEach(async () => {
  write = () => DONE;
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    return SAVES.includes(name) ? write() : undefined;
  });
  window.load(1, 100);
  useTimeStore();
  useExportStore().start();
  await window.settle();
});

function asked(): unknown[] {
  return window.asked.filter(({ name }) => SAVES.includes(name)).map(({ name, params }) => [name, params]);
}

describe('an export', () => {
  it('is of memory at the moment, of the steps that a filter lets through, or of bytes', async () => {
    const exporting = useExportStore();
    useTimeStore().jump(40);
    await exporting.run('raw');
    await exporting.runSteps('csv', 'kind == "relocation"');
    await exporting.runBytes(RANGE);
    expect(asked()).toEqual([
      ['document.export', { format: 'raw', moment: 40 }],
      ['document.exportSteps', { format: 'csv', filter: 'kind == "relocation"' }],
      ['memory.save', { ...RANGE, zeros: false }],
    ]);
    expect(exporting.state).toEqual({ kind: 'done', result: DONE });
    exporting.dismiss();
    expect(exporting.state).toEqual({ kind: 'idle' });
  });

  it('that failed is not tried again in another load', async () => {
    const exporting = useExportStore();
    write = () => {
      throw new Error('the disk is full');
    };
    await exporting.runBytes(RANGE);
    expect(exporting.state.kind).toBe('failed');
    window.load(2, 50);
    expect(exporting.state).toEqual({ kind: 'idle' });
    await exporting.retry();
    expect(asked()).toHaveLength(1);
  });

  it('tells how far it is, and is the only one meanwhile', async () => {
    const exporting = useExportStore();
    let finish: (result: ExportResult) => void = () => undefined;
    write = () => new Promise((resolve) => (finish = resolve));
    const first = exporting.run('raw');
    await window.settle();
    expect(exporting.state).toEqual({ kind: 'running', written: 0, total: 0 });
    window.emit('exportProgress', { written: 5, total: 10 });
    expect(exporting.state).toEqual({ kind: 'running', written: 5, total: 10 });
    await exporting.runSteps('csv');
    exporting.dismiss();
    expect(exporting.state.kind).toBe('running');
    expect(asked()).toHaveLength(1);
    finish(DONE);
    await first;
    expect(exporting.state.kind).toBe('done');
    // A late word of it changes nothing any more.
    window.emit('exportProgress', { written: 10, total: 10 });
    expect(exporting.state.kind).toBe('done');
  });

  it('that nobody gave a place for, or that was cancelled, is over without a word', async () => {
    const exporting = useExportStore();
    write = () => null;
    await exporting.run('raw');
    expect(exporting.state).toEqual({ kind: 'idle' });
    write = () => {
      throw new FailureError('export.cancelled', 'The export was cancelled.', '');
    };
    await exporting.run('raw');
    expect(exporting.state).toEqual({ kind: 'idle' });
  });

  it('that failed says why, and is tried again as it was asked for', async () => {
    const exporting = useExportStore();
    write = () => {
      throw new FailureError('export.disk', 'The disk is full.', 'Make room.');
    };
    await exporting.runSteps('jsonl', 'moment > 5');
    expect(exporting.state).toMatchObject({ kind: 'failed', failure: { message: 'The disk is full.' } });
    write = () => DONE;
    await exporting.retry();
    expect(exporting.state.kind).toBe('done');
    expect(asked()[1]).toEqual(asked()[0]);
    await exporting.retry();
    expect(asked()).toHaveLength(2);
  });

  it('of bytes of which some are missing can be done with zeros in their place', async () => {
    const exporting = useExportStore();
    await exporting.saveWithZeros();
    expect(asked()).toEqual([]);
    write = () => {
      throw new FailureError('save.missing', '3 bytes are missing.', '');
    };
    await exporting.runBytes(RANGE);
    write = () => DONE;
    await exporting.saveWithZeros();
    expect(asked()).toEqual([
      ['memory.save', { ...RANGE, zeros: false }],
      ['memory.save', { ...RANGE, zeros: true }],
    ]);
    expect(exporting.state.kind).toBe('done');
  });
});
