import { defineStore } from 'pinia';
import { computed, nextTick, ref } from 'vue';
import type { ViewName } from '../../shared/contract';
import { focusPanel } from '../composables/panel-focus';
import { usePageTableViewStore } from './page-table-view';
import { rememberLayout } from './remembered-layout';
import {
  BOTTOM_TABS,
  CENTRE_TABS,
  bottomGroups,
  INSPECTOR_TABS,
  LEFT_BOTTOM_TABS,
  LOWER_TABS,
  panelNameOf,
  placeOf,
  type BottomGroup,
  type BottomTab,
  type CentreTab,
  type InspectorTab,
  type LeftBottomTab,
  type LeftTab,
  type LowerTab,
  type WidthClass,
} from './view-places';

/** The class of a window `width` pixels wide. */
export function widthClassOf(width: number): WidthClass {
  if (width >= 1800) return 'wide';
  if (width >= 1280) return 'full';
  return width >= 1000 ? 'narrow' : 'small';
}

/** Smaller pages scroll, as `styles/base.css` has it: what is in them has this room. */
const LEAST_WIDTH = 640;
const LEAST_HEIGHT = 440;

/** Sizes of the panes, what is collapsed, which columns and tabs show; remembered between runs. */
export const useLayoutStore = defineStore('layout', () => {
  const pageTable = usePageTableViewStore();
  const width = ref(Math.max(window.innerWidth, LEAST_WIDTH));
  const height = ref(Math.max(window.innerHeight, LEAST_HEIGHT));
  const remembered = rememberLayout(width, height);
  const { tabs, isCollapsed, setCollapsed, setTab } = remembered;
  /** The column that lies over the centre in a small window. */
  const overlay = ref<'left' | 'right' | null>(null);
  /** Which panel of a folded left column is in front. */
  const leftTab = ref<LeftTab>('steps');

  const widthClass = computed(() => widthClassOf(width.value));
  /** Whether the window has room for the strip's groups side by side; then the strip is hidden apart from narrow ones. */
  const bottomKey = computed(() =>
    widthClass.value === 'wide' || widthClass.value === 'full' ? 'bottom' : 'bottom.narrow',
  );
  const bottomShown = computed(() => !isCollapsed(bottomKey.value));
  /** The strip stands in the place of the centre. */
  const bottomMaximised = computed(() => bottomShown.value && isCollapsed('centre'));
  /** The strip's groups of tabs. */
  const groups = computed(() => bottomGroups(widthClass.value, bottomMaximised.value));
  /** Which panel of the pane below the steps is in front. */
  const leftBottomTab = computed<LeftBottomTab>({
    get: () => LEFT_BOTTOM_TABS.find((tab) => tab === tabs.value['leftBottom']) ?? 'breakpoints',
    set: (tab) => setTab('leftBottom', tab),
  });

  /** Reads what the last run left; call when the window starts. */
  async function start(): Promise<void> {
    window.addEventListener('resize', () => {
      width.value = Math.max(window.innerWidth, LEAST_WIDTH);
      height.value = Math.max(window.innerHeight, LEAST_HEIGHT);
      if (widthClass.value !== 'small') overlay.value = null;
    });
    // The keyboard is never where nobody sees it: a page that scrolls shows the panel that it is in.
    window.addEventListener('focusin', ({ target }) => {
      if (window.innerWidth >= LEAST_WIDTH && window.innerHeight >= LEAST_HEIGHT) return;
      const panel = target instanceof Element ? target.closest('[data-panel]') : null;
      panel?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
    // `beforeunload` comes while a window that closes still has its page, `pagehide` when a page is loaded anew.
    window.addEventListener('beforeunload', remembered.flush);
    window.addEventListener('pagehide', remembered.flush);
    await remembered.load();
  }

  function toggleCollapsed(panel: string): void {
    setCollapsed(panel, !isCollapsed(panel));
  }

  /** The tab of a group of the strip that is in front; a group of all shows what any group showed last. */
  function bottomTab(group: BottomGroup): BottomTab {
    const shown = groups.value.find((each) => each.group === group)?.tabs ?? [];
    const wanted = tabs.value[`bottom.${group}`] ?? (group === 'all' ? 'log' : null);
    return shown.find((tab) => tab === wanted) ?? shown[0] ?? 'log';
  }

  /** Which panel explains what is selected: the inspector, or the readings of its bytes. */
  const inspectorTab = computed<InspectorTab>({
    get: () => INSPECTOR_TABS.find((tab) => tab === tabs.value['inspector']) ?? 'inspector',
    set: (tab) => setTab('inspector', tab),
  });

  /** What the centre shows. */
  const centreTab = computed<CentreTab>({
    get: () => CENTRE_TABS.find((tab) => tab === tabs.value['centre']) ?? 'memory',
    set: (tab) => setTab('centre', tab),
  });

  /** What is below the memory views. */
  const lowerTab = computed<LowerTab>({
    get: () => LOWER_TABS.find((tab) => tab === tabs.value['lower']) ?? 'source',
    set: (tab) => setTab('lower', tab),
  });

  /** Brings a tab of the strip to the front, without opening the strip. */
  function setBottomTab(tab: BottomTab): void {
    for (const side of ['left', 'right'] as const) {
      const own: readonly BottomTab[] = BOTTOM_TABS[side];
      if (own.includes(tab)) setTab(`bottom.${side}`, tab);
    }
    setTab('bottom.all', tab);
  }

  /** Shows or hides the strip but for its tabs. */
  function setBottomShown(shown: boolean): void {
    setCollapsed(bottomKey.value, !shown);
    if (!shown) setCollapsed('centre', false);
  }

  /** Gives the strip the place of the centre, or gives the centre back. */
  function toggleBottomMaximised(): void {
    const to = !bottomMaximised.value;
    if (to) setBottomShown(true);
    setCollapsed('centre', to);
    overlay.value = null;
  }

  /** Brings a tab of the centre to the front, and gives the centre back where the strip has taken its place. */
  function showCentre(tab: CentreTab): void {
    centreTab.value = tab;
    setCollapsed('centre', false);
  }

  function openColumn(side: 'left' | 'right'): void {
    if (widthClass.value === 'small') overlay.value = side;
    else setCollapsed(`column.${side}`, false);
  }

  /** Opens the column, tab and panel of a view. */
  function open(view: ViewName): void {
    const place = placeOf(view, widthClass.value);
    if (view === 'history' && widthClass.value !== 'narrow') pageTable.mode = 'path';
    if (view === 'inspector' || view === 'data' || view === 'address') inspectorTab.value = view;
    // Where the columns are narrow the history is below the inspector.
    if (view === 'history' && widthClass.value === 'narrow') inspectorTab.value = 'inspector';
    if (place.at === 'top' || place.at === 'centre' || place.at === 'bottom') overlay.value = null;
    if (place.at === 'centre') {
      showCentre(place.tab);
      if (place.lower !== null) lowerTab.value = place.lower;
    }
    if (place.at === 'bottom') {
      setBottomTab(place.tab);
      setBottomShown(true);
    } else if (place.at === 'left') {
      openColumn('left');
      leftTab.value = place.tab;
      if (place.panel !== null) setCollapsed(place.panel, false);
    } else if (place.at === 'leftBottom') {
      openColumn('left');
      leftTab.value = 'steps';
      leftBottomTab.value = place.tab;
      setCollapsed(place.tab, false);
    } else if (place.at === 'right') {
      openColumn('right');
      setCollapsed(place.panel, false);
    }
  }

  /** Opens whatever hides a view and moves the keyboard into it. */
  async function showView(view: ViewName): Promise<void> {
    open(view);
    await nextTick();
    focusPanel(panelNameOf(view));
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
    width,
    height,
    overlay,
    leftTab,
    leftBottomTab,
    inspectorTab,
    centreTab,
    lowerTab,
    bottomMaximised,
    bottomShown,
    bottomGroups: groups,
    widthClass,
    start,
    sizeOf: remembered.sizeOf,
    setSize: remembered.setSize,
    isCollapsed,
    toggleCollapsed,
    tabs,
    setTab,
    memory: remembered.memory,
    setMemory: remembered.setMemory,
    bottomTab,
    setBottomTab,
    setBottomShown,
    toggleBottomMaximised,
    showCentre,
    showView,
    toggleColumn,
  };
});
