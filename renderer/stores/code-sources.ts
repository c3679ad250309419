import { computed, type ComputedRef, type Ref } from 'vue';
import { PAGE_SIZE } from '../../shared/address';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import type { TreeOf } from '../../shared/table-types';
import { useMemoryViewsStore } from './memory-views';
import { usePageTableViewStore } from './page-table-view';
import { useSourcesStore } from './sources';

/** What code is looked at in: kernels, and dumps of virtual or of physical memory. */
export type CodeSourceKind = 'document' | 'kernel' | 'placed' | 'tables';

/** Whose code can be shown, and what is known of the one that is. */
export interface CodeSources {
  readonly all: ComputedRef<readonly { readonly id: number; readonly label: string }[]>;
  readonly kind: ComputedRef<CodeSourceKind>;
  /** Where its code is asked about: of a dump of physical memory by the page tables that their panel shows. */
  readonly of: ComputedRef<TreeOf>;
  /** The pages of a dump of virtual memory: all may be code. */
  readonly pages: ComputedRef<{ readonly page: number; readonly pages: number } | null>;
}

/** Makes {@link CodeSources}. @param source what was chosen */
export function createCodeSources(source: Ref<number>): CodeSources {
  const sources = useSourcesStore();
  const tables = usePageTableViewStore();
  const views = useMemoryViewsStore();
  const about = computed(() => sources.list.find(({ id }) => id === source.value) ?? null);
  const kind = computed<CodeSourceKind>(() => {
    if (about.value === null) return 'document';
    if (about.value.kind !== 'dump') return 'kernel';
    return about.value.spaces.includes('virtual') ? 'placed' : 'tables';
  });
  return {
    all: computed(() => [
      { id: DOCUMENT_SOURCE, label: 'This kernel' },
      ...sources.list.map(({ id }) => ({ id, label: sources.nameOf(id) })),
    ]),
    kind,
    of: computed(() => {
      const { tree } = tables;
      const root = kind.value === 'tables' && tree.source === source.value ? tree.root : null;
      const moment = views.momentOf({ source: source.value, moment: null });
      return { source: source.value, moment, ...(root !== null && { root }) };
    }),
    pages: computed(() => {
      if (kind.value !== 'placed' || about.value === null) return null;
      const page = Number(BigInt.asUintN(48, BigInt(about.value.address))) / PAGE_SIZE;
      // Not only whole pages: the file may end in one.
      return { page, pages: about.value.fileSize / PAGE_SIZE };
    }),
  };
}

/** What there is to say where a source has no code at all. */
export function noCodeWords(kind: CodeSourceKind): string {
  const words: Readonly<Record<CodeSourceKind, string>> = {
    document: 'Nothing is mapped at this moment.',
    kernel: 'Its load mapped nothing.',
    placed: 'The dump has no bytes.',
    tables: 'The page tables map no memory that is in the dump.',
  };
  return words[kind];
}
