import { afterEach, describe, expect, it } from 'vitest';
import { layoutSchema } from '../../../../main/host/validate';
import { REMEMBERED_VIEWS, type RememberedMemory } from '../../../../shared/layout-state';
import { DEFAULT_SETTINGS } from '../../../../renderer/panels/memory/view-settings';
import { useLayoutStore } from '../../../../renderer/stores/layout';
import { useMemoryViewsStore } from '../../../../renderer/stores/memory-views';
import { settingsFrom } from '../../../../renderer/stores/memory-view-state';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../renderer/stores/time';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;

afterEach(() => window.scope.stop());

const DUMP = {
  id: 7,
  kind: 'dump',
  name: 'ram.bin',
  path: '/ram.bin',
  spaces: ['physical'],
  lastMoment: 0,
  physicalSize: '0x2000',
  fileSize: 0,
  address: '0x0',
  virtualAddressOffset: null,
  message: null,
} as const;

async function start(attached: readonly unknown[] = []) {
  const sources = [...attached];
  window = fakeWindow((name, params) => {
    if (name === 'sources.list') return [...sources];
    if (name === 'layout.get') return { sizes: {}, collapsed: [], tabs: {} };
    return name === 'time.where' ? fakeWhere((params as { moment: number }).moment, 1) : undefined;
  });
  window.load(1, 100);
  const views = useMemoryViewsStore();
  await window.settle();
  return { views, sources };
}

/** Titles of the views by group, the one in front marked. */
function picture(views: ReturnType<typeof useMemoryViewsStore>): string {
  return views.groups
    .map((group) =>
      group.views.map((view) => `${view.id === group.front ? '*' : ''}${views.titleOf(view)}`).join(' '),
    )
    .join(' | ');
}

describe('groups of memory views', () => {
  it('starts with a view of each space and opens more', async () => {
    const { views } = await start();
    expect(picture(views)).toBe('*Physical Virtual File');
    views.open('virtual');
    expect(picture(views)).toBe('Physical *Virtual 2 Virtual File');
    views.open('physical', { moment: 12 }, 'side');
    expect(picture(views)).toBe('Physical *Virtual 2 Virtual File | *Physical 2 @12');
    expect(views.momentOf(views.active)).toBe(12);
  });

  it('splits a view with its place and settings', async () => {
    const { views } = await start();
    const view = views.active;
    view.settings = { ...view.settings, columns: 32 };
    view.place.opened = [{ first: 0, end: 64 }];
    const copy = views.split(view);
    expect(picture(views)).toBe('*Physical Virtual File | *Physical 2');
    expect(copy.settings.columns).toBe(32);
    expect(copy.place.opened).toEqual([{ first: 0, end: 64 }]);
    copy.place.opened = [];
    expect(view.place.opened).toHaveLength(1);
  });

  it('divides the room evenly while all groups have the same, else halves that of one', async () => {
    const { views } = await start();
    views.split(views.active);
    views.split(views.active);
    const [first, second, third] = views.groups.map(({ share }) => share);
    expect([second, third]).toEqual([first, first]);
    views.groups[0]!.share *= 2;
    views.split(views.active);
    expect(views.groups.map(({ share }) => share / first!)).toEqual([2, 1, 0.5, 0.5]);
  });

  it('keeps one view of each space of the document', async () => {
    const { views } = await start();
    expect(views.canClose(views.active)).toBe(false);
    views.close(views.active);
    expect(picture(views)).toBe('*Physical Virtual File');
    const second = views.split(views.active);
    expect(views.canClose(second)).toBe(true);
    views.close(second);
    expect(picture(views)).toBe('*Physical Virtual File');
    expect(views.groups[0]?.share).toBe(1);
  });

  it('adds a view of the current moment where the only one is kept at another', async () => {
    const { views } = await start();
    views.setMoment(views.active, 5);
    expect(picture(views)).toBe('*Physical @5 Physical 2 Virtual File');
  });

  it('moves views inside a group, between groups, and into new ones', async () => {
    const { views } = await start();
    const [physical, virtual] = views.views;
    views.moveBeside(virtual!, 1);
    expect(picture(views)).toBe('*Physical File | *Virtual');
    views.move(physical!, views.groups[1]!, 0);
    expect(picture(views)).toBe('*File | *Physical Virtual');
    views.move(physical!, views.groups[1]!, 2);
    expect(picture(views)).toBe('*File | Virtual *Physical');
    views.moveBeside(physical!, -1);
    views.moveBeside(virtual!, -1);
    expect(picture(views)).toBe('File Physical *Virtual');
    views.moveBeside(virtual!, -1);
    expect(picture(views)).toBe('*Virtual | File *Physical');
  });

  it('closes views of what is not attached any more', async () => {
    const { views, sources } = await start([DUMP]);
    views.open('physical', { source: DUMP.id, moment: 0 }, 'side');
    expect(picture(views)).toBe('*Physical Virtual File | *Physical of ram.bin');
    expect(views.sizeOf(views.active)).toBe(0x2000);
    // It is at its end by itself: nothing is kept that a pin would speak of.
    expect(views.active.moment).toBeNull();
    expect(views.momentOf(views.active)).toBe(0);
    sources.length = 0;
    window.load(2, 50);
    await window.settle();
    expect(picture(views)).toBe('*Physical Virtual File');
  });
});

