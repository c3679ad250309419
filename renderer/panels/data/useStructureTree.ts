import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { StructureNode } from '../../../shared/memory-types';
import { pagesAround, useLongScroll, type LongScroll } from '../../composables/long-scroll';
import { useQuery, type Query } from '../../composables/useQuery';
import { useMemoryDataStore } from '../../stores/memory-data';
import type { MemoryViewHandle } from '../memory/view-handle';
import { rowAt, rowCount, rowOf, toggled, type OpenNode, type TreeRow } from './structure-tree';

const ROW = 20;

/** A row with its node, once that is there. */
export interface ShownRow extends TreeRow {
  readonly at: number;
  readonly node: StructureNode | null;
}

/** Children of a node that are asked for together. */
interface Block {
  readonly id: string;
  readonly first: number;
  readonly count: number;
}

/** The rows of a structure card, and what opens and closes them. */
export interface StructureTree {
  readonly rows: ComputedRef<readonly ShownRow[]>;
  readonly count: ComputedRef<number>;
  readonly scroll: LongScroll;
  /** The row that the keyboard is at. */
  readonly active: Ref<number>;
  readonly query: Query<ReadonlyMap<string, readonly StructureNode[]>>;
  /** A row's node, where it is known. */
  nodeAt(at: number): StructureNode | null;
  row(at: number): TreeRow;
  setOpen(at: number, open: boolean): void;
  /** Makes the row of the parent the active one. */
  toParent(at: number): void;
  /** Selects the bytes of a row, which stays the active one although the cursor is then in a part of it. */
  choose(at: number): void;
}

/**
 * The tree of the structures round the cursor of a view: open along the way to the cursor, and where the user opened it.
 *
 * @param path structures, element and field at the cursor
 */
export function useStructureTree(
  view: MemoryViewHandle,
  path: () => readonly StructureNode[],
  element: Ref<HTMLElement | null>,
): StructureTree {
  const data = useMemoryDataStore();
  const active = ref(0);
  const roots = shallowRef<readonly StructureNode[]>([]);
  const tree = shallowRef<OpenNode>(emptyTree(0));
  /** The element that was opened only because the cursor is in it. */
  let opened: readonly number[] | null = null;
  /** The first byte of the row that was chosen last, until the cursor is there. */
  let chosen: number | null = null;
  const count = computed(() => rowCount(tree.value));
  const scroll = useLongScroll(element, ROW, () => count.value);

  const query = useQuery(
    () => {
      const blocks = blocksOf(tree.value, scroll.range.value);
      const side = { source: view.source.value, moment: view.moment.value };
      return blocks.length === 0 ? null : { side, blocks };
    },
    async ({ side, blocks }) => {
      const answers = await Promise.all(
        blocks.map(({ id, first, count: most }) => data.structureParts(side, view.space, id, first, most)),
      );
      return new Map(blocks.map((block, i) => [keyOf(block), answers[i] ?? []]));
    },
    { timeless: true },
  );

  function nodeOf({ parent, index }: TreeRow): StructureNode | null {
    if (parent.id === '') return roots.value[index] ?? null;
    const block = blockOf(parent, index);
    return query.data.value?.get(keyOf(block))?.[index - block.first] ?? null;
  }

  const rows = computed(() => {
    const { first, end } = scroll.range.value;
    return Array.from({ length: Math.max(end - first, 0) }, (_, i): ShownRow => {
      const row = rowAt(tree.value, first + i);
      return { ...row, at: first + i, node: nodeOf(row) };
    });
  });

  function setOpen(at: number, open: boolean): void {
    const row = rowAt(tree.value, at);
    const node = nodeOf(row);
    if (node === null || (open && node.children === 0)) return;
    opened = null;
    tree.value = toggled(tree.value, row.path, open ? node : null);
  }

  function toParent(at: number): void {
    const { path: places } = rowAt(tree.value, at);
    if (places.length > 1) active.value = rowOf(tree.value, places.slice(0, -1));
  }

  function choose(at: number): void {
    active.value = at;
    const node = nodeOf(rowAt(tree.value, at));
    if (node === null) return;
    chosen = node.first;
    view.select(node.first, node.length);
  }

  /** Shows the way to the cursor: the innermost structure, its element and field. */
  function follow(): void {
    const own = chosen;
    chosen = null;
    if (own !== null && own === view.selection.value?.first && roots.value.length > 0) return;
    const nodes = path();
    const outer = nodes.filter(({ id }) => !id.includes('/'));
    const inner = nodes.slice(outer.length);
    const isSame =
      outer.length === roots.value.length && outer.every(({ id }, i) => id === roots.value[i]?.id);
    roots.value = outer;
    if (!isSame) tree.value = emptyTree(outer.length);
    else if (opened !== null) tree.value = toggled(tree.value, opened, null);
    opened = null;
    const places: number[] = [outer.length - 1];
    let holder = outer.at(-1);
    for (const node of inner) {
      if (holder !== undefined) tree.value = toggled(tree.value, places, holder);
      places.push(node.index);
      holder = node;
    }
    // An element is shown with its fields.
    const last = inner.at(-1);
    const shown = last?.kind === 'field' && inner.length > 1 ? places.slice(0, -1) : places;
    if (holder !== undefined && holder.children > 0) tree.value = toggled(tree.value, places, holder);
    if (shown.length > 1) opened = shown;
    active.value = Math.max(rowOf(tree.value, places), 0);
    scroll.show(active.value);
  }

  watch(path, (nodes) => (nodes.length > 0 ? follow() : undefined), { immediate: true });

  return {
    rows,
    count,
    scroll,
    active,
    query,
    nodeAt: (at) => nodeOf(rowAt(tree.value, at)),
    row: (at) => rowAt(tree.value, at),
    setOpen,
    toParent,
    choose,
  };
}

function emptyTree(children: number): OpenNode {
  return { id: '', children, open: new Map() };
}

/** The blocks that the rows in sight need. */
function blocksOf(tree: OpenNode, { first, end }: { readonly first: number; readonly end: number }): Block[] {
  const blocks = new Map<string, Block>();
  for (let at = first; at < end; at++) {
    const { parent, index } = rowAt(tree, at);
    if (parent.id === '') continue;
    const block = blockOf(parent, index);
    blocks.set(keyOf(block), block);
  }
  return [...blocks.values()];
}

function blockOf({ id, children }: OpenNode, index: number): Block {
  const { first, count } = pagesAround({ first: index, end: index + 1 });
  return { id, first, count: Math.min(count, children - first) };
}

function keyOf({ id, first }: Block): string {
  return `${id} ${first}`;
}
