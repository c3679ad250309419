import type { ComputedRef, InjectionKey } from 'vue';

/** Panels that share one place: the header of the one in front has their tabs instead of its title. */
export interface HeadTabs {
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly label: string; readonly count?: number }[];
  readonly chosen: string;
  readonly choose: (id: string) => void;
}

/** Where a panel header finds the tabs of its place. */
export const HEAD_TABS: InjectionKey<ComputedRef<HeadTabs>> = Symbol('tabs of a panel header');
