import { computed, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { RememberedMemory } from '../../shared/layout-state';
import { call } from '../api/client';

/** Panes whose size a splitter changes. */
export type PaneKey =
  | 'left'
  | 'right'
  | 'memory'
  | 'inspector'
  | 'leftBottom'
  | 'bottom'
  | 'bottomRight'
  | 'problemDetail'
  | 'sourceNotes'
  | 'touched'
  | 'frames'
  | 'spaceStrips'
  | 'spaceLevel4';

/** What percentages of these panes' sizes refer to is the window's width, of others its height. */
const WIDTHS: ReadonlySet<PaneKey> = new Set<PaneKey>([
  'left',
  'right',
  'bottomRight',
  'sourceNotes',
  'frames',
]);

/** How long changes must rest before they are written. */
const SAVE_AFTER = 400;

/** What a window keeps of its panels between runs. */
export interface RememberedLayout {
  readonly sizes: ShallowRef<Readonly<Record<string, readonly number[]>>>;
  readonly collapsed: ShallowRef<readonly string[]>;
  readonly tabs: ShallowRef<Readonly<Record<string, string>>>;
  /** Memory views and their groups; `null` where nothing is remembered of them. */
  readonly memory: ShallowRef<RememberedMemory | null>;
  /** Reads what the last run left. */
  load(): Promise<void>;
  /** Writes what still waits to be written: the window closes. */
  flush(): void;
  /** The size of a pane in pixels, or `fallback` where it was never moved. */
  sizeOf(key: PaneKey, fallback: number): number;
  /** Sets a pane's size in pixels; `null` goes back to the size that the design gives. */
  setSize(key: PaneKey, size: number | null): void;
  isCollapsed(panel: string): boolean;
  setCollapsed(panel: string, to: boolean): void;
  /** Remembers which of several things a panel or a group of panels shows. */
  setTab(group: string, tab: string): void;
  setMemory(views: RememberedMemory): void;
}

/** Keeps sizes, what is collapsed and the tabs in front; each change is written a little later. */
export function rememberLayout(width: Ref<number>, height: Ref<number>): RememberedLayout {
  const sizes = shallowRef<Readonly<Record<string, readonly number[]>>>({});
  const collapsed = shallowRef<readonly string[]>(['bottom.narrow', 'spaceLevel4.low']);
  const tabs = shallowRef<Readonly<Record<string, string>>>({});
  const memory = shallowRef<RememberedMemory | null>(null);
  const collapsedSet = computed(() => new Set(collapsed.value));
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    const saved = await call('layout.get');
    sizes.value = saved.sizes;
    collapsed.value = saved.collapsed;
    tabs.value = saved.tabs;
    memory.value = saved.memory ?? null;
  }

  function save(): void {
    clearTimeout(timer);
    timer = setTimeout(flush, SAVE_AFTER);
  }

  /** The layout is one for all windows: who has changed nothing writes nothing. */
  function flush(): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    void call('layout.set', {
      sizes: { ...sizes.value },
      collapsed: [...collapsed.value],
      tabs: { ...tabs.value },
      memory: memory.value ?? undefined,
    });
  }

  function extentOf(key: PaneKey): number {
    return WIDTHS.has(key) ? width.value : height.value;
  }

  function sizeOf(key: PaneKey, fallback: number): number {
    const percent = sizes.value[key]?.[0];
    return percent === undefined ? fallback : Math.round((percent * extentOf(key)) / 100);
  }

  function setSize(key: PaneKey, size: number | null): void {
    const others = Object.entries(sizes.value).filter(([name]) => name !== key);
    const percent = size === null ? [] : [[key, [Math.min((size / extentOf(key)) * 100, 100)]] as const];
    sizes.value = Object.fromEntries([...others, ...percent]);
    save();
  }

  function isCollapsed(panel: string): boolean {
    return collapsedSet.value.has(panel);
  }

  function setCollapsed(panel: string, to: boolean): void {
    if (isCollapsed(panel) === to) return;
    collapsed.value = to ? [...collapsed.value, panel] : collapsed.value.filter((name) => name !== panel);
    save();
  }

  function setTab(group: string, tab: string): void {
    if (tabs.value[group] === tab) return;
    tabs.value = { ...tabs.value, [group]: tab };
    save();
  }

  function setMemory(views: RememberedMemory): void {
    if (JSON.stringify(views) === JSON.stringify(memory.value)) return;
    memory.value = views;
    save();
  }

  return {
    sizes,
    collapsed,
    tabs,
    memory,
    load,
    flush,
    sizeOf,
    setSize,
    isCollapsed,
    setCollapsed,
    setTab,
    setMemory,
  };
}
