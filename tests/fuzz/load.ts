import { createHash } from 'node:crypto';
import { mergeMappings, readKernelConfig } from '../../main/engine/elf/bootloader-config';
import { DebugSession } from '../../main/engine/session/debug-session';
import { parseMachineFile } from '../../main/engine/session/machine-file';
import { buildReport } from '../../main/engine/session/report';
import { physicalSize } from '../../shared/machine';
import type { MachineJson } from '../fixtures/corpus/case';
import type { Answer } from '../oracle/answer';
import type { Build } from '../oracle/builds';
import { memoryFor } from './memories';

/** A kernel file and its machine. */
export interface Input {
  readonly elf: Uint8Array;
  readonly machine: MachineJson;
}

/** The machine file of a load by this build. */
export function machineFor(machine: MachineJson, { loader, overflowChecks }: Build): MachineJson & Build {
  return { ...machine, loader, overflowChecks };
}

/**
 * Loads a kernel as the application does.
 *
 * @param number of the mutant, which decides on the kind of memory
 */
export function openInput({ elf, machine }: Input, build: Build, number = 0): DebugSession {
  const parsed = parseMachineFile(JSON.stringify(machineFor(machine, build)), 'machine.json');
  return DebugSession.load({
    path: '/mutant.elf',
    name: 'mutant.elf',
    elf,
    machine: parsed,
    mappings: mergeMappings(parsed, readKernelConfig(elf, parsed.loader).mappings),
    warnings: [],
    memory: memoryFor(number, physicalSize(parsed)),
  });
}

/** The report of a load as plain data. */
export function reportOf(session: DebugSession): Answer {
  const hash = createHash('sha256');
  const report = buildReport(session, {
    update: (bytes) => void hash.update(bytes),
    digestHex: () => hash.digest('hex'),
  });
  return { ...report };
}
