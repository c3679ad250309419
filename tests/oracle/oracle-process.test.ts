/** The oracle that answers many requests: what it says where a load of its own would not live to tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from '../fuzz/compare';
import { openInput, reportOf } from '../fuzz/load';
import { smallMachine, type MachineJson } from '../fixtures/corpus/case';
import { buildElf, type ElfSpec } from '../fixtures/elf-builder';
import { BUILDS, buildName, type Build } from './builds';
import { OracleProcess } from './oracle-process';
import { buildOracle } from './run.mjs';

const text = { vaddr: 0x400000, flags: 'rx', filesz: 0x1000 };
const plain = { segments: [text] };
/** Its second segment's place in the file wraps around 32 bits, and its last page is copied: a frame beyond 4 GiB. */
const beyondMemory: ElfSpec = {
  class: 32,
  segments: [text, { vaddr: 0x500000, flags: 'rw', offset: 0xfffff000, filesz: 0x1800, memsz: 0x2000 }],
};
/** The same in 64 bits: the frame is the one below the first. */
const belowMemory: ElfSpec = {
  segments: [
    text,
    { vaddr: 0x500000, flags: 'rw', offset: -0x200000, filesz: 0x200800, memsz: 0x201000, align: 1 },
    { vaddr: 0x800000, flags: 'rw', offset: -0x200000, filesz: 0x200001, memsz: 0x200002, align: 1 },
  ],
  rela: { at: 0x400000, entries: [{ offset: 0x500000 }] },
  dynamic: { at: 0x400100 },
};
const machine = smallMachine(0x4000000);
const overwriting = smallMachine(0x4000000, { firstFreeFrame: '0x1fe000' });

describe.each(BUILDS.map((build) => [buildName(build), build] as const))('%s', (_, build) => {
  const program = buildOracle(build.overflowChecks, build.loader);
  const missing = 'reason' in program ? program.reason : null;
  if (missing !== null) console.warn(`SKIPPED: the serving oracle, ${missing}`);
  let oracle: OracleProcess;
  beforeAll(() => {
    if ('path' in program) oracle = new OracleProcess(program.path);
  });
  afterAll(() => {
    oracle?.close();
  });

  it.skipIf(missing !== null)('answers in order, whatever became of the loads before', async () => {
    const specs = [plain, beyondMemory, { header: { magic: [0, 0, 0, 0] } }, plain];
    const answers = await Promise.all(specs.map((spec) => oracle.ask({ elf: buildElf(spec), machine })));
    expect(answers.map(({ status }) => status)).toEqual([
      'ok',
      build.overflowChecks ? 'panic' : 'undefined',
      'error',
      'ok',
    ]);
    expect(answers[3]).toEqual(answers[0]);
  });

  it.skipIf(missing !== null)('refuses what is no machine, and a kernel that has no place', async () => {
    const elf = buildElf(plain);
    const wrong = { memoryMap: 7 } as unknown as MachineJson;
    const small = smallMachine(0x201000);
    for (const given of [wrong, small]) {
      expect(await oracle.ask({ elf, machine: given })).toMatchObject({ status: 'refused' });
    }
  });

  it.skipIf(missing !== null)(
    'takes the default machine, and the default configuration, where told to',
    async () => {
      const elf = buildElf(plain);
      expect(await oracle.ask({ elf })).toMatchObject({ status: 'ok', framesAllocated: 3 });
      expect(await oracle.ask({ elf, config: 'default' })).toMatchObject({ status: 'ok' });
    },
  );

  it.skipIf(missing !== null)('tells an access outside of memory, as ours does', async () => {
    const theirs = await oracle.ask({ elf: buildElf(beyondMemory), machine });
    expect(theirs).toMatchObject(
      build.overflowChecks
        ? { status: 'panic', message: 'attempt to add with overflow' }
        : { status: 'undefined', message: 'access to physical address 0x100200000' },
    );
    expect(compared(beyondMemory, machine, build, theirs)).toEqual([]);
  });

  it.skipIf(missing !== null)('cannot tell of memory that no process has', async () => {
    const theirs = await oracle.ask({ elf: buildElf(belowMemory), machine });
    // Addresses wrap around in one build only.
    const wraps = build.loader === '0.11.8' && !build.overflowChecks;
    expect(theirs['status']).toBe(wraps ? 'incomparable' : 'panic');
    expect(compared(belowMemory, machine, build, theirs)).toEqual(wraps ? null : []);
  });

  it.skipIf(missing !== null)(
    'tells where a frame of the kernel file is given out, as ours does',
    async () => {
      const theirs = await oracle.ask({ elf: buildElf(plain), machine: overwriting });
      expect(theirs).toMatchObject({
        status: 'undefined',
        message: 'the frame allocator gives out frame 0x200000, which holds the kernel file',
        framesAllocated: 1,
      });
      expect(compared(plain, overwriting, build, theirs)).toEqual([]);
    },
  );
});

/** Our report beside the oracle's answer. */
function compared(
  spec: ElfSpec,
  on: MachineJson,
  build: Build,
  theirs: Parameters<typeof differences>[2],
): ReturnType<typeof differences> {
  const session = openInput({ elf: buildElf(spec), machine: on }, build);
  try {
    return differences(reportOf(session), session.result.status === 'stopped', theirs);
  } finally {
    session.close();
  }
}
