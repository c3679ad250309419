import type { Machine, Mapping, Mappings } from '../../../../shared/machine';
import { hex } from '../../../../shared/address';
import { LoaderPanic } from '../../base/errors';
import { UsedLevel4Entries, type OccupiedRanges } from '../../paging/level-4-entries';
import type { LoaderRules } from '../../paging/loader-rules';
import { ENTRY_COUNT } from '../../paging/page-table';

/** Why an entry is taken before the kernel is placed. */
export interface Level4Reason {
  readonly state: 'taken' | 'outside' | 'kernel';
  readonly words: string;
}

/** One thing that takes entries, on its own: what it is, and the constructor's arguments with nothing else. */
interface Claim extends Level4Reason {
  readonly ranges: Partial<OccupiedRanges>;
}

/**
 * What takes each level 4 entry before the kernel is placed: the loader's own rules, run once for each thing that may
 * take some, so that each entry has the reasons that the loader has.
 */
export function level4Reasons(
  rules: LoaderRules,
  machine: Machine,
  occupied: OccupiedRanges,
): readonly (readonly Level4Reason[])[] {
  const nothing: OccupiedRanges = {
    ...occupied,
    framebuffer: null,
    mappings: noMappings(occupied.mappings),
    kernel: { isExecutable: false, memoryRequirements: occupied.kernel.memoryRequirements },
  };
  const bootloader = statesOf(rules, nothing);
  const reasons: Level4Reason[][] = Array.from({ length: ENTRY_COUNT }, () => []);
  const words = rules.marksOccupied
    ? `The bootloader maps physical memory here one to one, up to ${hex(occupied.maxPhysAddr)}.`
    : `Loader ${machine.loader} always keeps entry 0 for the bootloader itself.`;
  bootloader.forEach((state, index) => {
    if (state === 1) reasons[index]?.push({ state: 'taken', words });
  });
  for (const { state, words: why, ranges } of claims(occupied)) {
    statesOf(rules, { ...nothing, ...ranges }).forEach((used, index) => {
      if (used === 1 && bootloader[index] === 0) reasons[index]?.push({ state, words: why });
    });
  }
  return reasons;
}

/** The entries that are used; none where the rules panic, which then is the load's failure. */
function statesOf(rules: LoaderRules, occupied: OccupiedRanges): Uint8Array {
  try {
    return new UsedLevel4Entries(rules, occupied).entryState;
  } catch (error) {
    if (error instanceof LoaderPanic) return new Uint8Array(ENTRY_COUNT);
    throw error;
  }
}

function noMappings({ kernelStackSize }: Mappings): Mappings {
  return {
    kernelStack: 'dynamic',
    kernelStackSize,
    kernelBase: 'dynamic',
    bootInfo: 'dynamic',
    framebuffer: 'dynamic',
  };
}

function claims(occupied: OccupiedRanges): Claim[] {
  const { mappings, framebuffer, kernel } = occupied;
  const none = noMappings(mappings);
  const fixed = (name: string, of: keyof Mappings, value: Mapping | undefined): Claim[] =>
    typeof value !== 'bigint'
      ? []
      : [
          {
            state: of === 'kernelBase' ? 'kernel' : 'taken',
            words: `The configuration puts ${name} at ${hex(value)}.`,
            ranges: {
              mappings: { ...none, [of]: value },
              framebuffer: of === 'framebuffer' ? framebuffer : null,
            },
          },
        ];
  const found = [
    ...fixed('all of physical memory', 'physicalMemory', mappings.physicalMemory),
    ...fixed('the recursive page table', 'pageTableRecursive', mappings.pageTableRecursive),
    ...fixed('the kernel stack', 'kernelStack', mappings.kernelStack),
    ...fixed('the kernel', 'kernelBase', mappings.kernelBase),
    ...fixed('the boot info', 'bootInfo', mappings.bootInfo),
    ...fixed('the framebuffer', 'framebuffer', mappings.framebuffer),
  ];
  if (framebuffer !== null) {
    const words = `The framebuffer lies at ${hex(framebuffer.start)}, mapped one to one.`;
    found.push({ state: 'taken', words, ranges: { framebuffer } });
  }
  if (kernel.isExecutable) {
    found.push({ state: 'kernel', words: 'The kernel has fixed addresses here.', ranges: { kernel } });
  }
  const { dynamicRangeStart, dynamicRangeEnd } = mappings;
  if (dynamicRangeStart !== undefined) {
    const words = `The configuration's dynamic range begins at ${hex(dynamicRangeStart)} only.`;
    found.push({ state: 'outside', words, ranges: { mappings: { ...none, dynamicRangeStart } } });
  }
  if (dynamicRangeEnd !== undefined) {
    const words = `The configuration's dynamic range ends at ${hex(dynamicRangeEnd)}.`;
    found.push({ state: 'outside', words, ranges: { mappings: { ...none, dynamicRangeEnd } } });
  }
  return found;
}
