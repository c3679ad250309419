import { beforeEach, describe, expect, it } from 'vitest';
import { useDifferencesStore } from '../../../../renderer/stores/differences';
import { useDifferenceWalkStore } from '../../../../renderer/stores/difference-walk';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { useMemoryViewsStore } from '../../../../renderer/stores/memory-views';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useSourcesStore } from '../../../../renderer/stores/sources';
import { useTimeStore } from '../../../../renderer/stores/time';
import { NO_NOTES } from '../../../../shared/notes';
import type { AttachedSource, DiffRow, DiffState } from '../../../../shared/memory-types';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

const PLACE = { space: 'physical', address: '0x0' } as const;
/** Where bytes differ, each one byte. */
const PLACES = [0x1000, 0x1008, 0x5000];

let window: FakeWindow;
let attached: AttachedSource[];
let refuse: boolean;
let lastId: number;
let state: DiffState;

function source(kind: 'kernel' | 'dump', path: string): AttachedSource {
  return {
    id: ++lastId,
    kind,
    name: path,
    path,
    spaces: kind === 'dump' ? ['physical'] : ['physical', 'virtual', 'file'],
    lastMoment: kind === 'dump' ? 0 : 50,
    physicalSize: '0x1000',
    fileSize: 4096,
    address: '0x0',
    virtualAddressOffset: kind === 'dump' ? null : '0x8000000000',
    message: null,
  };
}

function row(position: number): DiffRow {
  const side = { position, address: `0x${position.toString(16)}`, bytes: Uint8Array.of(1) };
  const full = { ...side, unreadable: null, owner: '', provenance: 'free' } as const;
  return { length: 1, kind: 'changed', left: full, right: full, symbol: '' };
}

function answer(name: string, params: unknown): unknown {
  const asked = params as {
    kind: 'kernel' | 'dump';
    path: string | null;
    source: number;
    first: number;
    position: number;
  };
  switch (name) {
    case 'sources.list':
      return [...attached];
    case 'sources.attach':
      if (refuse) throw new Error('no such file');
      attached.push(source(asked.kind, asked.path ?? '/chosen'));
      return attached.at(-1);
    case 'sources.detach':
      attached = attached.filter(({ id }) => id !== asked.source);
      return undefined;
    case 'diff.start':
    case 'diff.state':
      return state;
    case 'diff.rows':
      return PLACES.slice(asked.first, asked.first + 1).map(row);
    case 'diff.indexAt':
      return PLACES.filter((place) => place + 1 <= asked.position).length;
    case 'diff.within':
      return new Float64Array(PLACES.includes(asked.first) ? 3 : 0);
    case 'notes.get':
      return NO_NOTES;
    case 'time.where':
      return fakeWhere((params as { moment: number }).moment, 1);
    default:
      return undefined;
  }
}

beforeEach(async () => {
  attached = [];
  refuse = false;
  lastId = 0;
  state = {
    job: 1,
    done: 1,
    total: 1,
    finished: true,
    failure: null,
    runs: PLACES.length,
    bytes: 3,
    onlyLeft: 0,
    onlyRight: 0,
    unreadable: 0,
    cut: false,
  };
  window = fakeWindow(answer);
  useTimeStore();
  useSourcesStore();
  window.load(1, 100);
  await window.settle();
});

describe('what is attached', () => {
  it('is listed, has a name, and goes away again', async () => {
    const sources = useSourcesStore();
    const one = await sources.attach({ kind: 'kernel', path: '/k' });
    expect(one).toMatchObject({ id: 1, kind: 'kernel' });
    expect(sources.list).toHaveLength(1);
    expect(sources.nameOf(1)).toBe('/k');
    expect(sources.attaching).toBeNull();
    await sources.detach(1);
    expect(sources.list).toEqual([]);
  });

  it('says why it cannot be, and is tried again', async () => {
    const sources = useSourcesStore();
    refuse = true;
    expect(await sources.attach({ kind: 'dump', path: '/d', place: PLACE })).toBeNull();
    expect(sources.failure?.message).toContain('no such file');
    refuse = false;
    expect(await sources.retry()).toMatchObject({ kind: 'dump', path: '/d' });
    expect(sources.failure).toBeNull();
  });

  it('comes back when the file is loaded again, but for what was detached', async () => {
    const sources = useSourcesStore();
    await sources.attach({ kind: 'kernel', path: '/k' });
    await sources.attach({ kind: 'dump', path: '/d', place: PLACE });
    await sources.detach(1);
    attached = [];
    window.load(2, 100);
    expect(sources.list).toEqual([]);
    for (let i = 0; i < 5; i++) await window.settle();
    expect(sources.list.map(({ path }) => path)).toEqual(['/d']);
  });
});

