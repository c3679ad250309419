/**
 * The machine file: JSON that describes the memory map, where the kernel file lies and how the loader was built.
 *
 * Every wrong field is named with its path in the JSON, all of them in one message.
 */
import { z } from 'zod';
import { framesOfRange, hex, PAGE_SIZE } from '../../../shared/address';
import { DEFAULT_MACHINE, LOADER_VERSIONS, physicalSize, REGION_KINDS } from '../../../shared/machine';
import type { Machine, Mappings, MemoryRegion } from '../../../shared/machine';
import { FailureError } from '../../../shared/result';
import { LegacyFrameAllocator, LOWER_MEMORY_END_FRAME } from '../paging/frame-allocator';

/** Physical memory ends below this: frame numbers stay below 2^32, so that they fit typed columns. */
const PHYSICAL_LIMIT = 2 ** 44;

/** Physical addresses have 52 bits on x86-64. */
const PHYSICAL_ADDRESS_END = 2 ** 52;

/** What `dynamicRangeEnd` means where nothing bounds the range: the last page of the address space. */
const LAST_PAGE_ADDRESS = 0xffff_ffff_ffff_f000n;

const HEX = /^0x[0-9a-f]{1,16}$/i;
const MAX_SHOWN_VALUE = 40;

/** A hexadecimal number as a string; `expected` ends the sentence "expected …" of its error. */
function hexNumber(expected: string, isValid: (value: bigint) => boolean) {
  return z
    .string({ error: expected })
    .refine((text) => HEX.test(text) && isValid(BigInt(text)), { error: expected })
    .transform((text) => Number(text));
}

const physicalAddress = hexNumber(
  'a physical address below 16 TiB as a string "0x…"',
  (value) => value < BigInt(PHYSICAL_LIMIT),
);

const isPhysical = (value: bigint): boolean => value < BigInt(PHYSICAL_ADDRESS_END);

const mapping = z
  .string({ error: 'a virtual address as a string "0x…", or "dynamic"' })
  .refine((text) => text === 'dynamic' || HEX.test(text), {
    error: 'a virtual address as a string "0x…", or "dynamic"',
  })
  .transform((text) => (text === 'dynamic' ? text : BigInt(text)));

/** A bound of the dynamic range; `"dynamic"` leaves that side unbounded. */
const rangeBound = (unbounded: bigint) =>
  mapping.transform((value) => (value === 'dynamic' ? unbounded : value));

const region = z.strictObject(
  {
    start: physicalAddress,
    length: hexNumber(
      'a length above zero and at most 16 TiB as a string "0x…"',
      (value) => value > 0n && value <= BigInt(PHYSICAL_LIMIT),
    ),
    kind: z.enum(REGION_KINDS, { error: `one of ${REGION_KINDS.map((kind) => `"${kind}"`).join(', ')}` }),
  },
  { error: 'a region {"start", "length", "kind"}' },
);

const framebuffer = z.strictObject(
  {
    start: hexNumber('a physical address of at most 52 bits as a string "0x…"', isPhysical),
    length: hexNumber('a length of at most 52 bits as a string "0x…"', isPhysical),
  },
  { error: 'a framebuffer {"start", "length"}' },
);

const mappings = z.strictObject(
  {
    kernelStack: mapping.exactOptional(),
    kernelBase: mapping.exactOptional(),
    physicalMemory: mapping.exactOptional(),
    pageTableRecursive: mapping.exactOptional(),
    bootInfo: mapping.exactOptional(),
    framebuffer: mapping.exactOptional(),
    dynamicRangeStart: rangeBound(0n).exactOptional(),
    dynamicRangeEnd: rangeBound(LAST_PAGE_ADDRESS).exactOptional(),
  },
  { error: 'an object' },
);

const machineFile = z.strictObject(
  {
    loader: z
      .enum(LOADER_VERSIONS, { error: LOADER_VERSIONS.map((version) => `"${version}"`).join(' or ') })
      .exactOptional(),
    memoryMap: z.array(region, { error: 'an array of regions' }).min(1, { error: 'at least one region' }),
    kernelAddress: physicalAddress,
    maxPhysicalAddress: hexNumber(
      'a physical address of at most 52 bits as a string "0x…"',
      isPhysical,
    ).exactOptional(),
    firstFreeFrame: hexNumber(
      'the physical address of a frame below 16 TiB, a multiple of 0x1000, as a string "0x…"',
      (value) => value < BigInt(PHYSICAL_LIMIT) && value % BigInt(PAGE_SIZE) === 0n,
    ).exactOptional(),
    framebuffer: framebuffer.exactOptional(),
    overflowChecks: z.boolean({ error: 'true or false' }).exactOptional(),
    mappings: mappings.exactOptional(),
  },
  { error: 'an object' },
);

/** `memoryMap[0].start` for `['memoryMap', 0, 'start']`; the whole file for the empty path. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

/** The value at `path` of parsed JSON; `undefined` where there is none. */
function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
}

/** A value of parsed JSON as it stands in a message: short. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN_VALUE ? `${text.slice(0, MAX_SHOWN_VALUE)}…` : text;
}

/** What is wrong with the shape of the file, one text per field. */
function shapeProblems(root: unknown, issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `${pathText([...issue.path, key])}: unknown field`);
    }
    const value = valueAt(root, issue.path);
    const found = value === undefined ? 'is missing' : `found ${shown(value)}`;
    return [`${pathText(issue.path)}: expected ${issue.message}, ${found}`];
  });
}

