import { mkdtempSync, rmSync } from 'node:fs';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BackingFile } from '../../../../../main/engine/memory/backing-file';
import { DebugSession } from '../../../../../main/engine/session/debug-session';
import { bytesOf } from '../../../../../main/engine/session/sides/bytes-of';
import { readRange } from '../../../../../main/engine/session/sides/read-range';
import { imageAt } from '../../../../../main/engine/export/image-reader';
import { rawPlan } from '../../../../../main/engine/export/raw';
import { writeExport } from '../../../../../main/engine/export/sink';
import { physicalSize } from '../../../../../shared/machine';
import { FailureError, type Failure } from '../../../../../shared/result';
import { kernelWithRelocations } from '../../../../fixtures/large-kernels';
import { mappingsOf, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { finishJobs, workbenchOf } from '../../../../fixtures/workbench';

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, readSync: vi.fn(actual.readSync) };
});

const PAGE = 4096;
let folder: string;
let session: DebugSession;
/** A frame that only the disk has, and where it begins. */
let frame = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-disk-'));
  await heal();
  // Copies of 400 pages, far more than the smallest cache holds.
  const kernel = { elf: kernelWithRelocations(400 * 512), machine: SMALL_MACHINE };
  const memory = BackingFile.create({
    path: join(folder, 'image'),
    size: physicalSize(SMALL_MACHINE),
    cacheBytes: 0,
  });
  session = DebugSession.load({
    path: '/kernel.elf',
    name: 'kernel.elf',
    ...kernel,
    mappings: mappingsOf(kernel),
    warnings: [],
    memory,
  });
  frame = frameOnDisk();
});
afterEach(async () => {
  await heal();
  session.close();
  rmSync(folder, { recursive: true });
});

async function heal(): Promise<void> {
  const actual = await vi.importActual<typeof fs>('node:fs');
  vi.mocked(fs.readSync).mockImplementation(actual.readSync);
}

function breakDisk(): void {
  vi.mocked(fs.readSync).mockImplementation(() => {
    throw new Error('EIO: i/o error, read');
  });
}

/** A frame whose bytes are read from the disk. */
function frameOnDisk(): number {
  const out = new Uint8Array(PAGE);
  for (const at of session.touchedFrames(session.trace.opCount)) {
    vi.mocked(fs.readSync).mockClear();
    session.memoryAt(session.trace.opCount).readFrames(at, out);
    if (vi.mocked(fs.readSync).mock.calls.length > 0 && out.some((byte) => byte !== 0)) return at;
  }
  throw new Error('every frame is cached');
}

function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('an image on a disk that fails after the load', () => {
  it('makes bytes unreadable with the reason, and only those on the disk', () => {
    const moment = session.trace.opCount;
    const { calls } = session.side;
    const [shown] = calls['memory.pages']({ space: 'physical', first: frame, count: 1, moment });
    breakDisk();
    for (const space of ['physical', 'virtual'] as const) {
      const reader = session.side.reader(space, moment);
      const kinds = [...reader.runs(0, Infinity)].flatMap(({ first, count }) =>
        [...readRange(reader, first * PAGE, count * PAGE)].map(({ kind }) => kind),
      );
      expect(kinds).toContain('unreadable');
      expect(kinds).toContain('bytes');
    }
    const reader = session.side.reader('physical', moment);
    expect(failureOf(() => reader.readPages(frame, new Uint8Array(PAGE)))).toMatchObject({
      code: 'memory.unreadable',
      message: expect.stringContaining('EIO') as string,
    });
    const { bytes, missing } = bytesOf(reader, frame * PAGE, 16);
    expect(bytes).toEqual(new Uint8Array(16));
    expect(missing).toMatchObject([{ first: frame * PAGE, length: 16 }]);
    expect(missing[0]?.reason).toContain('EIO');
    // What views show is put together from the trace, and needs no disk: the same bytes as before.
    const [again] = calls['memory.pages']({ space: 'physical', first: frame, count: 1, moment });
    expect(again?.bytes).toEqual(shown?.bytes);
  });

  it('is no difference, and no equality', async () => {
    const bench = workbenchOf(session);
    const moment = session.trace.opCount;
    const compare = () => {
      const left = { source: 0, moment: moment - 1 };
      const right = { source: 0, moment };
      // A shift of a page: nothing is known to be equal, everything is read.
      const { job } = bench.calls['diff.start']({ left, right, space: 'physical', shift: PAGE });
      finishJobs(bench);
      return bench.calls['diff.state']({ job });
    };
    expect(compare().unreadable).toBe(0);
    breakDisk();
    expect(compare().unreadable).toBeGreaterThan(0);
    await heal();
    expect(compare().unreadable).toBe(0);
  });

  it('ends an export with the reason and without a file', () => {
    breakDisk();
    const plan = rawPlan(imageAt(session, session.trace.opCount));
    const path = join(folder, 'out.raw');
    const failure = failureOf(() =>
      writeExport(plan, { path, source: '/kernel.elf', isCancelled: () => false, onProgress: () => true }),
    );
    expect(failure.message).toContain('EIO');
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});
