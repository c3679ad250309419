import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { MenuItem } from '../../components/menu-item';
import { keysOf } from '../../composables/keyboard';
import { useCommandsStore } from '../../stores/commands';
import type { MemoryView } from '../../stores/memory-view-state';
import { useMemoryViewsStore } from '../../stores/memory-views';
import { useSourcesStore } from '../../stores/sources';
import { useTimeStore } from '../../stores/time';
import type { MemorySpace } from '../../../shared/view-types';

const SPACES: readonly { readonly space: MemorySpace; readonly label: string }[] = [
  { space: 'physical', label: 'Physical memory' },
  { space: 'virtual', label: 'Virtual memory' },
  { space: 'file', label: 'Kernel file' },
];

/** The menus of the tabs of memory views: what a new view shows, and what can be done with one. */
export interface ViewMenus {
  readonly newItems: ComputedRef<readonly MenuItem[]>;
  openNew(id: string): void;
  /** The view that the menu of a tab is about. */
  readonly menuView: ShallowRef<MemoryView | null>;
  readonly tabItems: ComputedRef<readonly MenuItem[]>;
  chooseForTab(id: string): void;
}

/** Makes the menus. */
export function useViewMenus(): ViewMenus {
  const commands = useCommandsStore();
  const sources = useSourcesStore();
  const time = useTimeStore();
  const views = useMemoryViewsStore();
  const menuView = shallowRef<MemoryView | null>(null);

  const newItems = computed((): MenuItem[] => [
    ...SPACES.map(({ space, label }) => ({ id: `0:${space}`, label })),
    ...SPACES.slice(0, 2).map(({ space, label }, at) => ({
      id: `now:${space}`,
      label: `${label}, kept at this moment`,
      separated: at === 0,
    })),
    ...sources.list.flatMap((source) =>
      source.spaces.map((space, at) => ({
        id: `${source.id}:${space}`,
        label: `${SPACES.find((one) => one.space === space)?.label ?? space} of ${source.name}`,
        separated: at === 0,
      })),
    ),
    {
      id: 'split',
      label: 'This view again, to the side',
      keys: keysOf('memory.splitView'),
      separated: true,
    },
  ]);

  function openNew(id: string): void {
    if (id === 'split') {
      commands.run('memory.splitView');
      return;
    }
    const [of, space] = id.split(':') as [string, MemorySpace];
    if (of === 'now') views.open(space, { moment: time.moment });
    else views.open(space, { source: Number(of) });
  }

  const tabItems = computed((): MenuItem[] => {
    const view = menuView.value;
    if (view === null) return [];
    const pin = { id: 'pin', label: 'Stay at this moment', checked: view.moment !== null };
    return [
      { id: 'linked', label: 'Linked with the selection', checked: view.linked },
      ...(view.source === 0 ? [pin] : []),
      { id: 'split', label: 'Again, to the side', separated: true },
      { id: 'right', label: 'Move to the right', keys: 'Ctrl+Right' },
      { id: 'left', label: 'Move to the left', keys: 'Ctrl+Left' },
      { id: 'close', label: 'Close', keys: 'Delete', separated: true, disabled: !views.canClose(view) },
    ];
  });

  function chooseForTab(id: string): void {
    const view = menuView.value;
    if (view === null) return;
    if (id === 'linked') views.setLinked(view, !view.linked);
    else if (id === 'pin') views.setMoment(view, view.moment === null ? time.moment : null);
    else if (id === 'split') views.split(view);
    else if (id === 'right' || id === 'left') views.moveBeside(view, id === 'right' ? 1 : -1);
    else views.close(view);
  }

  return { newItems, openNew, menuView, tabItems, chooseForTab };
}
