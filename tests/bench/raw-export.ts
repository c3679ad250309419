/** Writing the memory image to a file, beside the system's own copying of the same sparse file. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../main/engine/base/assert';
import { imageAt } from '../../main/engine/export/image-reader';
import { rawPlan } from '../../main/engine/export/raw';
import { writeExport } from '../../main/engine/export/sink';
import type { DebugSession } from '../../main/engine/session/debug-session';
import { openDocument } from './document';
import type { Group } from './group';
import { randomKernel } from './random-kernel';
import { median } from './statistics';

const MIB = 2 ** 20;
const TOUCHED = 1024 * MIB;
/** Bytes of a block in `stat`. */
const STAT_BLOCK = 512;
const RUNS = 7;
const WARM_UPS = 1;
const LEAST_RATIO = 0.7;

/** Bytes a second in MB, from bytes and milliseconds. */
function megabytesPerSecond(bytes: number, milliseconds: number): number {
  return bytes / 1000 / milliseconds;
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Leaves no work of the system for the next run. */
function settle(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
  execFileSync('sync');
}

function exportTo(session: DebugSession, path: string): void {
  writeExport(rawPlan(imageAt(session, session.trace.opCount)), { path });
}

function copy(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['--sparse=always', from, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cp failed: ${stderr}`);
}

/** What an export does last, and `cp` leaves to the system: the bytes are on the disk. */
function toDisk(path: string): void {
  const descriptor = openSync(path, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

export const rawExportGroups: readonly Group[] = [
  {
    name: 'raw export',
    rows: {
      synced: {
        name: 'raw export, 1 GiB touched, beside cp and fsync',
        unit: 'MB/s',
        limit: { of: 'ratio', bound: 'atLeast', number: LEAST_RATIO },
      },
      unsynced: { name: 'raw export, 1 GiB touched, beside cp alone', unit: 'MB/s', limit: null },
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      if (process.platform !== 'linux') {
        const skipped = 'cp knows --sparse on Linux only';
        return Promise.resolve({ synced: { skipped }, unsynced: { skipped } });
      }
      const [source, ours, theirs] = ['source', 'ours', 'cp'].map((name) => join(folder, `${name}.raw`)) as [
        string,
        string,
        string,
      ];
      const session = openDocument(randomKernel(TOUCHED), folder);
      exportTo(session, source);
      const bytes = statSync(source).blocks * STAT_BLOCK;
      const times = { ours: [] as number[], copied: [] as number[], synced: [] as number[] };
      for (let run = -WARM_UPS; run < RUNS; run += 1) {
        const mine = timed(() => exportTo(session, ours));
        settle([ours]);
        const copied = timed(() => copy(source, theirs));
        const synced = copied + timed(() => toDisk(theirs));
        assert(statSync(theirs).size === session.memory.size, 'both write the whole image');
        settle([theirs]);
        if (run < 0) continue;
        times.ours.push(mine);
        times.copied.push(copied);
        times.synced.push(synced);
      }
      session.close();
      const value = megabytesPerSecond(bytes, median(times.ours));
      return Promise.resolve({
        synced: {
          value,
          peer: megabytesPerSecond(bytes, median(times.synced)),
          note: 'both until the bytes are on the disk',
        },
        unsynced: {
          value,
          peer: megabytesPerSecond(bytes, median(times.copied)),
          note: 'cp ends before the disk has the bytes, an export does not',
        },
      });
    },
  },
];
