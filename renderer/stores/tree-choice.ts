import { shallowRef, watch, type ShallowRef } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import { useDocumentStore } from './document';
import { useSourcesStore } from './sources';

/** Whose page tables are looked at. */
export interface TreeChoice {
  readonly source: number;
  /** Frame of the level 4 table; `null`: the usual one. */
  readonly root: number | null;
}

/** The document's own tables. */
export const OWN_TREE: TreeChoice = { source: DOCUMENT_SOURCE, root: null };

/**
 * Keeps which page tables a view looks at: the document's own, until others are chosen, and again when those go away.
 * @param forget drops what the view knows of the tables it has looked at
 */
export function keepTree(forget: () => void): {
  readonly tree: ShallowRef<TreeChoice>;
  readonly setTree: (choice: TreeChoice) => void;
} {
  const documents = useDocumentStore();
  const sources = useSourcesStore();
  const tree = shallowRef<TreeChoice>(OWN_TREE);

  function setTree(choice: TreeChoice): void {
    if (choice.source === tree.value.source && choice.root === tree.value.root) return;
    tree.value = choice;
    forget();
  }

  // The tables of another load have nothing to do with these.
  watch(
    () => documents.revision,
    () => {
      tree.value = OWN_TREE;
      forget();
    },
    { flush: 'sync' },
  );
  // Nor have those of memory that went away.
  watch(
    () => sources.list,
    (list) => {
      const { source } = tree.value;
      if (source !== DOCUMENT_SOURCE && !list.some(({ id }) => id === source)) setTree(OWN_TREE);
    },
    { flush: 'sync' },
  );
  return { tree, setTree };
}
