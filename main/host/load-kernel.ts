/** From a kernel file to a session: how an engine worker loads the window's document and kernels beside it. */
import { basename } from 'node:path';
import type { LoadProgress } from '../../shared/load-types';
import { physicalSize, type Machine } from '../../shared/machine';
import type { AttachedSource, SourceKind } from '../../shared/memory-types';
import { shownText } from '../../shared/shown-text';
import { mergeMappings, readKernelConfig } from '../engine/elf/bootloader-config';
import { BackingFile } from '../engine/memory/backing-file';
import { DebugSession } from '../engine/session/debug-session';
import { checkKernelPlacement } from '../engine/session/machine-file';
import { readRegularFile } from './regular-file';

/** What a kernel is loaded into, and how. */
export interface KernelLoad {
  readonly path: string;
  readonly machine: Machine;
  readonly config: 'kernel' | 'default';
  readonly cacheBytes?: number | undefined;
  /** The file that becomes the machine's memory. */
  readonly imagePath: string;
}

/** Who watches a load. */
export interface LoadWatch {
  readonly isCancelled: () => boolean;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** A kernel file as it is on disk, if it can lie in the machine. @throws FailureError */
export function readKernel(path: string, machine: Machine, { isCancelled }: LoadWatch): Uint8Array {
  return readRegularFile(path, { checkSize: (size) => checkKernelPlacement(machine, size), isCancelled });
}

/**
 * Loads the bytes of a kernel file. The session owns its memory.
 *
 * @throws FailureError `load.cancelled`, `image.…` and others; nothing is left then
 */
export function loadKernelBytes(elf: Uint8Array, load: KernelLoad, watch: LoadWatch): DebugSession {
  const { path, machine, config, cacheBytes, imagePath } = load;
  const kernel =
    config === 'kernel' ? readKernelConfig(elf, machine.loader) : { mappings: null, warnings: [] };
  const memory = BackingFile.create({
    path: imagePath,
    size: physicalSize(machine),
    ...(cacheBytes !== undefined && { cacheBytes }),
  });
  try {
    return DebugSession.load({
      path,
      name: shownText(basename(path)),
      elf,
      machine,
      mappings: mergeMappings(machine, kernel.mappings),
      warnings: kernel.warnings,
      memory,
      ...watch,
    });
  } catch (error) {
    memory.close();
    throw error;
  }
}

/** What a window is told of a loaded kernel beside its document. */
export function aboutKernel(
  session: DebugSession,
  kind: SourceKind,
  path: string,
): Omit<AttachedSource, 'id'> {
  const { fileSize, physicalSize: size, virtualAddressOffset, message } = session.summary();
  return {
    kind,
    name: shownText(basename(path)),
    path,
    spaces: session.side.spaces,
    lastMoment: session.side.lastMoment,
    physicalSize: size,
    fileSize,
    address: '0x0',
    virtualAddressOffset,
    message,
  };
}
