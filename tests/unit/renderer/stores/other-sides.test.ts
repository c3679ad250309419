import { afterEach, describe, expect, it } from 'vitest';
import { ref } from 'vue';
import type { AttachedSource, DiffRow, SpaceBytes } from '../../../../shared/memory-types';
import { NO_NOTES } from '../../../../shared/notes';
import { useViewClock } from '../../../../renderer/panels/memory/useViewClock';
import { rememberedViews } from '../../../../renderer/stores/memory-view-state';
import { useCompareStore } from '../../../../renderer/stores/compare';
import { useDifferenceWalkStore } from '../../../../renderer/stores/difference-walk';
import { useDifferencesStore } from '../../../../renderer/stores/differences';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { useEditComparisonStore } from '../../../../renderer/stores/edit-comparison';
import { useEditsStore } from '../../../../renderer/stores/edits';
import { useMemoryViewsStore } from '../../../../renderer/stores/memory-views';
import { createPlaces } from '../../../../renderer/stores/places';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useSourceChangesStore } from '../../../../renderer/stores/source-changes';
import { useSourcesStore } from '../../../../renderer/stores/sources';
import { useTimeStore } from '../../../../renderer/stores/time';
import { shownBytes, unloadedBytes, unloadedText } from '../../../../renderer/stores/unloaded-edits';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;
afterEach(() => window.scope.stop());

const OTHER: AttachedSource = {
  id: 4,
  kind: 'kernel',
  name: 'other.elf',
  path: '/other.elf',
  spaces: ['physical', 'virtual', 'file'],
  lastMoment: 90,
  physicalSize: '0x100000',
  fileSize: 4096,
  address: '0x0',
  virtualAddressOffset: '0x0',
  message: null,
};
const ORIGINAL: AttachedSource = { ...OTHER, id: 2, kind: 'original' };
const DIFF = { job: 1, done: 1, total: 1, finished: true, failure: null, cut: false, runs: 2, bytes: 2 };
const BYTES = { address: '0x1', bytes: null, unreadable: null, owner: '', provenance: 'free' } as const;

function row(position: number, shift: number): DiffRow {
  const left = { ...BYTES, position };
  return { length: 3, kind: 'changed', symbol: '', left, right: { ...BYTES, position: position + shift } };
}

async function start(attached: readonly AttachedSource[] = []) {
  window = fakeWindow((name, params) => {
    if (name === 'sources.list') return attached;
    if (name === 'layout.get') return { sizes: {}, collapsed: [], tabs: {} };
    if (name === 'notes.get') return NO_NOTES;
    if (name === 'diff.start') return { ...DIFF, onlyLeft: 0, onlyRight: 0, unreadable: 0 };
    if (name === 'diff.indexAt') return 0;
    if (name === 'diff.within') return new Float64Array(0);
    if (name === 'diff.rows') return [row(0x2010, 0x1000)];
    return name === 'time.where' ? fakeWhere((params as { moment: number }).moment, 1) : undefined;
  });
  window.load(1, 100);
  useSourcesStore();
  const views = useMemoryViewsStore();
  await window.settle();
  return views;
}

describe('a load with edits', () => {
  it('is marked against the kernel without them by itself, and no longer when that goes away', async () => {
    const views = await start([ORIGINAL]);
    const [physical, virtual] = views.views as [(typeof views.views)[0], (typeof views.views)[0]];
    expect(views.views.every(({ settings }) => settings.changes === 'original')).toBe(true);
    virtual.settings = { ...virtual.settings, changes: 'step' };
    const clock = window.scope.run(() => useViewClock(physical));
    expect(clock?.against.value).toEqual({ source: ORIGINAL.id, moment: 90 });
    useTimeStore().jump(12);
    expect(clock?.against.value).toEqual({ source: ORIGINAL.id, moment: 12 });
    expect(rememberedViews(views.groups, '').groups[0]?.views[0]?.settings).toEqual({});
    useSourcesStore().list = [];
    expect(views.views.map(({ settings }) => settings.changes)).toEqual(['op', 'step', 'op']);
    expect(clock?.against.value).toBeNull();
  });
});

