import type { KernelFile } from '../kernel/kernel-file';
import { CodeAnchors } from './code-anchors';

/** What is known of code besides its bytes. */
export interface CodeFacts {
  /** Where the kernel is entered; `null` where nobody knows. */
  readonly entry: bigint | null;
  /** What a hole is, e.g. `not mapped`. */
  readonly hole: string;
  /** The symbol that an address lies in, e.g. `main+0x10`; empty for none. */
  symbolAt(address: bigint): string;
  /** The symbol that begins at an address; empty for none. */
  labelAt(address: bigint): string;
  /** Offsets in a page at which instructions are known to begin, ascending. */
  beginnings(page: number): readonly number[];
  /** Number of the relocation whose step an op, counted from 1, belongs to; -1 for none. */
  relocationOf(op: number): number;
}

/** Code of a kernel: its file says what is where. */
export class KernelCode implements CodeFacts {
  readonly hole = 'not mapped';
  private readonly anchors: CodeAnchors;

  constructor(private readonly kernel: KernelFile) {
    this.anchors = new CodeAnchors(kernel);
  }

  get entry(): bigint | null {
    return this.kernel.entry;
  }

  symbolAt(address: bigint): string {
    return this.kernel.symbolAt(address);
  }

  labelAt(address: bigint): string {
    const found = this.kernel.symbolOf(address);
    return found?.address === address ? this.kernel.names.shown(found.id) : '';
  }

  beginnings(page: number): readonly number[] {
    return this.anchors.inPage(page);
  }

  relocationOf(op: number): number {
    const { ops, spans } = this.kernel.view.trace;
    return spans.subject[ops.span[op - 1] as number] as number;
  }
}

/** Code in a dump: nothing but its bytes is known. @param hole what pages without bytes are */
export function dumpCode(hole: string): CodeFacts {
  return {
    entry: null,
    hole,
    symbolAt: () => '',
    labelAt: () => '',
    beginnings: () => [],
    relocationOf: () => -1,
  };
}
