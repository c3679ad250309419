import type { Density } from '../../../../shared/debugger-types';
import { PROVENANCE, type ProvenanceName } from '../../../../shared/provenance';

/** Kinds of work, by their number from 1 on. */
const CLASSES: readonly ProvenanceName[] = [
  'fileReadOnly',
  'fileCode',
  'fileData',
  'bss',
  'copied',
  'relocated',
  'pageTable',
];
const FIRST_CLASS = PROVENANCE.fileReadOnly;
const ROWS = CLASSES.length;

/** Ops between two stored sums: what an answer counts one by one at the ends of an interval. */
const BLOCK = 512;

/** How much of each kind of work there is between any two moments: sums up to every {@link BLOCK}th op. */
export class DensityIndex {
  private readonly sums: Uint32Array;

  /** @param classes the kind of each op, a number of `PROVENANCE` */
  constructor(private readonly classes: Uint8Array) {
    const blocks = Math.floor(classes.length / BLOCK);
    this.sums = new Uint32Array((blocks + 1) * ROWS);
    const running = new Uint32Array(ROWS);
    for (let block = 1; block <= blocks; block++) {
      addRange(classes, (block - 1) * BLOCK, block * BLOCK, running, 0);
      this.sums.set(running, block * ROWS);
    }
  }

  /** @param edges ascending moments of the load, two or more */
  density(edges: Uint32Array): Density {
    const counts = new Uint32Array((edges.length - 1) * ROWS);
    for (let i = 1; i < edges.length; i++) {
      this.count(edges[i - 1] as number, edges[i] as number, counts, (i - 1) * ROWS);
    }
    return { classes: CLASSES, counts };
  }

  /** Adds what the ops `from` to `to` (excluded) do to the row of `counts` that begins at `row`. */
  private count(from: number, to: number, counts: Uint32Array, row: number): void {
    const { classes, sums } = this;
    const firstBlock = Math.ceil(from / BLOCK);
    const endBlock = Math.floor(to / BLOCK);
    if (firstBlock >= endBlock) {
      addRange(classes, from, to, counts, row);
      return;
    }
    addRange(classes, from, firstBlock * BLOCK, counts, row);
    for (let i = 0; i < ROWS; i++) {
      const inBlocks = (sums[endBlock * ROWS + i] as number) - (sums[firstBlock * ROWS + i] as number);
      counts[row + i] = (counts[row + i] as number) + inBlocks;
    }
    addRange(classes, endBlock * BLOCK, to, counts, row);
  }
}

function addRange(classes: Uint8Array, from: number, to: number, counts: Uint32Array, row: number): void {
  for (let op = from; op < to; op++) {
    const kind = classes[op] as number;
    if (kind < FIRST_CLASS) continue;
    const at = row + kind - FIRST_CLASS;
    counts[at] = (counts[at] as number) + 1;
  }
}
