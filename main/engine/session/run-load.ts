import { framesOfRange, PAGE_SIZE } from '../../../shared/address';
import type { LoadProgress } from '../../../shared/load-types';
import type { Machine, Mappings } from '../../../shared/machine';
import { physicalSize } from '../../../shared/machine';
import { FailureError } from '../../../shared/result';
import type { LoadStatus } from '../../../shared/trace-types';
import { LoaderError, LoaderPanic, LoadStopped } from '../base/errors';
import { Arithmetic } from '../base/u64';
import { ElfFile } from '../elf/elf-file';
import type { Kernel, TlsTemplate } from '../loader/inner';
import { loadKernel, type LoadedKernel } from '../loader/load-kernel';
import { calcElfMemoryRequirements } from '../loader/memory-requirements';
import type { PhysicalMemory } from '../memory/physical-memory';
import { LegacyFrameAllocator, type FrameAllocator } from '../paging/frame-allocator';
import { UsedLevel4Entries, type OccupiedRanges } from '../paging/level-4-entries';
import { loaderRules, type LoaderRules } from '../paging/loader-rules';
import { OffsetPageTable } from '../paging/mapper';
import { expectedRows, expectedSteps, loadNumbers, stageTitle } from '../trace/stages';
import { Recorder, type Pulse, type Trace } from '../trace/recorder';
import { RecordingFrameAllocator, RecordingMemory } from '../trace/recording-ports';

const FOUR_GIB = 2 ** 32;

/** What a load needs. */
export interface LoadInput {
  /** The whole kernel file. */
  readonly elf: Uint8Array;
  readonly machine: Machine;
  readonly mappings: Mappings;
  readonly memory: PhysicalMemory;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Polled during the load; `true` ends it with `load.cancelled`. */
  readonly isCancelled?: () => boolean;
}

/** How a load ended, and what it returned where it succeeded. */
export interface LoadResult {
  readonly status: LoadStatus;
  /** Upstream's text of the error or panic; `null` where the kernel loads. */
  readonly message: string | null;
  readonly virtualAddressOffset: bigint | null;
  readonly entryPoint: bigint | null;
  readonly tls: TlsTemplate | null;
}

/** A load that ran to its end or to its failure. */
export interface FinishedLoad {
  readonly result: LoadResult;
  readonly trace: Trace;
  /** Frame of the level 4 page table. */
  readonly rootFrame: number;
  /** Frames that the loader took; the root is not among them. */
  readonly framesAllocated: number;
  /** The file as the loader read it; `null` where its header was refused. */
  readonly elfFile: ElfFile | null;
  /** Level 4 entries that are taken at the end. */
  readonly usedLevel4Entries: readonly number[];
}

/**
 * Sets the machine up as the bootloader finds it, runs the loader to its end and freezes the trace: the kernel
 * file lies in memory, the level 4 table takes the first free frame, then everything else is the loader's.
 *
 * @throws FailureError `load.cancelled`, or `machine.noFrame` where not even the level 4 table has room
 */
export function runLoad(input: LoadInput): FinishedLoad {
  const { elf, machine, memory } = input;
  memory.adopt(machine.kernelAddress, elf);
  const kernelFrames = framesOfRange(machine.kernelAddress, elf.length);
  const firstFree = machine.firstFreeFrame ?? kernelFrames.end;
  const allocator = new LegacyFrameAllocator(firstFree, machine.memoryMap);
  const rootFrame = allocator.allocateFrame();
  if (rootFrame === null) {
    throw new FailureError(
      'machine.noFrame',
      'The machine has no usable memory behind the kernel file, not even for the level 4 page table.',
      'Give the machine a larger usable region, or a lower firstFreeFrame.',
    );
  }
  memory.zeroFrame(rootFrame);

  const found: { elfFile: ElfFile | null; used: UsedLevel4Entries | null } = { elfFile: null, used: null };
  const recorder = new Recorder(pulseOf(input, () => found.elfFile));
  const frames = new RecordingFrameAllocator(new GuardedFrameAllocator(allocator, kernelFrames), recorder);
  const arithmetic = new Arithmetic(machine.overflowChecks);
  const rules = loaderRules(machine.loader, arithmetic);
  const run = (): LoadedKernel => {
    recorder.stage('plan', -1);
    found.elfFile = new ElfFile(elf, machine.kernelAddress, arithmetic);
    const rows = expectedRows(found.elfFile);
    recorder.reserve(rows.spans, rows.ops);
    const kernel = kernelOf(found.elfFile, input, rules);
    found.used = new UsedLevel4Entries(rules, occupiedRanges(kernel, input));
    const recordingMemory = new RecordingMemory(memory, recorder);
    return loadKernel(
      kernel,
      {
        pageTable: new OffsetPageTable(recordingMemory, rootFrame),
        frameAllocator: frames,
        memory: recordingMemory,
        rules,
        probe: recorder,
      },
      found.used,
    );
  };
  const result = resultOf(run, recorder);
  const trace = recorder.finish();
  const usedLevel4Entries: number[] = [];
  found.used?.entryState.forEach((state, index) => {
    if (state === 1) usedLevel4Entries.push(index);
  });
  return {
    result,
    trace,
    rootFrame,
    framesAllocated: frames.allocated,
    elfFile: found.elfFile,
    usedLevel4Entries,
  };
}