describe('very many views', () => {
  it('are remembered as far as a layout may speak of them', async () => {
    const { views } = await start();
    for (let i = 0; i < 70; i++) views.open('file');
    for (let i = 0; i < 20; i++) views.split(views.active);
    views.groups[0]!.share = 1e-9;
    const memory = views.remembered();
    expect(memory.groups).toHaveLength(REMEMBERED_VIEWS.groups);
    expect(memory.groups[0]?.views).toHaveLength(REMEMBERED_VIEWS.views);
    const layout = { sizes: {}, collapsed: [], tabs: {}, memory };
    expect(() => layoutSchema.parse(layout)).not.toThrow();
  });
});

describe('asked for bytes', () => {
  it('brings a fitting view to the front, those in use before others', async () => {
    const { views } = await start();
    views.open('virtual', {}, 'side');
    useTimeStore().follow({ type: 'memory', space: 'file', page: 1, offset: 2 });
    expect(picture(views)).toBe('Physical Virtual *File | *Virtual 2');
    expect(views.active.wish).toMatchObject({ first: 0x1002, length: 1, selects: false });
    views.focusPosition('virtual', 0x5000, { length: 3 });
    expect(views.titleOf(views.active)).toBe('Virtual 2');
    expect(useSelectionStore().length).toBe(3);
  });

  it('opens a view of another source or moment where there is none', async () => {
    const { views } = await start([DUMP]);
    views.focusPosition('physical', 16, { source: DUMP.id, moment: 0 });
    expect(picture(views)).toContain('*Physical of ram.bin');
    views.focusPosition('physical', 16, { moment: 3 });
    expect(picture(views)).toContain('*Physical 2 @3');
    views.focusPosition('physical', 16);
    expect(views.titleOf(views.active)).toBe('Physical');
  });
});

describe('the way of a view', () => {
  it('goes back and forward, each view for itself', async () => {
    const { views } = await start();
    const view = views.active;
    const go = (first: number): void => {
      views.send(view, { first, length: 1 });
      views.publish(view, { first, length: 1 });
    };
    go(16);
    go(4096);
    expect(views.canGoBack(view)).toBe(true);
    expect(views.canGoBack(views.views[1]!)).toBe(false);
    views.back(view);
    expect(view.wish).toMatchObject({ first: 16, selects: true });
    views.publish(view, { first: 16, length: 1 });
    views.forward(view);
    expect(view.wish).toMatchObject({ first: 4096 });
    expect(views.canGoForward(view)).toBe(false);
  });

  it('is forgotten with the load', async () => {
    const { views } = await start();
    const view = views.active;
    views.send(view, { first: 16, length: 1 });
    views.setMoment(view, 40);
    window.load(2, 10);
    expect([view.wish, view.moment, view.selected, views.canGoBack(view)]).toEqual([null, null, null, false]);
  });
});

describe('the selection', () => {
  it('is told with its side only where that is not the current one', async () => {
    const { views } = await start();
    const selection = useSelectionStore();
    views.publish(views.active, { first: 4097, length: 2 });
    expect(selection.byte).toEqual({ space: 'physical', page: 1, offset: 1 });
    views.setMoment(views.active, 5);
    views.publish(views.active, { first: 4097, length: 2 });
    expect(selection.byte).toMatchObject({ source: 0, moment: 5 });
  });

  it('of a free view does not lead the others, and comes back when it is used again', async () => {
    const { views } = await start();
    const selection = useSelectionStore();
    const [physical, virtual] = views.views;
    views.publish(physical!, { first: 1, length: 1 });
    views.setLinked(virtual!, false);
    views.publish(virtual!, { first: 8192, length: 4 });
    expect(selection.byte?.page).toBe(2);
    expect(views.linkedSelection.byte?.offset).toBe(1);
    views.use(physical!);
    expect(selection.byte?.offset).toBe(1);
    views.use(virtual!);
    expect([selection.byte?.page, selection.length]).toEqual([2, 4]);
    views.setLinked(virtual!, true);
    expect(views.linkedSelection.byte?.page).toBe(2);
  });
});

describe('views of the last run', () => {
  const saved: RememberedMemory = {
    groups: [
      { views: [{ space: 'file', linked: true, settings: {} }], active: 0, share: 1 },
      {
        views: [
          { space: 'physical', linked: false, settings: { columns: 32, format: 'nonsense', strange: 1 } },
          { space: 'virtual', linked: true, settings: {} },
        ],
        active: 1,
        share: 2,
      },
    ],
    active: 1,
  };

  it('come back with their groups, settings and links', async () => {
    const { views } = await start();
    useLayoutStore().memory = saved;
    expect(picture(views)).toBe('*File | Physical *Virtual');
    expect(views.active.space).toBe('virtual');
    const physical = views.groups[1]!.views[0]!;
    expect([physical.linked, physical.settings]).toEqual([false, { ...DEFAULT_SETTINGS, columns: 32 }]);
    expect(views.remembered().groups[1]).toEqual({
      views: [
        { space: 'physical', linked: false, settings: { columns: 32 } },
        { space: 'virtual', linked: true, settings: {} },
      ],
      active: 1,
      share: 2,
    });
  });

  it('are completed to one of each space', async () => {
    const { views } = await start();
    useLayoutStore().memory = { groups: saved.groups.slice(0, 1), active: 9 };
    expect(picture(views)).toBe('*File Physical Virtual');
  });

  it('leave out what cannot come back', async () => {
    const { views } = await start([DUMP]);
    views.open('physical', { source: DUMP.id, moment: 0 }, 'side');
    views.open('virtual', { moment: 3 });
    expect(views.remembered().groups).toHaveLength(1);
    expect(views.remembered().groups[0]?.views).toHaveLength(3);
  });

  it('take no setting that is no choice', () => {
    expect(settingsFrom({ columns: 7, group: 4, bigEndian: 'yes', text: 'utf-8' })).toEqual({
      group: 4,
      text: 'utf-8',
    });
  });
});
