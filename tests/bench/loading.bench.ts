import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { DEFAULT_MACHINE, physicalSize } from '../../shared/machine';
import { mergeMappings, readKernelConfig } from '../../main/engine/elf/bootloader-config';
import { BackingFile } from '../../main/engine/memory/backing-file';
import { DebugSession } from '../../main/engine/session/debug-session';
import { kernelWithRelocations, kernelWithSegment } from '../fixtures/large-kernels';
import type { Benchmark } from './benchmark';

const PAGE = 4096;
const MIB = 2 ** 20;

const SAMPLE = resolve('resources', 'sample-kernel', 'sample-kernel.elf');
/** A big kernel of your own, e.g. `LOADSCOPE_BENCH_KERNEL=/path/to/vmlinux npm run bench`. */
const EXTRA = process.env['LOADSCOPE_BENCH_KERNEL'];

/** The whole load of a kernel as the application does it, trace and image on the disk included. */
function loading(name: string, makeElf: () => Uint8Array, runs: number): Benchmark {
  let elf = new Uint8Array(0);
  let folder = '';
  let count = 0;
  return {
    name: `load ${name}`,
    runs,
    unit: 'ops',
    prepare: () => {
      elf = new Uint8Array(makeElf());
      folder = mkdtempSync(join(tmpdir(), 'loadscope-bench-'));
    },
    run: () => {
      const kernel = readKernelConfig(elf);
      const session = DebugSession.load({
        path: name,
        name,
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
    cleanUp: () => {
      elf = new Uint8Array(0);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const benchmarks: readonly Benchmark[] = [
  loading('sample-kernel.elf', () => readFileSync(SAMPLE), 20),
  loading('1,000,000 relocations', () => kernelWithRelocations(1_000_000), 7),
  loading('64 MiB of file pages', () => kernelWithSegment(64 * MIB, 64 * MIB), 7),
  loading('1 GiB bss', () => kernelWithSegment(PAGE, 1024 * MIB), 7),
  ...(EXTRA !== undefined && existsSync(EXTRA)
    ? [loading(basename(EXTRA), () => readFileSync(EXTRA), 7)]
    : []),
];