/** A region with its place in the file. */
interface PlacedRegion extends MemoryRegion {
  readonly index: number;
}

/** The regions of the file that are well-formed each for itself, ascending by address. */
function placedRegions(root: unknown): PlacedRegion[] {
  const list = valueAt(root, ['memoryMap']);
  if (!Array.isArray(list)) {
    return [];
  }
  return list
    .flatMap((item, index) => {
      const parsed = region.safeParse(item);
      return parsed.success ? [{ ...parsed.data, index }] : [];
    })
    .sort((a, b) => a.start - b.start);
}

/** What is wrong with well-formed regions: an end beyond the limit, or overlapping neighbours. */
function regionProblems(regions: readonly PlacedRegion[]): string[] {
  const problems: string[] = [];
  let highest: PlacedRegion | undefined;
  for (const current of regions) {
    const end = current.start + current.length;
    if (end > PHYSICAL_LIMIT) {
      problems.push(`memoryMap[${current.index}]: ends at ${hex(end)}, beyond 16 TiB`);
    }
    if (highest && current.start < highest.start + highest.length) {
      problems.push(
        `memoryMap[${current.index}]: overlaps memoryMap[${highest.index}] at ${hex(current.start)}`,
      );
    }
    if (!highest || end > highest.start + highest.length) {
      highest = current;
    }
  }
  return problems;
}

/** The JSON value of the file's text. */
function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    // The parser's own text quotes the file, line breaks included; the message is to stay on one line.
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    throw new FailureError(
      'machine.invalid',
      `The machine file ${name} is not valid JSON: ${reason}.`,
      'Correct the JSON at that place.',
    );
  }
}

/**
 * Reads a machine file.
 *
 * @param text the JSON text.
 * @param name the file's name for messages.
 * @returns the machine, its memory map ascending by address.
 * @throws FailureError `machine.invalid`, naming every wrong field.
 */
export function parseMachineFile(text: string, name: string): Machine {
  const root = parseJson(text, name);
  const parsed = machineFile.safeParse(root);
  const regions = placedRegions(root);
  const problems = [
    ...(parsed.success ? [] : shapeProblems(root, parsed.error.issues)),
    ...regionProblems(regions),
  ];
  if (!parsed.success || problems.length > 0) {
    const count = problems.length === 1 ? '1 wrong field' : `${problems.length} wrong fields`;
    throw new FailureError(
      'machine.invalid',
      `The machine file ${name} has ${count}: ${problems.join('; ')}.`,
      'Correct the fields named.',
    );
  }
  const { loader, kernelAddress, maxPhysicalAddress, firstFreeFrame, framebuffer, overflowChecks } =
    parsed.data;
  return {
    loader: loader ?? DEFAULT_MACHINE.loader,
    memoryMap: regions.map(({ start, length, kind }) => ({ start, length, kind })),
    kernelAddress,
    ...(maxPhysicalAddress !== undefined && { maxPhysicalAddress }),
    ...(firstFreeFrame !== undefined && { firstFreeFrame: firstFreeFrame / PAGE_SIZE }),
    ...(framebuffer && { framebuffer }),
    overflowChecks: overflowChecks ?? DEFAULT_MACHINE.overflowChecks,
    ...(parsed.data.mappings && { mappings: parsed.data.mappings satisfies Partial<Mappings> }),
  };
}

/**
 * Checks that a kernel file of `fileSize` bytes can lie in this machine's memory and that the loader can start.
 *
 * @throws FailureError `machine.kernelPlacement` where the file reaches beyond memory, where the level 4 page table
 * would be put into the file itself, or where no frame is left for it.
 */
export function checkKernelPlacement(machine: Machine, fileSize: number): void {
  const start = machine.kernelAddress;
  const end = start + fileSize;
  const memoryEnd = physicalSize(machine);
  if (end > memoryEnd) {
    throw new FailureError(
      'machine.kernelPlacement',
      `The kernel file (${fileSize} bytes at physical address ${hex(start)}) reaches beyond the end of memory at ${hex(memoryEnd)}.`,
      'Load it on a machine with more memory, or at a lower kernelAddress.',
    );
  }
  const kernelFrames = framesOfRange(start, fileSize);
  const firstFrame = Math.max(machine.firstFreeFrame ?? kernelFrames.end, LOWER_MEMORY_END_FRAME);
  const root = new LegacyFrameAllocator(firstFrame, machine.memoryMap).allocateFrame();
  if (root === null) {
    throw new FailureError(
      'machine.kernelPlacement',
      `No usable frame at or above ${hex(firstFrame * PAGE_SIZE)}: the kernel's level 4 page table has no place.`,
      'Give the machine a usable region after the kernel file.',
    );
  }
  if (root >= kernelFrames.first && root < kernelFrames.end) {
    throw new FailureError(
      'machine.kernelPlacement',
      `The first free frame is ${hex(root * PAGE_SIZE)}, in the middle of the kernel file, which lies from ${hex(start)} ` +
        `up to ${hex(end)}: the level 4 page table would overwrite it.`,
      'Set firstFreeFrame to the page after the kernel file, or leave it out.',
    );
  }
}
