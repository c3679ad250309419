/** Machines for mutants: small ones, so that memory is exhausted early, and damaged ones. */
import { checkKernelPlacement, parseMachineFile } from '../../main/engine/session/machine-file';
import { hex } from '../../shared/address';
import { physicalSize } from '../../shared/machine';
import { FailureError } from '../../shared/result';
import { smallMachine, type MachineJson } from '../fixtures/corpus/case';
import type { Random, Weighted } from './random';
import { interesting, near } from './values';

const MIB = 2 ** 20;
const PAGE = 4096;
/** Most memory of a machine that mutants are loaded on. */
const MOST_MEMORY = 512 * MIB;
/** Memory below is no process's, so the real loader cannot be run on it; no machine has a kernel there either. */
const LOWEST_KERNEL = 0x10000;

const KINDS = ['usable', 'usable', 'usable', 'reserved', 'acpiReclaimable', 'acpiNvs', 'bad'];
const MAPPINGS = [
  'kernelStack',
  'kernelBase',
  'kernelBase',
  'bootInfo',
  'framebuffer',
  'physicalMemory',
  'pageTableRecursive',
  'dynamicRangeStart',
  'dynamicRangeEnd',
];

/** Frames that are free behind the kernel file: mostly enough, sometimes too few. */
const FREE_FRAMES: Weighted<number> = [
  [3, 8],
  [3, 64],
  [20, 600],
  [8, 1500],
  [2, 8000],
];

/** A machine for a kernel file of `size` bytes. */
export function chosenMachine(random: Random, size: number): MachineJson {
  const kernel = random.pick([1, 2, 2, 2, 16]) * MIB;
  const most = random.weighted(FREE_FRAMES);
  const free = most <= 64 ? random.between(1, most) : most;
  return smallMachine(kernel + (Math.ceil(size / PAGE) + free) * PAGE, { kernelAddress: hex(kernel) });
}

type MachineMutation = (machine: MachineJson, random: Random, elfSize: number) => MachineJson;

/** Numbers of the machine that others may be compared with. */
function related(machine: MachineJson, elfSize: number): bigint[] {
  const kernel = BigInt(machine.kernelAddress);
  const regions = machine.memoryMap.flatMap(({ start, length }) => [
    BigInt(start),
    BigInt(start) + BigInt(length),
  ]);
  return [...regions, kernel, kernel + BigInt(elfSize)];
}

const region: MachineMutation = (machine, random, elfSize) => {
  const memoryMap = machine.memoryMap.slice();
  const index = random.below(memoryMap.length);
  const old = memoryMap[index] as MachineJson['memoryMap'][number];
  const action = random.below(4);
  const value = hex(near(random, random.pick(related(machine, elfSize))));
  if (action === 0) memoryMap[index] = { ...old, kind: random.pick(KINDS) };
  else if (action === 1) memoryMap[index] = { ...old, start: value };
  else if (action === 2) memoryMap[index] = { ...old, length: hex(near(random, BigInt(old.length))) };
  else memoryMap.splice(index, 1, ...parts(old, random));
  return { ...machine, memoryMap };
};

/** A region in two parts, with or without a hole. */
function parts(old: MachineJson['memoryMap'][number], random: Random): MachineJson['memoryMap'] {
  const [start, length] = [Number(old.start), Number(old.length)];
  if (length < 2) return [old];
  const first = random.between(1, length - 1);
  const hole = random.oneIn(2) ? 0 : random.below(length - first);
  const second = {
    start: hex(start + first + hole),
    length: hex(length - first - hole),
    kind: random.pick(KINDS),
  };
  return [{ ...old, length: hex(first) }, second];
}

const kernelAddress: MachineMutation = (machine, random, elfSize) => ({
  ...machine,
  kernelAddress: hex(
    random.oneIn(3)
      ? BigInt(random.below(64)) * BigInt(MIB / 2)
      : near(random, random.pick(related(machine, elfSize))),
  ),
});

const firstFreeFrame: MachineMutation = (machine, random, elfSize) => ({
  ...machine,
  firstFreeFrame: hex(near(random, random.pick(related(machine, elfSize))) & ~0xfffn),
});

const maxPhysicalAddress: MachineMutation = (machine, random, elfSize) => ({
  ...machine,
  maxPhysicalAddress: hex(interesting(random, related(machine, elfSize)) & (2n ** 52n - 1n)),
});

const framebuffer: MachineMutation = (machine, random, elfSize) => ({
  ...machine,
  framebuffer: {
    start: hex(interesting(random, related(machine, elfSize)) & (2n ** 52n - 1n)),
    length: hex(near(random, random.pick([0x1000n, 0x30_0000n, 2n ** 39n, 2n ** 47n]))),
  },
});

const mapping: MachineMutation = (machine, random, elfSize) => {
  const address = random.oneIn(3)
    ? interesting(random, related(machine, elfSize))
    : near(random, BigInt.asUintN(64, BigInt.asIntN(48, BigInt(random.below(512)) << 39n)));
  const value = random.oneIn(6) ? 'dynamic' : hex(address);
  return { ...machine, mappings: { ...machine.mappings, [random.pick(MAPPINGS)]: value } };
};

const MUTATIONS: Weighted<MachineMutation> = [
  [4, region],
  [2, kernelAddress],
  [2, firstFreeFrame],
  [1, maxPhysicalAddress],
  [1, framebuffer],
  [6, mapping],
];

/** A damaged machine on which a kernel file of `elfSize` bytes can still be loaded, or the same machine. */
export function mutatedMachine(machine: MachineJson, random: Random, elfSize: number): MachineJson {
  const damaged = random.weighted(MUTATIONS)(machine, random, elfSize);
  const sorted = damaged.memoryMap.slice().sort((a, b) => Number(BigInt(a.start) - BigInt(b.start)));
  const result = { ...damaged, memoryMap: sorted };
  return isUsable(result, elfSize) ? result : machine;
}

/** Whether a kernel file of `elfSize` bytes can be loaded on this machine at all, and with bounded cost. */
export function isUsable(machine: MachineJson, elfSize: number): boolean {
  try {
    const parsed = parseMachineFile(JSON.stringify(machine), 'machine.json');
    checkKernelPlacement(parsed, elfSize);
    return physicalSize(parsed) <= MOST_MEMORY && parsed.kernelAddress >= LOWEST_KERNEL;
  } catch (error) {
    if (error instanceof FailureError) return false;
    throw error;
  }
}
