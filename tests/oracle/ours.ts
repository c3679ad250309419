import { createHash } from 'node:crypto';
import { mergeMappings, readKernelConfig } from '../../main/engine/elf/bootloader-config';
import { BufferMemory } from '../../main/engine/memory/buffer-memory';
import { DebugSession } from '../../main/engine/session/debug-session';
import { parseMachineFile } from '../../main/engine/session/machine-file';
import { buildReport } from '../../main/engine/session/report';
import { DEFAULT_MACHINE, physicalSize } from '../../shared/machine';
import type { Answer } from './answer';
import type { Input } from './answers';
import type { Build } from './builds';

/** The report of our own engine on an input. */
export function ourAnswer(input: Input, build: Build): Answer {
  const described = input.machine
    ? parseMachineFile(JSON.stringify(input.machine), `${input.name}.json`)
    : DEFAULT_MACHINE;
  const machine = { ...described, ...build };
  const session = DebugSession.load({
    path: `/${input.name}.elf`,
    name: `${input.name}.elf`,
    elf: input.elf,
    machine,
    mappings: mergeMappings(machine, readKernelConfig(input.elf, machine.loader).mappings),
    warnings: [],
    memory: new BufferMemory(physicalSize(machine)),
  });
  try {
    const hash = createHash('sha256');
    const report = buildReport(session, {
      update: (bytes) => void hash.update(bytes),
      digestHex: () => hash.digest('hex'),
    });
    // Through JSON, as the command line prints it.
    return JSON.parse(JSON.stringify(report)) as Answer;
  } finally {
    session.close();
  }
}
