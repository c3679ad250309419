import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DumpWatches } from '../../../main/host/dump-watches';
import { stampOf } from '../../../main/host/file-watch';
import type { SourceChange } from '../../../shared/memory-types';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-dump-'));
  path = join(folder, 'ram.bin');
  writeFileSync(path, new Uint8Array(100));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('DumpWatches', () => {
  it('tells every change of a dump, the second one too, and nothing once it is detached', async () => {
    const changes: SourceChange[] = [];
    const watches = new DumpWatches((change) => changes.push(change));
    watches.add(3, path, stampOf(path));
    writeFileSync(path, new Uint8Array(100).fill(1));
    await vi.waitFor(() => expect(changes).toHaveLength(1), 5000);
    expect(changes[0]).toEqual({
      source: 3,
      text: 'The dump ram.bin has changed on disk: its bytes were read again.',
    });
    writeFileSync(path, new Uint8Array(250));
    await vi.waitFor(() => expect(changes).toHaveLength(2), 5000);
    expect(changes[1]?.text).toContain('It has 250 bytes, 100 when it was attached. Attach it again');
    rmSync(path);
    await vi.waitFor(() => expect(changes).toHaveLength(3), 5000);
    expect(changes[2]?.text).toContain('moved or deleted');
    watches.remove(3);
    writeFileSync(path, new Uint8Array(7));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(changes).toHaveLength(3);
  }, 25_000);
});
