import { computed, type ComputedRef } from 'vue';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import type { TreeOf } from '../../../shared/table-types';
import type { LinkTarget } from '../../../shared/view-types';
import { useMemoryViewsStore } from '../../stores/memory-views';
import type { TreeChoice } from '../../stores/tree-choice';
import { usePageTableViewStore } from '../../stores/page-table-view';
import type { SelectedByte } from '../../stores/selection';
import { useTimeStore } from '../../stores/time';

/** Whose page tables a panel shows. */
export interface ChosenTree {
  readonly choice: ComputedRef<TreeChoice>;
  /** The window's own load, from the root that the loader made: selection and steps are about these tables. */
  readonly isOwn: ComputedRef<boolean>;
  /** The parameters of a question about them. @param moment the current one, which others than the document do not follow */
  at(moment: number): TreeOf;
  /** Follows a link to memory of that side. */
  follow(space: 'physical' | 'virtual', page: number, offset: number): void;
}

/** The parameters of a question about a tree. */
export function treeAt(choice: TreeChoice, moment: number): TreeOf {
  const { source, root } = choice;
  const of = source === DOCUMENT_SOURCE ? { moment } : { source, moment: momentOf(source) };
  return root === null ? of : { ...of, root };
}

/** The moment at which memory beside the document is looked at. */
function momentOf(source: number): number {
  return useMemoryViewsStore().momentOf({ source, moment: null });
}

/** Follows a link to memory of a side. */
export function followIn(source: number, space: 'physical' | 'virtual', page: number, offset: number): void {
  const link: LinkTarget = { type: 'memory', space, page, offset };
  const from: SelectedByte | null =
    source === DOCUMENT_SOURCE ? null : { space, page, offset, source, moment: momentOf(source) };
  useTimeStore().follow(link, false, from);
}

/** The tree that the page-table panel shows. @param always the one that a part of it shows whatever is chosen */
export function useTreeOf(always?: TreeChoice): ChosenTree {
  const view = usePageTableViewStore();
  const choice = computed(() => always ?? view.tree);
  return {
    choice,
    isOwn: computed(() => choice.value.source === DOCUMENT_SOURCE && choice.value.root === null),
    at: (moment) => treeAt(choice.value, moment),
    follow: (space, page, offset) => followIn(choice.value.source, space, page, offset),
  };
}