describe('a load that edits have moved', () => {
  /** The document of these tests lies where its file says. */
  const movedFrom = (virtualAddressOffset: string): AttachedSource => ({ ...ORIGINAL, virtualAddressOffset });

  async function againstOf(original: AttachedSource, space: 'virtual' | 'physical') {
    const views = await start([original]);
    const documents = useDocumentStore();
    const { state } = documents;
    if (state.kind !== 'ready') throw new Error('nothing is loaded');
    documents.state = { ...state, summary: { ...state.summary, virtualAddressOffset: '0x0' } };
    const view = views.views.find((one) => one.space === space);
    return view && window.scope.run(() => useViewClock(view))?.against.value;
  }

  it('stands beside the same place of the kernel, by whole pages', async () => {
    const moved = { source: ORIGINAL.id, moment: 90, shiftPages: 0x8000000 };
    expect(await againstOf(movedFrom('0x8000000000'), 'virtual')).toEqual(moved);
    expect(useEditComparisonStore().moved).toBe(-0x8000000000);
  });

  it('is compared by address in physical memory', async () => {
    const same = { source: ORIGINAL.id, moment: 90 };
    expect(await againstOf(movedFrom('0x8000000000'), 'physical')).toEqual(same);
  });

  it('has nothing beside it where it moved within its pages', async () => {
    expect(await againstOf(movedFrom('0x8000000123'), 'virtual')).toBeNull();
  });
});

describe('the sides of a comparison', () => {
  it('begin at the moments that are pinned, until others are chosen', async () => {
    await start([OTHER]);
    const compare = useCompareStore();
    compare.pin(30);
    const differences = useDifferencesStore();
    expect([differences.left.moment, differences.right.moment]).toEqual([30, null]);
    compare.pin(40);
    compare.togglePinnedTo();
    expect([differences.left.moment, differences.right.moment]).toEqual([40, 100]);
    compare.clear();
    expect([differences.left.moment, differences.right.moment]).toEqual([0, null]);
    differences.left = { source: 0, moment: 7 };
    differences.right = { source: OTHER.id, moment: null };
    compare.pin(50);
    compare.togglePinnedTo();
    expect(differences.left).toEqual({ source: 0, moment: 7 });
    expect(differences.right).toEqual({ source: OTHER.id, moment: null });
  });
});

describe('a link', () => {
  it('stays in what it stands in, at the moment that is kept, and leads back', async () => {
    const views = await start([OTHER]);
    const selection = useSelectionStore();
    const time = useTimeStore();
    const view = views.open('virtual', { source: OTHER.id });
    views.publish(view, { first: 0x1008, length: 8 });
    time.follow({ type: 'memory', space: 'physical', page: 7, offset: 1 }, false, selection.byte);
    expect(selection.byte).toMatchObject({ space: 'physical', page: 7, source: OTHER.id, moment: 90 });
    expect(views.active).toMatchObject({ space: 'physical', source: OTHER.id });
    time.follow({ type: 'moment', moment: 30 }, false, selection.byte);
    expect(time.moment).toBe(100);
    expect(selection.byte).toMatchObject({ page: 7, source: OTHER.id, moment: 30 });
    time.back();
    time.back();
    expect(selection.byte).toMatchObject({ page: 1, offset: 8, source: OTHER.id });
    expect(selection.length).toBe(8);
  });

  it('of the document leads to the document, and to its moments', async () => {
    await start([OTHER]);
    const selection = useSelectionStore();
    const time = useTimeStore();
    time.follow({ type: 'memory', space: 'file', page: 0, offset: 1 }, false, selection.byte);
    expect(selection.byte?.source).toBeUndefined();
    const pinned = { space: 'physical', page: 1, offset: 0, source: 0, moment: 5 } as const;
    time.follow({ type: 'memory', space: 'physical', page: 2, offset: 0 }, false, pinned);
    expect(selection.byte).toMatchObject({ page: 2, source: 0, moment: 5 });
    time.follow({ type: 'moment', moment: 9 }, false, pinned);
    expect(time.moment).toBe(9);
  });
});

