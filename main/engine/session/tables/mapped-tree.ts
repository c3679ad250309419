import { partitionPoint } from '../../../../shared/partition-point';
import { pagesPerEntry } from '../../paging/page-table';
import { leavesOf, type Leaves } from './leaves';
import type { LeafTables } from './leaf-tables';
import { TableCounts, type TableCount } from './table-counts';
import type { OwnerLabel, TableTree } from './table-tree';

/** A tree of page tables with what was found out about it; each part is made when the first question needs it. */
export class MappedTree {
  readonly counts: TableCounts;
  private knownLeaves: Leaves | null = null;
  private knownOwners: Uint32Array | null = null;
  private readonly found = new Map<string, unknown>();

  constructor(
    readonly tree: TableTree,
    leafTables: LeafTables,
  ) {
    this.counts = new TableCounts(tree, leafTables);
    this.makeLeaves = () => leavesOf(tree, this.counts, leafTables);
  }

  private readonly makeLeaves: () => Leaves;

  /** Everything that is mapped. */
  get leaves(): Leaves {
    this.knownLeaves ??= this.makeLeaves();
    return this.knownLeaves;
  }

  /** Leaves that it holds in memory. */
  get listed(): number {
    return this.knownLeaves?.count ?? 0;
  }

  /** Numbers of the owners of the leaves. */
  get owners(): Uint32Array {
    this.knownOwners ??= this.tree.owners.codesOf(this.leaves.page, this.leaves.frame);
    return this.knownOwners;
  }

  /** What all tables map. */
  get total(): TableCount {
    return this.counts.ofRoot();
  }

  ownerOf(leaf: number): OwnerLabel {
    return this.tree.owners.labelOf(this.owners[leaf] as number);
  }

  /** The first leaf that ends behind a page: the one that maps it, or the next one above. */
  leafFrom(page: number): number {
    const { page: first, level, count } = this.leaves;
    return partitionPoint(
      count,
      (leaf) => (first[leaf] as number) + pagesPerEntry(level[leaf] as number) <= page,
    );
  }

  /** Something that follows from the tree, under a name; the last ones are kept. */
  kept<T>(name: string, make: () => T): T {
    const known = this.found.get(name);
    const found = known === undefined ? make() : (known as T);
    this.found.delete(name);
    this.found.set(name, found);
    for (const oldest of this.found.keys()) {
      if (this.found.size <= KEPT) break;
      this.found.delete(oldest);
    }
    return found;
  }
}

/** Things that are kept with a tree: merged rows, and queries of the lists that show them. */
const KEPT = 12;
