import { beforeEach, describe, expect, it, vi } from 'vitest';
import { VIEW_NAMES } from '../../../../shared/contract';
import type { LayoutState } from '../../../../shared/layout-state';
import { useLayoutStore } from '../../../../renderer/stores/layout';
import { placeOf } from '../../../../renderer/stores/view-places';
import { fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;
let asked: string[];
let layout: ReturnType<typeof useLayoutStore>;

beforeEach(() => {
  vi.useRealTimers();
  window = fakeWindow((name) => (name === 'layout.get' ? { sizes: {}, collapsed: [], tabs: {} } : undefined));
  asked = [];
  Object.assign(globalThis.document, {
    querySelector: (selector: string) => {
      asked.push(selector);
      return null;
    },
  });
  layout = useLayoutStore();
});

describe('showView', () => {
  it.each(VIEW_NAMES)('opens whatever hides %s, at every width, and focuses it', async (view) => {
    for (const width of [1920, 1440, 1180, 900]) {
      layout.width = width;
      for (const panel of ['column.left', 'column.right', 'bottom', 'bottom.narrow', 'inspector', view]) {
        if (!layout.isCollapsed(panel)) layout.toggleCollapsed(panel);
      }
      layout.overlay = null;
      await layout.showView(view);
      const place = placeOf(view, layout.widthClass);
      const small = layout.widthClass === 'small';
      if (place.at === 'bottom') {
        expect(layout.bottomShown).toBe(true);
        const group = layout.bottomGroups.find(({ tabs }) => tabs.includes(place.tab));
        expect(layout.bottomTab(group!.group)).toBe(place.tab);
      }
      if (place.at === 'left' || place.at === 'leftBottom' || place.at === 'right') {
        const side = place.at === 'right' ? 'right' : 'left';
        if (small) expect(layout.overlay).toBe(side);
        else expect(layout.isCollapsed(`column.${side}`)).toBe(false);
        const panel = 'panel' in place ? place.panel : view;
        if (panel !== null) expect(layout.isCollapsed(panel)).toBe(false);
      }
      if (view === 'inspector' || view === 'data') {
        expect(layout.inspectorTab).toBe(view);
        layout.inspectorTab = view === 'data' ? 'inspector' : 'data';
      }
      if (place.at === 'left') expect(layout.leftTab).toBe(place.tab);
      if (place.at === 'leftBottom') expect(layout.leftBottomTab).toBe(place.tab);
      expect(asked.at(-1)).toBe(`[data-panel="${view.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}"]`);
    }
  });

  it('gives the centre back to what is in it', async () => {
    layout.toggleBottomMaximised();
    await layout.showView('log');
    expect(layout.bottomMaximised).toBe(true);
    await layout.showView('source');
    expect(layout.bottomMaximised).toBe(false);
    expect(layout.bottomShown).toBe(true);
  });
});

describe('the bottom strip', () => {
  it('opens when it is maximised and gives the centre back when it is hidden', () => {
    layout.setBottomShown(false);
    layout.toggleBottomMaximised();
    expect([layout.bottomShown, layout.bottomMaximised]).toEqual([true, true]);
    layout.setBottomShown(false);
    layout.setBottomShown(true);
    expect(layout.bottomMaximised).toBe(false);
  });

  it('is hidden in narrow windows until it is asked for, apart from wide ones', () => {
    expect(layout.bottomShown).toBe(true);
    layout.width = 1180;
    expect(layout.bottomShown).toBe(false);
    layout.setBottomShown(true);
    layout.width = 1440;
    layout.setBottomShown(false);
    layout.width = 900;
    expect(layout.bottomShown).toBe(true);
  });

  it('shows in one group what was chosen last in any', () => {
    layout.setBottomTab('compare');
    layout.setBottomTab('watch');
    expect([layout.bottomTab('left'), layout.bottomTab('right')]).toEqual(['compare', 'watch']);
    layout.width = 1180;
    expect(layout.bottomTab('all')).toBe('watch');
    layout.setBottomTab('compare');
    layout.width = 1440;
    expect([layout.bottomTab('left'), layout.bottomTab('right')]).toEqual(['compare', 'watch']);
  });
});

it('remembers sizes, what is collapsed, and tabs', () => {
  vi.useFakeTimers();
  layout.setSize('bottom', 225);
  layout.height = 900;
  layout.setSize('bottom', 225);
  layout.leftBottomTab = 'bookmarks';
  layout.toggleBottomMaximised();
  vi.advanceTimersByTime(1000);
  const saved = window.asked.filter(({ name }) => name === 'layout.set').at(-1)?.params as LayoutState;
  expect(saved.sizes).toEqual({ bottom: [25] });
  expect(saved.collapsed).toContain('centre');
  expect(saved.tabs).toEqual({ leftBottom: 'bookmarks' });
  vi.useRealTimers();
});

it('writes what still waits when the window closes, once, and nothing where nothing has changed', async () => {
  const listeners = new Map<string, () => void>();
  Object.assign(globalThis.window, {
    addEventListener: (event: string, listener: () => void) => listeners.set(event, listener),
  });
  await layout.start();
  const written = () => window.asked.filter(({ name }) => name === 'layout.set');
  listeners.get('beforeunload')?.();
  expect(written()).toEqual([]);
  layout.leftBottomTab = 'bookmarks';
  listeners.get('beforeunload')?.();
  listeners.get('pagehide')?.();
  expect(written()).toHaveLength(1);
  expect(written()[0]?.params).toMatchObject({ tabs: { leftBottom: 'bookmarks' } });
});

describe('a page that is too small', () => {
  it('has the room that it scrolls in', () => {
    Object.assign(globalThis.window, { innerWidth: 300, innerHeight: 200 });
    fakeWindow((name) => (name === 'layout.get' ? { sizes: {}, collapsed: [], tabs: {} } : undefined));
    Object.assign(globalThis.window, { innerWidth: 300, innerHeight: 200 });
    const small = useLayoutStore();
    small.setSize('left', 320);
    expect(small.sizeOf('left', 0)).toBe(320);
  });
});