describe('a place', () => {
  it('has all of the selected bytes', async () => {
    await start();
    const selection = useSelectionStore();
    const places = createPlaces(ref(3));
    const byte = { space: 'file', page: 1, offset: 2 } as const;
    selection.selectByte(byte, 40);
    places.leave();
    selection.selectByte(byte, 1);
    const place = places.back();
    expect(place).toMatchObject({ byte, length: 40 });
    if (place !== null) places.select(place);
    expect(selection.length).toBe(40);
  });
});

describe('a comparison side by side', () => {
  it('is about side A, with what stands on side B beside it', async () => {
    const views = await start([OTHER]);
    const differences = useDifferencesStore();
    const walk = useDifferenceWalkStore();
    differences.alignment = 'shift';
    differences.shift = '0x1000';
    await differences.compareWith(OTHER.id);
    walk.showSideBySide();
    await window.settle();
    const selection = useSelectionStore();
    expect(views.active.id).toBe(walk.pair?.left);
    expect(selection.byte).toMatchObject({ page: 2, offset: 0x10, source: 0, moment: 100 });
    const right = views.views.find(({ id }) => id === walk.pair?.right);
    expect(right?.wish).toMatchObject({ first: 0x3010, length: 3, quiet: true });
    expect(walk.beside).toMatchObject({ name: 'B', source: OTHER.id, moment: 90, position: 0x3010 });
    if (right !== undefined) views.publish(right, { first: 0x5000, length: 1 });
    expect(walk.beside).toMatchObject({ name: 'A', source: 0, position: 0x4000 });
    differences.clear();
    expect(walk.beside).toBeNull();
  });
});

describe('a dump that changes', () => {
  it('ends what is known of it, and says so', async () => {
    await start([OTHER]);
    const changes = useSourceChangesStore();
    const differences = useDifferencesStore();
    await differences.compareWith(OTHER.id);
    const started = (): number => window.asked.filter(({ name }) => name === 'diff.start').length;
    expect(started()).toBe(1);
    window.emit('sourceChanged', { source: 99, text: 'another one' });
    expect(started()).toBe(1);
    window.emit('sourceChanged', { source: OTHER.id, text: 'It has changed.' });
    await window.settle();
    expect(started()).toBe(2);
    expect([changes.countOf(OTHER.id), changes.serial, changes.notice]).toEqual([1, 2, 'It has changed.']);
    changes.dismiss();
    window.load(2, 100);
    expect([changes.countOf(OTHER.id), changes.notice]).toEqual([0, null]);
  });
});

describe('edits that are not loaded', () => {
  const there = new Uint8Array(16);
  const range = { side: { source: 0, moment: 100 }, space: 'file', first: 0x100, length: 16 } as const;

  it('are in the bytes that are shown, and counted where others are meant', async () => {
    await start();
    const edits = useEditsStore();
    edits.write(0x102, Uint8Array.of(1, 2), new Uint8Array(2), 'typing');
    const read: SpaceBytes = { bytes: there, missing: [] };
    expect([...shownBytes(range, read).bytes.subarray(0, 5)]).toEqual([0, 0, 1, 2, 0]);
    expect(shownBytes({ ...range, space: 'physical' }, read)).toBe(read);
    expect(shownBytes({ ...range, side: { source: 3, moment: 0 } }, read)).toBe(read);
    expect(unloadedBytes(range)).toBe(2);
    expect(unloadedBytes({ ...range, first: 0x103, length: 1 })).toBe(1);
    expect(unloadedText(range, 'x')).toBe('2 edited bytes are not loaded yet: x.');
    expect(unloadedText({ ...range, first: 0x104 }, 'x')).toBe('');
  });

  it('are no such ones once they are loaded, until they are taken back', async () => {
    await start();
    const edits = useEditsStore();
    edits.write(0x102, Uint8Array.of(1), new Uint8Array(1), 'typing');
    window.load(2, 100, { edits: [{ offset: 0x102, before: '00', after: '01' }], editedBytes: 1 });
    edits.write(0x102, Uint8Array.of(1), Uint8Array.of(1), 'typing');
    expect(unloadedBytes(range)).toBe(0);
    edits.revert([{ offset: 0x102, length: 1 }]);
    expect(unloadedBytes(range)).toBe(1);
  });
});
