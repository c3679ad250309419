import { addressAt, hex, PAGE_SIZE } from '../../shared/address';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import { PROVENANCE } from '../../shared/provenance';
import type { MemorySpace } from '../../shared/view-types';
import { failureOf } from '../composables/failure';
import { entryTarget, littleEndian, pointerBytes, virtualPosition } from '../panels/memory/pointer';
import { useAnnouncementsStore } from './announcements';
import { useEngineStore } from './engine';
import type { SideRange } from './memory-questions';
import { useSelectingStore } from './selecting';
import { byteAt, useSelectionStore } from './selection';
import { useTimeStore } from './time';

/** How a pointer is read: as what it most likely is, or as an address of a space. */
export type PointerKind = 'any' | MemorySpace;

const ENTRY_BYTES = 8;

/** Going where selected bytes point to. */
export function useFollowPointer(): (kind?: PointerKind) => Promise<void> {
  const announcements = useAnnouncementsStore();
  const engine = useEngineStore();
  const selecting = useSelectingStore();
  const selection = useSelectionStore();
  const time = useTimeStore();

  /** Goes to a byte on the side where the pointer was read. */
  function go({ side }: SideRange, space: MemorySpace, position: number): void {
    const isNow = side.source === DOCUMENT_SOURCE && side.moment === time.moment;
    const from = isNow ? null : { ...byteAt(space, position), ...side };
    time.follow({ type: 'memory', ...byteAt(space, position) }, true, from);
  }

  /** The number that lies at the beginning of a range; `null`, with a remark, where some of it is missing. */
  async function valueAt(range: SideRange): Promise<bigint | null> {
    const { bytes, missing } = await engine.bytes(range);
    const gap = missing[0];
    if (gap === undefined) return littleEndian(bytes);
    const where = hex(addressAt(range.space, gap.first));
    announcements.remarkOn(`No pointer is here: the byte at ${where} is missing, ${gap.reason}`);
    return null;
  }

  /** The level of the page table that bytes lie in; `null` where they lie in none. */
  async function tableLevel({ side, space, first }: SideRange): Promise<number | null> {
    const page = Math.floor(first / PAGE_SIZE);
    const [view] = await engine.pages(space, page, 1, side.moment, { source: side.source });
    if (view?.provenance?.[first % PAGE_SIZE] !== PROVENANCE.pageTable) return null;
    return Number(/\bP([1-4])\b/.exec(view.owner.title)?.[1] ?? 1);
  }

  async function followEntry(range: SideRange, level: number): Promise<void> {
    const first = Math.floor(range.first / ENTRY_BYTES) * ENTRY_BYTES;
    const entry = await valueAt({ ...range, first, length: ENTRY_BYTES });
    if (entry === null) return;
    const target = entryTarget(entry, level);
    if (target === null) announcements.remarkOn(`The page-table entry ${hex(entry)} is not present`);
    else go(range, 'physical', target);
  }

  /** What an address is that no page has, as far as "go to" knows. */
  async function isElsewhere(address: bigint, { side }: SideRange): Promise<string> {
    if (side.source !== DOCUMENT_SOURCE) return '';
    const targets = await engine.resolve(hex(address), side.moment);
    const physical = targets.find(({ kind }) => kind === 'physical');
    return physical === undefined ? '' : `; as a physical address: ${physical.detail}`;
  }

  async function followVirtual(range: SideRange, value: bigint): Promise<void> {
    const position = virtualPosition(value);
    if (position === null) {
      announcements.remarkOn(`${hex(value)} is no address: bits 47 to 63 differ`);
      return;
    }
    const page = Math.floor(position / PAGE_SIZE);
    const [view] = await engine.pages('virtual', page, 1, range.side.moment, { source: range.side.source });
    if (view !== undefined && view.bytes !== null) {
      go(range, 'virtual', position);
      return;
    }
    announcements.remarkOn(`${hex(value)} is not mapped${await isElsewhere(value, range)}`);
  }

  function followNumber(range: SideRange, space: 'physical' | 'file', value: bigint): void {
    const size = selecting.sizeOf(space, range.side.source);
    if (value < BigInt(size)) go(range, space, Number(value));
    else {
      const whole = space === 'file' ? 'the file' : 'physical memory';
      announcements.remarkOn(`${hex(value)} is behind the end of ${whole}`);
    }
  }

  return async (kind = 'any') => {
    const range = selecting.selected;
    if (range === null) return;
    try {
      const level = selection.entry?.level ?? (kind === 'any' ? await tableLevel(range) : null);
      if (kind === 'any' && level !== null) {
        await followEntry(range, level);
        return;
      }
      const value = await valueAt({ ...range, length: pointerBytes(range.length) });
      if (value === null) return;
      if (kind === 'physical' || kind === 'file') followNumber(range, kind, value);
      else await followVirtual(range, value);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  };
}
