import { mkdtempSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KernelDocument } from '../../../main/host/kernel-document';
import { DEFAULT_CHOICE, type LoadChoice } from '../../../main/host/load-choice';
import type { DocumentState, LoadSummary } from '../../../shared/load-types';
import { DEFAULT_MACHINE } from '../../../shared/machine';
import { FailureError } from '../../../shared/result';
import { ManualWorker } from './manual-worker';

const SUMMARY = { status: 'ok' } as LoadSummary;

let folder: string;
let file: string;
const made: KernelDocument[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadscope-test-')));
  file = join(folder, 'kernel.elf');
  writeFileSync(file, 'not read by these tests');
});
afterEach(async () => {
  await Promise.all(made.splice(0).map((document) => document.close()));
  rmSync(folder, { recursive: true, force: true });
});

function setUp() {
  const workers: ManualWorker[] = [];
  const states: DocumentState[] = [];
  const document = new KernelDocument(
    (crash) => {
      const worker = new ManualWorker(crash);
      workers.push(worker);
      return worker;
    },
    (state) => states.push(state),
  );
  made.push(document);
  const worker = (index: number): ManualWorker => workers[index] ?? expect.fail(`no worker ${index}`);
  const load = async (index: number): Promise<void> => {
    const loaded = document.open(file);
    worker(index).finish(SUMMARY);
    await loaded;
  };
  return { document, states, worker, load };
}

