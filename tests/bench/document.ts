/** Opening a kernel as the engine worker does (`main/engine-worker.ts`), from bytes that are in memory. */
import { join } from 'node:path';
import { DEFAULT_MACHINE, physicalSize, type Machine } from '../../shared/machine';
import { mergeMappings, readKernelConfig } from '../../main/engine/elf/bootloader-config';
import { BackingFile } from '../../main/engine/memory/backing-file';
import { DebugSession, type SessionOptions } from '../../main/engine/session/debug-session';
import { memoryWatch } from '../../main/host/memory-watch';
import { runLoad, type FinishedLoad } from '../../main/engine/session/run-load';

let images = 0;

/** Everything that a load needs; reads the kernel's own configuration and creates the memory image. */
function optionsFor(elf: Uint8Array, folder: string, machine: Machine): SessionOptions {
  const kernel = readKernelConfig(elf, machine.loader);
  images += 1;
  return {
    path: join(folder, 'kernel.elf'),
    name: 'kernel.elf',
    elf,
    machine,
    mappings: mergeMappings(machine, kernel.mappings),
    warnings: kernel.warnings,
    memory: BackingFile.create({
      path: join(folder, `${process.pid}-${images}.img`),
      size: physicalSize(machine),
    }),
    onProgress: () => undefined,
    // The worker's watch over memory; what it finds is of no interest here.
    isCancelled: memoryWatch(Infinity),
  };
}

/**
 * A loaded kernel that answers queries.
 *
 * @param folder where the memory image lies until it is closed
 */
export function openDocument(elf: Uint8Array, folder: string, machine = DEFAULT_MACHINE): DebugSession {
  return DebugSession.load(optionsFor(elf, folder, machine));
}

/** A load up to its finished trace, without what a session adds; `close` it. */
export function loadTrace(
  elf: Uint8Array,
  folder: string,
  machine = DEFAULT_MACHINE,
): { readonly load: FinishedLoad; readonly close: () => void } {
  const options = optionsFor(elf, folder, machine);
  return { load: runLoad(options), close: () => options.memory.close() };
}
