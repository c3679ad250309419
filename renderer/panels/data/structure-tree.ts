/** The tree of a structure card: which rows it has, given what is open. Tables of a million elements are not looked at. */

/** A node that is open. */
export interface OpenNode {
  readonly id: string;
  /** Elements or fields below it. */
  readonly children: number;
  /** Those of them that are open, by place. */
  readonly open: ReadonlyMap<number, OpenNode>;
}

/** One row: the `index`th child of a node. */
export interface TreeRow {
  /** The root has an empty id. */
  readonly parent: OpenNode;
  readonly index: number;
  /** The places that lead to it, its own last. */
  readonly path: readonly number[];
  /** The node itself where it is open. */
  readonly open: OpenNode | null;
}

/** Rows below a node. */
export function rowCount({ children, open }: OpenNode): number {
  let count = children;
  for (const node of open.values()) count += rowCount(node);
  return count;
}

/** Row `at` of those below a node, at most the last. */
export function rowAt(root: OpenNode, at: number, above: readonly number[] = []): TreeRow {
  let rest = at;
  let next = 0;
  for (const [place, node] of sorted(root.open)) {
    if (rest <= place - next) break;
    rest -= place - next + 1;
    const below = rowCount(node);
    if (rest < below) return rowAt(node, rest, [...above, place]);
    rest -= below;
    next = place + 1;
  }
  const index = Math.min(next + rest, Math.max(root.children - 1, 0));
  return { parent: root, index, path: [...above, index], open: root.open.get(index) ?? null };
}

/** The row of a node, by the places that lead to it. */
export function rowOf(root: OpenNode, path: readonly number[]): number {
  const [index, ...rest] = path;
  if (index === undefined) return -1;
  let row = index;
  for (const [place, node] of root.open) if (place < index) row += rowCount(node);
  const node = root.open.get(index);
  return rest.length === 0 || node === undefined ? row : row + 1 + rowOf(node, rest);
}

/** The tree with the node at a path open or closed; `node` is what it is where it gets opened. */
export function toggled(
  root: OpenNode,
  path: readonly number[],
  node: Pick<OpenNode, 'id' | 'children'> | null,
): OpenNode {
  const [index, ...rest] = path;
  if (index === undefined) return root;
  const open = new Map(root.open);
  const inside = open.get(index);
  if (rest.length > 0) {
    if (inside === undefined) return root;
    open.set(index, toggled(inside, rest, node));
  } else if (node === null) {
    open.delete(index);
  } else {
    open.set(index, { ...node, open: inside?.open ?? new Map<number, OpenNode>() });
  }
  return { ...root, open };
}

function sorted(open: ReadonlyMap<number, OpenNode>): [number, OpenNode][] {
  return [...open].sort(([a], [b]) => a - b);
}
