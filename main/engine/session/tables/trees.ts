import { DOCUMENT_SOURCE } from '../../../../shared/memory-types';
import { FailureError } from '../../../../shared/result';
import type { TreeOf } from '../../../../shared/table-types';
import type { LoadView } from '../../trace/load-view';
import type { MemorySide } from '../sides/side';
import type { Workbench } from '../workbench';
import { DumpTree, rootOfDump } from './dump-tree';
import { LeafTables } from './leaf-tables';
import { LoadTree } from './load-tree';
import { MappedTree } from './mapped-tree';

/** Trees that are kept: what the panels look at, and at the moment before. */
const KEPT_TREES = 6;
/** Leaves that they may list together before the oldest goes. */
const KEPT_LEAVES = 2 ** 22;

interface KeptTree {
  readonly side: MemorySide;
  readonly root: number;
  readonly moment: number;
  readonly version: number;
  readonly mapped: MappedTree;
}

/** The trees of page tables that questions are asked about, for all parts that ask. */
export class Trees {
  private static readonly known = new WeakMap<Workbench, Trees>();
  private kept: KeptTree[] = [];
  private readonly leafTables = new WeakMap<LoadView, LeafTables>();

  private constructor(private readonly bench: Workbench) {
    bench.whenDetached((side) => void (this.kept = this.kept.filter((one) => one.side !== side)));
  }

  static of(bench: Workbench): Trees {
    let trees = Trees.known.get(bench);
    if (trees === undefined) {
      trees = new Trees(bench);
      Trees.known.set(bench, trees);
    }
    return trees;
  }

  /**
   * The tree that parameters name.
   *
   * @throws FailureError `source.unknown`, `query.moment`, `query.space` for a dump of virtual memory, `tables.root` for one
   *   whose level 4 table is not known
   */
  tree({ source = DOCUMENT_SOURCE, root, moment }: TreeOf): MappedTree {
    const side = this.bench.side(source);
    const version = side.version?.() ?? 0;
    const rootFrame = this.rootOf(side, root, moment);
    const found = this.kept.findIndex(
      (one) =>
        one.side === side && one.root === rootFrame && one.moment === moment && one.version === version,
    );
    const [known] = found < 0 ? [] : this.kept.splice(found, 1);
    const made = (known?.mapped.tree.hadErrors === false ? known : null) ?? {
      side,
      root: rootFrame,
      moment,
      version,
      mapped: this.make(side, rootFrame, moment),
    };
    this.kept.push(made);
    let leaves = this.kept.reduce((sum, { mapped }) => sum + mapped.listed, 0);
    while (this.kept.length > KEPT_TREES || (leaves > KEPT_LEAVES && this.kept.length > 1)) {
      leaves -= this.kept.shift()?.mapped.listed ?? 0;
    }
    return made.mapped;
  }

  /** The frame of the level 4 table; checks the moment. */
  private rootOf(side: MemorySide, asked: number | undefined, moment: number): number {
    const { view, lastMoment } = side;
    const isMoment = Number.isInteger(moment) && moment >= 0 && moment <= lastMoment;
    // A load makes a reader for each moment, which takes longer than to look at its tables: only to say what is wrong.
    if (view !== undefined && isMoment) return asked ?? view.rootFrame;
    return rootOfDump(side.reader('physical', moment), asked, this.bench.load().rootFrame);
  }

  private make(side: MemorySide, rootFrame: number, moment: number): MappedTree {
    const { view } = side;
    if (view === undefined) {
      return new MappedTree(new DumpTree(side.reader('physical', moment), rootFrame), new LeafTables());
    }
    if (rootFrame >= view.frameCount) {
      throw new FailureError(
        'tables.root',
        `Frame ${rootFrame} lies behind the end of the machine’s memory, which has ${view.frameCount} frames.`,
        'Give the physical address of a level 4 table.',
      );
    }
    let leafTables = this.leafTables.get(view);
    if (leafTables === undefined) {
      leafTables = new LeafTables();
      this.leafTables.set(view, leafTables);
    }
    return new MappedTree(new LoadTree(view, rootFrame, moment), leafTables);
  }
}
