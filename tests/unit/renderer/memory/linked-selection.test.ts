import { afterEach, describe, expect, it } from 'vitest';
import type { AttachedSource, Counterpart } from '../../../../shared/memory-types';
import { useLinkedSelection } from '../../../../renderer/panels/memory/useLinkedSelection';
import { useViewClock } from '../../../../renderer/panels/memory/useViewClock';
import { useDocumentStore } from '../../../../renderer/stores/document';
import type { MemoryView } from '../../../../renderer/stores/memory-view-state';
import { useMemoryViewsStore } from '../../../../renderer/stores/memory-views';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../renderer/stores/time';
import { fakePage, fakeWhere, fakeWindow, type FakeWindow } from './fake-bridge';

interface Question {
  readonly space: string;
  readonly position: number;
  readonly to: string;
  readonly moment: number;
  readonly source: number;
}

let window: FakeWindow;

afterEach(() => window.scope.stop());

/** An engine in whose load every virtual page shows the frame 256 behind it from moment 50 on. */
function counterpart({ space, position, to, moment }: Question): Counterpart {
  if (moment < 50) return { position: null, note: 'not mapped at this moment' };
  const by = space === 'virtual' && to === 'physical' ? 256 * 4096 : -256 * 4096;
  return { position: position + by, note: '' };
}

async function start(attached: readonly AttachedSource[] = []) {
  window = fakeWindow((name, params) => {
    if (name === 'memory.counterpart') return counterpart(params as Question);
    if (name === 'sources.list') return attached;
    return name === 'time.where' ? fakeWhere((params as { moment: number }).moment, 1) : undefined;
  });
  window.load(1, 100);
  const views = useMemoryViewsStore();
  const [physical, virtual] = views.views as [MemoryView, MemoryView];
  const shown = (view: MemoryView) =>
    window.scope.run(() => useLinkedSelection(view, useViewClock(view))) as ReturnType<
      typeof useLinkedSelection
    >;
  const chosen = { physical: shown(physical), virtual: shown(virtual) };
  await window.settle();
  return { views, physical, virtual, chosen };
}

function questions(): Question[] {
  return window.asked
    .filter(({ name }) => name === 'memory.counterpart')
    .map(({ params }) => params as Question);
}

describe('linked views', () => {
  it('select the same byte in another space, and all bytes of a selection in one page', async () => {
    const { views, virtual, chosen } = await start();
    views.publish(virtual, { first: 4090, length: 20 });
    await window.settle();
    expect(chosen.virtual.range.value).toEqual({ first: 4090, length: 20 });
    expect(chosen.physical.range.value).toEqual({ first: 4090 + 256 * 4096, length: 6 });
    expect(questions()).toEqual([
      { source: 0, moment: 100, space: 'virtual', position: 4090, to: 'physical' },
    ]);
  });

  it('follow the mapping through time, and say where there is none', async () => {
    const { views, physical, virtual, chosen } = await start();
    views.publish(virtual, { first: 16, length: 1 });
    await window.settle();
    useTimeStore().scrub(10);
    await window.settle();
    expect(chosen.physical.range.value).toBeNull();
    expect(physical.note).toBe('not mapped at this moment');
    expect(virtual.note).toBe('');
    useTimeStore().scrub(60);
    await window.settle();
    expect(chosen.physical.range.value?.first).toBe(16 + 256 * 4096);
    expect(physical.note).toBe('');
  });

  it('translate at their own moment', async () => {
    const { views, physical, virtual } = await start();
    views.setMoment(physical, 70);
    views.publish(virtual, { first: 16, length: 1 });
    await window.settle();
    expect(questions().at(-1)).toMatchObject({ moment: 70, to: 'physical' });
  });

  it('ask nothing about a byte of their own space, whatever its moment', async () => {
    const { views, physical, chosen } = await start();
    const pinned = views.open('physical', { moment: 3 });
    views.publish(pinned, { first: 77, length: 2 });
    await window.settle();
    expect(chosen.physical.range.value).toEqual({ first: 77, length: 2 });
    expect(physical.selected).toEqual({ first: 77, length: 2 });
    expect(questions().filter(({ to }) => to === 'physical')).toEqual([]);
  });

  it('keep what they show until the next answer is there', async () => {
    const { views, virtual, chosen } = await start();
    views.publish(virtual, { first: 16, length: 1 });
    await window.settle();
    views.publish(virtual, { first: 32, length: 1 });
    expect(chosen.physical.range.value?.first).toBe(16 + 256 * 4096);
    await window.settle();
    expect(chosen.physical.range.value?.first).toBe(32 + 256 * 4096);
  });

  it('show the entry of a page table that is selected, in its frame', async () => {
    const { chosen } = await start();
    useSelectionStore().selectEntry({ level: 4, table: 7, index: 2, virt: '0x0' });
    expect(chosen.physical.ofPage(fakePage(7, 0))).toEqual({ first: 7 * 4096 + 16, length: 8 });
    expect(chosen.physical.ofPage(fakePage(8, 0))).toBeNull();
  });
});

