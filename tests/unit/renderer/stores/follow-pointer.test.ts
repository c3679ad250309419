import { beforeEach, describe, expect, it } from 'vitest';
import { useAnnouncementsStore } from '../../../../renderer/stores/announcements';
import { useFollowPointer, type PointerKind } from '../../../../renderer/stores/follow-pointer';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../renderer/stores/time';
import { PROVENANCE } from '../../../../shared/provenance';
import type { MemorySpace, PageView } from '../../../../shared/view-types';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

/** The page table of this machine, the page that a pointer may lead to, and the bytes of all the rest. */
const TABLE = 0x102f;
const MAPPED = 0x8000003;

let window: FakeWindow;
let memory: Uint8Array;
let missing: { first: number; length: number; reason: string }[];

function pageOf(space: MemorySpace, page: number): Partial<PageView> {
  const provenance = new Uint8Array(4096).fill(page === TABLE ? PROVENANCE.pageTable : PROVENANCE.fileData);
  const owner = { provenance: 'pageTable', title: 'page table P1', detail: '', note: '' } as const;
  const isThere = space === 'physical' || page === MAPPED;
  return { space, page, provenance, owner, bytes: isThere ? new Uint8Array(4096) : null };
}

beforeEach(async () => {
  memory = new Uint8Array(8);
  missing = [];
  window = fakeWindow((name, params) => {
    const { space, first, length } = (params ?? {}) as {
      space: MemorySpace;
      first: number;
      length: number;
    };
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    if (name === 'sources.list') return [];
    if (name === 'memory.bytes') return { bytes: memory.slice(0, length), missing };
    if (name === 'memory.pages') return [pageOf(space, first)];
    if (name === 'goto.resolve') return [{ kind: 'physical', label: '', detail: 'kernel file' }];
    return undefined;
  });
  window.load(1, 100);
  useTimeStore();
  await window.settle();
});

function put(value: bigint): void {
  new DataView(memory.buffer).setBigUint64(0, value, true);
}

/** Follows what is selected; where that led, or what was said. */
async function followed(page: number, length: number, kind?: PointerKind): Promise<unknown> {
  const selection = useSelectionStore();
  selection.selectByte({ space: 'physical', page, offset: 16 }, length);
  const before = selection.revealRequest;
  await useFollowPointer()(kind);
  const { revealRequest } = selection;
  if (revealRequest === before) return useAnnouncementsStore().remark;
  const { space, page: to, offset } = revealRequest ?? { space: '', page: 0, offset: 0 };
  return { space, page: to, offset };
}

describe('a pointer is followed', () => {
  it('into virtual memory, where something is mapped', async () => {
    put(BigInt(MAPPED) * 4096n + 0x210n);
    expect(await followed(5, 1)).toEqual({ space: 'virtual', page: MAPPED, offset: 0x210 });
    useTimeStore().back();
    expect(useSelectionStore().revealRequest).toMatchObject({ space: 'physical', page: 5, offset: 16 });
  });

  it('of the width that is selected', async () => {
    put(0xffff_ffff_0000_1234n);
    expect(await followed(5, 2, 'physical')).toEqual({ space: 'physical', page: 1, offset: 0x234 });
  });

  it('from an entry of a page table to its frame', async () => {
    put(0x8000_0000_0103_0063n);
    expect(await followed(TABLE, 1)).toEqual({ space: 'physical', page: 0x1030, offset: 0 });
    put(0x62n);
    expect(await followed(TABLE, 1)).toBe('The page-table entry 0x62 is not present');
  });

  it('as what the user says it is', async () => {
    put(0x2010n);
    expect(await followed(TABLE, 1, 'physical')).toEqual({ space: 'physical', page: 2, offset: 0x10 });
  });
});

describe('what is no pointer', () => {
  it('is said: not mapped, and what it is otherwise', async () => {
    put(0x1000000n);
    expect(await followed(5, 8)).toBe('0x1000000 is not mapped; as a physical address: kernel file');
  });

  it('is said: no address at all', async () => {
    put(0x8000_0000_0000_0000n);
    expect(await followed(5, 8)).toBe('0x8000000000000000 is no address: bits 47 to 63 differ');
    expect(await followed(5, 8, 'physical')).toBe('0x8000000000000000 is behind the end of physical memory');
  });

  it('is said: bytes are missing', async () => {
    missing = [{ first: 5 * 4096 + 18, length: 2, reason: 'nothing is there' }];
    expect(await followed(5, 8)).toBe('No pointer is here: the byte at 0x5012 is missing, nothing is there');
  });
});
