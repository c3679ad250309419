import { appendFileSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Documents, type DocumentWindow } from '../../../main/host/documents';
import { KernelDocument } from '../../../main/host/kernel-document';
import type { LoadSummary } from '../../../shared/load-types';
import { FailureError } from '../../../shared/result';
import { ManualWorker } from './manual-worker';

const SUMMARY = { status: 'ok' } as LoadSummary;

describe('Documents', () => {
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

  class TestWindow implements DocumentWindow {
    focused = 0;
    readonly document: KernelDocument;
    constructor() {
      const worker = (crash: (failure: FailureError) => void) => {
        const manual = new ManualWorker(crash);
        manual.load = () => (broken ? Promise.reject(new FailureError('x', 'y')) : Promise.resolve(SUMMARY));
        return manual;
      };
      this.document = new KernelDocument(worker, () => undefined);
      made.push(this.document);
    }
    focus(): void {
      this.focused += 1;
    }
  }
  let broken = false;
  const opened: string[] = [];
  const registry = () =>
    new Documents(
      () => new TestWindow(),
      (path) => opened.push(path),
    );
  beforeEach(() => {
    broken = false;
    opened.length = 0;
  });

  it('uses the empty window, then makes one for each file', async () => {
    const documents = registry();
    const empty = documents.addWindow();
    appendFileSync(join(folder, 'b'), 'b');
    expect(await documents.open(file)).toBe(empty);
    expect(await documents.open(join(folder, 'b'))).not.toBe(empty);
    expect(documents.windows).toHaveLength(2);
    expect(opened).toEqual([file, join(folder, 'b')]);
  });

  it('focuses the window that has the file, by whatever name', async () => {
    const documents = registry();
    const window = await documents.open(file);
    symlinkSync(file, join(folder, 'link'));
    expect(await documents.open(join(folder, 'link'))).toBe(window);
    expect(window.focused).toBe(2);
    expect(documents.windows).toHaveLength(1);
  });

  it('uses the window of a failure again, and does not remember the file', async () => {
    const documents = registry();
    broken = true;
    const window = await documents.open(join(folder, 'missing'));
    expect(opened).toEqual([]);
    broken = false;
    expect(await documents.open(file, window)).toBe(window);
    expect(opened).toEqual([file]);
  });

  it('ends the document of a closed window', async () => {
    const documents = registry();
    const window = await documents.open(file);
    await documents.removeWindow(window);
    expect(documents.windows).toEqual([]);
    expect(() => window.document.call('source.files', undefined)).toThrow();
  });
});