/** The kernel with its configuration, as far as the release reads that. */
export function kernelOf(
  elf: ElfFile,
  { machine, mappings }: Pick<LoadInput, 'machine' | 'mappings'>,
  rules: LoaderRules,
): Kernel {
  const kernelBase = rules.hasKernelBase ? mappings.kernelBase : 'dynamic';
  return { elf, startAddress: machine.kernelAddress, kernelBase };
}

/** What a kernel must keep clear of on a machine. */
export function occupiedRanges(
  { elf }: Kernel,
  { machine, mappings }: Pick<LoadInput, 'machine' | 'mappings'>,
): OccupiedRanges {
  return {
    maxPhysAddr: BigInt(machine.maxPhysicalAddress ?? Math.max(physicalSize(machine), FOUR_GIB)),
    regionsLen: machine.memoryMap.length,
    framebuffer: machine.framebuffer ?? null,
    mappings,
    kernel: {
      isExecutable: elf.header.type === 'Executable',
      memoryRequirements: () => calcElfMemoryRequirements(elf),
    },
  };
}

/**
 * Ends the load where the allocator gives out a frame of the kernel file itself, which a machine file can bring
 * about: the real loader would overwrite the file that it is reading.
 */
class GuardedFrameAllocator implements FrameAllocator {
  constructor(
    private readonly allocator: FrameAllocator,
    private readonly kernelFrames: { readonly first: number; readonly end: number },
  ) {}

  allocateFrame(): number | null {
    const frame = this.allocator.allocateFrame();
    if (frame !== null && frame >= this.kernelFrames.first && frame < this.kernelFrames.end) {
      throw new LoadStopped(
        `the frame allocator gives out frame 0x${(frame * PAGE_SIZE).toString(16)}, which holds the kernel file`,
      );
    }
    return frame;
  }
}

/** Runs the load; a failure of upstream's becomes a result and the trace's last step. */
function resultOf(run: () => LoadedKernel, recorder: Recorder): LoadResult {
  try {
    const loaded = run();
    return {
      status: 'ok',
      message: null,
      virtualAddressOffset: loaded.virtualAddressOffset,
      entryPoint: loaded.entryPoint,
      tls: loaded.tlsTemplate,
    };
  } catch (error) {
    const status = statusOf(error);
    if (status === null) throw error;
    recorder.fail();
    const { message } = error as Error;
    return { status, message, virtualAddressOffset: null, entryPoint: null, tls: null };
  }
}

function statusOf(error: unknown): LoadStatus | null {
  if (error instanceof LoaderError) return 'error';
  if (error instanceof LoaderPanic) return 'panic';
  return error instanceof LoadStopped ? 'stopped' : null;
}

/** What the recorder does every few thousand steps: looks for a cancel, tells how far the load is. */
function pulseOf(input: LoadInput, elfFile: () => ElfFile | null): (pulse: Pulse) => void {
  let expected: number | null = null;
  let numbers: ReadonlyMap<number, number> | null = null;
  return ({ stage, header, steps, ops }) => {
    if (input.isCancelled?.() === true) {
      throw new FailureError('load.cancelled', 'The load was cancelled.', 'Reload to run it again.');
    }
    const file = elfFile();
    if (input.onProgress === undefined) return;
    if (file !== null && stage !== 'plan') {
      expected ??= expectedSteps(file);
      numbers ??= loadNumbers(file);
    }
    input.onProgress({
      stage: stageTitle(stage, header, numbers ?? new Map()),
      ops,
      fraction: expected === null ? null : Math.min(1, steps / expected),
    });
  };
}