describe('linked views of another kernel', () => {
  const OTHER: AttachedSource = {
    id: 4,
    kind: 'kernel',
    name: 'other.elf',
    path: '/other.elf',
    spaces: ['physical', 'virtual', 'file'],
    lastMoment: 90,
    physicalSize: '0x10000000',
    fileSize: 4096,
    address: '0x0',
    virtualAddressOffset: '0x9000',
    message: null,
  };

  async function beside(virtualAddressOffset: string | null) {
    const all = await start([{ ...OTHER, virtualAddressOffset }]);
    const documents = useDocumentStore();
    const { state } = documents;
    if (state.kind !== 'ready') throw new Error('not ready');
    documents.state = { ...state, summary: { ...state.summary, virtualAddressOffset: '0x1000' } };
    const theirs = all.views.open('virtual', { source: OTHER.id });
    const frames = all.views.open('physical', { source: OTHER.id });
    const shown = (view: MemoryView) =>
      window.scope.run(() => useLinkedSelection(view, useViewClock(view))) as ReturnType<
        typeof useLinkedSelection
      >;
    return { ...all, theirs, of: { theirs: shown(theirs), frames: shown(frames) } };
  }

  it('show the same byte of the kernel, wherever that came out', async () => {
    const { views, virtual, theirs, chosen, of } = await beside('0x9000');
    views.publish(virtual, { first: 0x1010, length: 4 });
    await window.settle();
    expect(of.theirs.range.value).toEqual({ first: 0x9010, length: 4 });
    expect(of.frames.range.value?.first).toBe(0x9010 + 256 * 4096);
    expect(questions().at(-1)).toEqual({
      source: OTHER.id,
      moment: 90,
      space: 'virtual',
      position: 0x9010,
      to: 'physical',
    });
    views.publish(theirs, { first: 0x9000, length: 1 });
    await window.settle();
    expect(chosen.virtual.range.value?.first).toBe(0x1000);
    expect(chosen.physical.range.value?.first).toBe(0x1000 + 256 * 4096);
  });

  it('go round the end of the address space, as addresses do', async () => {
    const { views, virtual, of } = await beside('0xffffffffffff9000');
    views.publish(virtual, { first: 0x1010, length: 4 });
    await window.settle();
    expect(of.theirs.range.value?.first).toBe(2 ** 48 - 0x7000 + 0x10);
  });

  it('show the same address where a side has no kernel in memory', async () => {
    const { views, virtual, of } = await beside(null);
    views.publish(virtual, { first: 0x1010, length: 4 });
    await window.settle();
    expect(of.theirs.range.value?.first).toBe(0x1010);
  });
});

describe('free views', () => {
  it('keep their own selection and lead nobody', async () => {
    const { views, physical, virtual, chosen } = await start();
    views.publish(virtual, { first: 16, length: 1 });
    await window.settle();
    views.setLinked(physical, false);
    views.publish(physical, { first: 5, length: 1 });
    await window.settle();
    expect(chosen.physical.range.value).toEqual({ first: 5, length: 1 });
    expect(chosen.virtual.range.value).toEqual({ first: 16, length: 1 });
    views.publish(virtual, { first: 64, length: 1 });
    await window.settle();
    expect(chosen.physical.range.value).toEqual({ first: 5, length: 1 });
    views.setLinked(physical, true);
    await window.settle();
    expect(chosen.physical.range.value?.first).toBe(64 + 256 * 4096);
  });
});
