import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { call } from '../api/client';

/** Widths at which the columns fold, as the design gives them. */
export type WidthClass = 'wide' | 'full' | 'narrow' | 'small';

/** Panes whose size a splitter changes. */
export type PaneKey = 'left' | 'right' | 'memory' | 'inspector' | 'bottom';

/** How long sizes must rest before they are written. */
const SAVE_AFTER = 400;

/** The class of a window `width` pixels wide. */
export function widthClassOf(width: number): WidthClass {
  if (width >= 1800) return 'wide';
  if (width >= 1280) return 'full';
  return width >= 1000 ? 'narrow' : 'small';
}

/** Sizes of the panes, what is collapsed, which columns show; remembered between runs. */
export const useLayoutStore = defineStore('layout', () => {
  const sizes = shallowRef<Readonly<Record<string, readonly number[]>>>({});
  const collapsed = shallowRef<readonly string[]>([]);
  const width = ref(window.innerWidth);
  const height = ref(window.innerHeight);
  /** The column that lies over the centre in a small window. */
  const overlay = ref<'left' | 'right' | null>(null);
  /** Which panel of a folded left column is in front. */
  const leftTab = ref<'steps' | 'inspector' | 'pageTable' | 'problems'>('steps');
  let timer: ReturnType<typeof setTimeout> | undefined;

  const widthClass = computed(() => widthClassOf(width.value));
  const collapsedSet = computed(() => new Set(collapsed.value));

  /** Reads what the last run left; call when the window starts. */
  async function start(): Promise<void> {
    window.addEventListener('resize', () => {
      width.value = window.innerWidth;
      height.value = window.innerHeight;
      if (widthClass.value !== 'small') overlay.value = null;
    });
    const saved = await call('layout.get');
    sizes.value = saved.sizes;
    collapsed.value = saved.collapsed;
  }

  function save(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void call('layout.set', { sizes: { ...sizes.value }, collapsed: [...collapsed.value] });
    }, SAVE_AFTER);
  }

  /** What percentages of a pane's size refer to: the window's width for columns, else its height. */
  function extentOf(key: PaneKey): number {
    return key === 'left' || key === 'right' ? width.value : height.value;
  }

  /** The size of a pane in pixels, or `fallback` where it was never moved. */
  function sizeOf(key: PaneKey, fallback: number): number {
    const percent = sizes.value[key]?.[0];
    return percent === undefined ? fallback : Math.round((percent * extentOf(key)) / 100);
  }

  /** Sets a pane's size in pixels; `null` goes back to the size that the design gives. */
  function setSize(key: PaneKey, size: number | null): void {
    const others = Object.entries(sizes.value).filter(([name]) => name !== key);
    const percent = size === null ? [] : [[key, [Math.min((size / extentOf(key)) * 100, 100)]] as const];
    sizes.value = Object.fromEntries([...others, ...percent]);
    save();
  }

  function isCollapsed(panel: string): boolean {
    return collapsedSet.value.has(panel);
  }

  function toggleCollapsed(panel: string): void {
    collapsed.value = isCollapsed(panel)
      ? collapsed.value.filter((name) => name !== panel)
      : [...collapsed.value, panel];
    save();
  }

  /** Shows or hides a side column; in a small window it comes as an overlay. */
  function toggleColumn(side: 'left' | 'right'): void {
    if (widthClass.value === 'small') {
      overlay.value = overlay.value === side ? null : side;
    } else if (side === 'right' && widthClass.value === 'narrow') {
      leftTab.value = leftTab.value === 'inspector' ? 'steps' : 'inspector';
    } else {
      toggleCollapsed(`column.${side}`);
    }
  }

  return {
    sizes,
    collapsed,
    width,
    height,
    overlay,
    leftTab,
    widthClass,
    start,
    sizeOf,
    setSize,
    isCollapsed,
    toggleCollapsed,
    toggleColumn,
  };
});