describe('KernelDocument', () => {
  it('goes from empty over loading with progress to ready', async () => {
    const { document, states, worker } = setUp();
    expect(document.state).toEqual({ kind: 'empty' });
    const loaded = document.open(file);
    worker(0).progress({ stage: 'LOAD 1', ops: 5, fraction: 0.5 });
    worker(0).finish(SUMMARY);
    expect(await loaded).toBe(true);
    expect(states.map(({ kind }) => kind)).toEqual(['loading', 'loading', 'ready']);
    expect(document.state).toMatchObject({ name: 'kernel.elf', revision: 1, stale: null });
  });

  it('keeps the failure of a first load, and answers no query', async () => {
    const { document, worker } = setUp();
    const loaded = document.open(file);
    worker(0).fail(new FailureError('file.empty', 'It is empty.', 'Choose another.'));
    expect(await loaded).toBe(false);
    expect(document.state).toMatchObject({ kind: 'failed', failure: { code: 'file.empty' } });
    expect(worker(0).closed).toBe(true);
    expect(() => document.call('source.files', undefined)).toThrow(/No kernel is loaded/);
  });

  it('keeps the earlier load where a reload fails, and says so', async () => {
    const { document, worker, load } = setUp();
    await load(0);
    const again = document.reload();
    worker(1).fail(new FailureError('file.changed', 'It changed.'));
    await again;
    expect(document.state).toMatchObject({ kind: 'ready', revision: 1 });
    expect(document.state.kind === 'ready' && document.state.stale).toContain('It changed.');
    expect([worker(0).closed, worker(1).closed]).toEqual([false, true]);
    expect(await document.call('source.files', undefined)).toBe(worker(0));
  });

  it('replaces the earlier load after a reload that went well', async () => {
    const { document, worker, load } = setUp();
    await load(0);
    await load(1);
    expect(document.state).toMatchObject({ kind: 'ready', revision: 2 });
    expect([worker(0).closed, worker(1).closed]).toEqual([true, false]);
  });

  it('reloads with another release of the loader, and goes on with that one', async () => {
    const { document, worker, load } = setUp();
    await load(0);
    const other = document.reloadWith('0.11.17');
    worker(1).finish(SUMMARY);
    await other;
    const cancelled = document.reloadWith('0.11.8');
    document.cancel();
    worker(2).fail(new FailureError('engine.closed', 'The document was closed.'));
    await cancelled;
    void document.reload();
    expect([0, 1, 2, 3].map((index) => worker(index).loader)).toEqual([
      '0.11.8',
      '0.11.17',
      '0.11.8',
      '0.11.17',
    ]);
  });

  it('loads with edits, keeps them for another release and another machine, and goes back to the disk', async () => {
    const { document, worker, load } = setUp();
    await load(0);
    expect(document.state).toMatchObject({ editedBytes: 0 });
    expect(document.state).not.toHaveProperty('edits');
    const edits = [
      { offset: 4, before: '0102', after: '0304' },
      { offset: 9, before: '00', after: 'ff' },
    ];
    const edited = document.loadEdited(edits);
    worker(1).finish(SUMMARY);
    await edited;
    expect(worker(1).params).toMatchObject({ edits });
    expect(document.state).toMatchObject({ kind: 'ready', editedBytes: 3, edits });
    const other = document.reloadWith('0.11.17');
    worker(2).finish(SUMMARY);
    await other;
    const machine = { ...DEFAULT_MACHINE, kernelAddress: 0x200000 };
    const into = document.loadInto({ machine, name: 'm.json' });
    worker(3).finish(SUMMARY);
    await into;
    expect(worker(3).params).toMatchObject({ edits, machine });
    expect(document.state).toMatchObject({ editedBytes: 3, machineFile: 'm.json' });
    const reloaded = document.reload();
    worker(4).finish(SUMMARY);
    await reloaded;
    expect(worker(4).params).toMatchObject({ edits: [], machine });
    expect(document.state).toMatchObject({ editedBytes: 0, machineFile: 'm.json' });
    const back = document.loadInto(null);
    worker(5).finish(SUMMARY);
    await back;
    expect(worker(5).params).toMatchObject({ machine: DEFAULT_MACHINE });
    expect(document.state).not.toHaveProperty('machineFile');
  });

  it('throws where edits do not fit, and keeps the earlier load as it was', async () => {
    const { document, worker, load } = setUp();
    await load(0);
    const edited = document.loadEdited([{ offset: 0, before: '00', after: '01' }]);
    worker(1).fail(new FailureError('edit.conflict', 'No longer.'));
    await expect(edited).rejects.toThrow('No longer.');
    expect(document.state).toMatchObject({ kind: 'ready', revision: 1, stale: null, editedBytes: 0 });
    const gone = document.loadEdited([{ offset: 0, before: '00', after: '01' }]);
    worker(2).fail(new FailureError('file.notFound', 'It is gone.'));
    await gone;
    expect(document.state).toMatchObject({ stale: expect.stringContaining('It is gone.') });
  });

  it('tells a machine that is described wrongly, and tries the same again', async () => {
    const { document, worker } = setUp();
    const choice = vi.fn((): LoadChoice => {
      throw new FailureError('machine.invalid', 'It has 1 wrong field.');
    });
    expect(await document.open(file, choice)).toBe(false);
    expect(document.state).toMatchObject({ kind: 'failed', failure: { code: 'machine.invalid' } });
    choice.mockImplementation(() => ({ ...DEFAULT_CHOICE, config: 'default' }));
    const again = document.reload();
    worker(1).finish(SUMMARY);
    await again;
    expect(worker(1).params).toMatchObject({ config: 'default' });
  });

  it('comes back to the earlier load when a reload is cancelled', async () => {
    const { document, worker, load } = setUp();
    await load(0);
    const again = document.reload();
    document.cancel();
    worker(1).fail(new FailureError('engine.closed', 'The document was closed.'));
    await again;
    expect(document.state).toMatchObject({ kind: 'ready', revision: 1, stale: null });
  });

  it('does not wait for the worker of a load that is cancelled', async () => {
    const { document, worker } = setUp();
    const opened = document.open(file);
    worker(0).cancel = () => undefined;
    document.cancel();
    expect(document.state).toMatchObject({ kind: 'failed', failure: { code: 'load.cancelled' } });
    expect(worker(0).closed).toBe(true);
    worker(0).finish(SUMMARY);
    expect(await opened).toBe(false);
    expect(document.state.kind).toBe('failed');
  });

  it('lets the later of two loads win, whichever ends first', async () => {
    const { document, worker } = setUp();
    const first = document.open(file);
    const second = document.open(join(folder, 'other.elf'));
    worker(1).finish(SUMMARY);
    await second;
    worker(0).finish(SUMMARY);
    expect(await first).toBe(false);
    expect(document.state).toMatchObject({ kind: 'ready', name: 'other.elf', revision: 1 });
    expect(worker(0).closed).toBe(true);
  });

  it('becomes a failure when the worker that holds the kernel ends', async () => {
    const { document, worker, load } = setUp();
    await load(0);
    worker(0).crash(new FailureError('engine.crashed', 'The engine ended.'));
    expect(document.state).toMatchObject({ kind: 'failed', failure: { code: 'engine.crashed' } });
  });

  it('says when the file shrinks on disk', async () => {
    const { document, load } = setUp();
    await load(0);
    truncateSync(file, 3);
    await vi.waitFor(
      () => expect(document.state).toMatchObject({ stale: expect.stringContaining('shrunk') as string }),
      { timeout: 5000, interval: 100 },
    );
  });

  it('hides a defect behind no silence: an unknown error becomes a failure', async () => {
    const { document, worker } = setUp();
    const loaded = document.open(file);
    worker(0).fail(new TypeError('x is not a function'));
    await loaded;
    expect(document.state).toMatchObject({ failure: { code: 'internal', message: 'x is not a function' } });
  });
});
