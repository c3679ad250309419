import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { DEFAULT_MACHINE, physicalSize } from '../../shared/machine';
import { mergeMappings, readKernelConfig } from '../../main/engine/elf/bootloader-config';
import { BackingFile } from '../../main/engine/memory/backing-file';
import { DebugSession } from '../../main/engine/session/debug-session';
import type { Benchmark } from './benchmark';

const SAMPLE = resolve('resources', 'sample-kernel', 'sample-kernel.elf');
/** A big kernel of your own, e.g. `LOADSCOPE_BENCH_KERNEL=/path/to/vmlinux npm run bench`. */
const EXTRA = process.env['LOADSCOPE_BENCH_KERNEL'];

/** The whole load of a file as the application does it, trace and image on the disk included. */
function loading(path: string, runs: number): Benchmark {
  const elf = readFileSync(path);
  const kernel = readKernelConfig(elf);
  let folder = '';
  let count = 0;
  return {
    name: `load ${basename(path)}`,
    runs,
    unit: 'ops',
    prepare: () => {
      folder = mkdtempSync(join(tmpdir(), 'loadscope-bench-'));
    },
    run: () => {
      const session = DebugSession.load({
        path,
        name: basename(path),
        elf,
        machine: DEFAULT_MACHINE,
        mappings: mergeMappings(DEFAULT_MACHINE, kernel.mappings),
        warnings: kernel.warnings,
        memory: BackingFile.create({
          path: join(folder, `${(count += 1)}.img`),
          size: physicalSize(DEFAULT_MACHINE),
        }),
      });
      const ops = session.summary().opCount;
      session.close();
      return ops;
    },
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const benchmarks: readonly Benchmark[] = [
  loading(SAMPLE, 10),
  ...(EXTRA !== undefined && existsSync(EXTRA) ? [loading(EXTRA, 3)] : []),
];
