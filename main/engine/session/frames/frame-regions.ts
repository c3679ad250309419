import { hex, PAGE_SIZE } from '../../../../shared/address';
import type { Machine, MemoryRegion, RegionKind } from '../../../../shared/machine';
import type { FrameRegion } from '../../../../shared/frame-types';

/** Neighbouring frames, `first` to `end`, excluded. */
export interface FrameInterval {
  readonly first: number;
  readonly end: number;
}

const WORDS: Readonly<Record<RegionKind, string>> = {
  usable: 'free memory: the loader takes its frames from here',
  reserved: 'reserved by the firmware',
  acpiReclaimable: 'ACPI tables, free once they have been read',
  acpiNvs: 'kept for ACPI across sleep',
  bad: 'defective memory',
  unusable: 'memory with errors that the firmware keeps back',
  persistent: 'persistent memory',
  mmio: 'registers of devices',
  bootloader: 'taken by the bootloader',
  unknownBios: 'of a kind that only the BIOS knows',
  unknownUefi: 'of a kind that only UEFI knows',
};

/** Which frames of a machine are memory at all, and which of them the loader may take. */
export class FrameRegions {
  /** Frames that the loader may take, ascending, without overlap. */
  readonly usable: readonly FrameInterval[];
  /** Other frames of the memory map, ascending, without overlap. */
  readonly reserved: readonly FrameInterval[];

  constructor(private readonly machine: Machine) {
    // As in the loader's allocator a frame that lies partly in a usable region counts.
    const framesOf = (wanted: boolean): FrameInterval[] =>
      union(machine.memoryMap.filter(({ kind }) => (kind === 'usable') === wanted).map(frames));
    this.usable = framesOf(true);
    this.reserved = without(framesOf(false), this.usable);
  }

  /** The memory map in words, in its order. */
  rows(): FrameRegion[] {
    return this.machine.memoryMap.map(({ start, length, kind }) => ({
      start: hex(start),
      bytes: length,
      kind,
      words: WORDS[kind],
    }));
  }

  /** The region that a frame lies in, in words; empty outside of all. */
  wordsOf(frame: number): string {
    const holds = (region: MemoryRegion): boolean => {
      const { first, end } = frames(region);
      return frame >= first && frame < end;
    };
    const found =
      this.machine.memoryMap.find((region) => region.kind === 'usable' && holds(region)) ??
      this.machine.memoryMap.find(holds);
    if (found === undefined) return '';
    const last = hex(found.start + found.length - 1);
    return `${hex(found.start)}–${last}: ${WORDS[found.kind]}`;
  }
}

/** Whether one of some intervals holds a frame. */
export function holdsFrame(intervals: readonly FrameInterval[], frame: number): boolean {
  return intervals.some(({ first, end }) => frame >= first && frame < end);
}

function frames({ start, length }: MemoryRegion): FrameInterval {
  return { first: Math.floor(start / PAGE_SIZE), end: Math.ceil((start + length) / PAGE_SIZE) };
}

function union(intervals: readonly FrameInterval[]): FrameInterval[] {
  const found: { first: number; end: number }[] = [];
  for (const { first, end } of [...intervals].sort((a, b) => a.first - b.first)) {
    const last = found[found.length - 1];
    if (first >= end) continue;
    if (last !== undefined && first <= last.end) last.end = Math.max(last.end, end);
    else found.push({ first, end });
  }
  return found;
}

/** What of some intervals lies in none of others. */
export function without(
  intervals: readonly FrameInterval[],
  others: readonly FrameInterval[],
): FrameInterval[] {
  const found: FrameInterval[] = [];
  let next = 0;
  for (const { first, end } of intervals) {
    let from = first;
    while (next > 0 && (others[next - 1] as FrameInterval).end > from) next--;
    for (; next < others.length; next++) {
      const other = others[next] as FrameInterval;
      if (other.first >= end) break;
      if (other.end <= from) continue;
      if (other.first > from) found.push({ first: from, end: other.first });
      from = Math.max(from, other.end);
    }
    if (from < end) found.push({ first: from, end });
  }
  return found;
}