describe('what comes back with a load of the file', () => {
  const attach = (path: string) => useSourcesStore().attach({ kind: 'dump', path, place: PLACE });
  const loading = (): void => {
    useDocumentStore().state = {
      kind: 'loading',
      path: '',
      name: '',
      progress: { stage: '', ops: 0, fraction: null },
    };
  };

  it('is the same while it is loaded, and when it is loaded again before all is back', async () => {
    const sources = useSourcesStore();
    for (const path of ['/1', '/2', '/3']) await attach(path);
    attached = [];
    loading();
    await window.settle();
    expect(sources.list).toEqual([]);
    window.load(2, 100);
    await new Promise((resolve) => setTimeout(resolve));
    attached = [];
    loading();
    window.load(3, 100);
    for (let i = 0; i < 9; i++) await window.settle();
    expect(sources.list.map(({ path }) => path)).toEqual(['/1', '/2', '/3']);
    expect(sources.attaching).toBeNull();
  });

  it('is one of two dumps of a file, when the other was detached', async () => {
    const sources = useSourcesStore();
    const one = await attach('/d');
    await attach('/d');
    await sources.detach(one?.id ?? 0);
    attached = [];
    window.load(2, 100);
    for (let i = 0; i < 5; i++) await window.settle();
    expect(sources.list).toHaveLength(1);
  });

  it('is nothing for another file, nor what cannot be attached any more', async () => {
    const sources = useSourcesStore();
    await attach('/d');
    attached = [];
    refuse = true;
    window.load(2, 100);
    for (let i = 0; i < 5; i++) await window.settle();
    expect(sources.failure?.message).toContain('no such file');
    refuse = false;
    window.load(3, 100);
    for (let i = 0; i < 5; i++) await window.settle();
    expect(sources.list).toEqual([]);
    await attach('/e');
    attached = [];
    window.load(4, 100, { path: '/other' });
    for (let i = 0; i < 5; i++) await window.settle();
    expect(sources.list).toEqual([]);
  });
});

describe('a comparison', () => {
  it('that was asked for before a load does not become one of it', async () => {
    const differences = useDifferencesStore();
    const started = differences.compareWith(0);
    window.load(2, 100);
    await started;
    expect(differences.run).toBeNull();
    expect(window.asked.filter(({ name }) => name === 'job.cancel')).toHaveLength(1);
  });

  it('of the document as it is with a dump lies in the space of the dump', async () => {
    const sources = useSourcesStore();
    const differences = useDifferencesStore();
    differences.space = 'virtual';
    await sources.attach({ kind: 'dump', path: '/d', place: PLACE });
    await differences.compareWith(1);
    const asked = window.asked.find(({ name }) => name === 'diff.start');
    expect(asked?.params).toEqual({
      left: { source: 0, moment: 100 },
      right: { source: 1, moment: 0 },
      space: 'physical',
      shift: 0,
    });
    expect(differences.isCurrent).toBe(true);
    useTimeStore().jump(50);
    expect(differences.isCurrent).toBe(false);
    await sources.detach(1);
    expect(differences.run).toBeNull();
    expect(differences.right.source).toBe(0);
  });

  it('is walked from the selected byte on, in either direction, and stays at its ends', async () => {
    const differences = useDifferencesStore();
    const walk = useDifferenceWalkStore();
    const selection = useSelectionStore();
    useMemoryViewsStore();
    const place = (): number => (selection.byte?.page ?? 0) * 4096 + (selection.byte?.offset ?? 0);
    await walk.walk(1);
    expect(selection.byte).toBeNull();
    await differences.start();
    await walk.walk(1);
    expect(place()).toBe(0x1000);
    selection.selectByte({ space: 'physical', page: 1, offset: 4 });
    await walk.walk(1);
    expect(place()).toBe(0x1008);
    await walk.walk(1);
    await walk.walk(1);
    expect(place()).toBe(0x5000);
    selection.selectByte({ space: 'physical', page: 3, offset: 0 });
    await walk.walk(-1);
    expect(place()).toBe(0x1008);
    await walk.walk(-1);
    await walk.walk(-1);
    expect(place()).toBe(0x1000);
  });

  it('shows both sides in two views, which stay for the next comparison', async () => {
    const sources = useSourcesStore();
    const differences = useDifferencesStore();
    const walk = useDifferenceWalkStore();
    const views = useMemoryViewsStore();
    await sources.attach({ kind: 'kernel', path: '/k' });
    await differences.compareWith(1);
    walk.showSideBySide();
    await window.settle();
    const [left, right] = [walk.pair?.left, walk.pair?.right].map((id) =>
      views.views.find((one) => one.id === id),
    );
    expect(left).toMatchObject({ source: 0, moment: 100, linked: false });
    expect(right).toMatchObject({ source: 1, moment: null, linked: false });
    expect(views.groups).toHaveLength(2);
    await walk.show(2);
    expect(left?.wish).toMatchObject({ first: 0x5000, length: 1 });
    expect(right?.wish).toMatchObject({ first: 0x5000, length: 1 });
    expect(useSelectionStore().byte).toMatchObject({ page: 5, source: 0, moment: 100 });
    const count = views.views.length;
    walk.showSideBySide();
    expect(views.views).toHaveLength(count);
  });
});
