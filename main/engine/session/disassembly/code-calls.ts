import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import type { EngineCalls } from '../../../../shared/contract';
import type { KernelCalls } from '../../../../shared/kernel-calls';
import { RIGHT, type TreeOf } from '../../../../shared/table-types';
import { kernelFile, type KernelFile } from '../kernel/kernel-file';
import type { MemorySide } from '../sides/side';
import { Trees } from '../tables/trees';
import type { Workbench } from '../workbench';
import { dumpCode, KernelCode } from './code-facts';
import { CodeView } from './code-view';
import { mappedPages, placedPages } from './dump-pages';
import { MappedPages } from './mapped-pages';

/** Moments whose pages and lines are kept: the one in sight, and one beside it. */
const KEPT = 2;

interface KeptView {
  readonly kernel: KernelFile;
  readonly moment: number;
  readonly view: CodeView;
}

/** Code, line by line. */
export function codeCalls(bench: Workbench): Pick<EngineCalls, Extract<keyof KernelCalls, `code.${string}`>> {
  let kept: KeptView[] = [];
  bench.whenDetached(({ view }) => void (kept = kept.filter(({ kernel }) => kernel.view !== view)));
  const kernelView = (source: number | undefined, asked: number): CodeView => {
    const kernel = kernelFile(bench, source);
    const moment = kernel.checked(asked);
    const known = kept.find((one) => one.kernel === kernel && one.moment === moment);
    if (known !== undefined) return known.view;
    const pages = new MappedPages(kernel.view, moment);
    const view = new CodeView(pages, new KernelCode(kernel), bench.host.disassembler());
    kept = [{ kernel, moment, view }, ...kept].slice(0, KEPT);
    return view;
  };
  const viewOf = (of: TreeOf): CodeView => {
    const dump = dumpOf(bench, of.source);
    return dump === null ? kernelView(of.source, of.moment) : dumpView(bench, dump, of);
  };
  return {
    'code.rows': ({ position, before, after, whole, ...of }) =>
      viewOf(of).rows(position, before, after, whole),
    'code.entry': (of) => {
      const dump = dumpOf(bench, of.source);
      if (dump !== null) return beginningOf(bench, dump, of);
      const { entry } = kernelFile(bench, of.source);
      return entry === null ? null : Number(BigInt.asUintN(48, entry));
    },
    'code.text': ({ first, length, most, ...of }) => viewOf(of).text(first, length, most),
  };
}

/** The side of a dump; `null` for a load. */
function dumpOf(bench: Workbench, source: number | undefined): MemorySide | null {
  if (source === undefined) return null;
  const side = bench.side(source);
  return side.view === undefined ? side : null;
}

/** Code in a dump: at its addresses where it is one of virtual memory, else through page tables in it. */
function dumpView(bench: Workbench, side: MemorySide, of: TreeOf): CodeView {
  const disassembler = bench.host.disassembler();
  if (side.spaces.includes('virtual')) {
    const pages = placedPages(side.reader('virtual', of.moment));
    return new CodeView(pages, dumpCode('not in the dump'), disassembler);
  }
  const tree = Trees.of(bench).tree(of);
  const pages = mappedPages(side.reader('physical', of.moment), tree);
  return new CodeView(pages, dumpCode('not mapped to memory in the dump'), disassembler);
}

/** The first byte of a dump of virtual memory; of one of physical memory, the first that its tables let one execute. */
function beginningOf(bench: Workbench, side: MemorySide, of: TreeOf): number | null {
  if (side.spaces.includes('virtual')) {
    const first = placedPages(side.reader('virtual', of.moment)).next(0);
    return first < PAGE_COUNT ? first * PAGE_SIZE : null;
  }
  const { page, rights, count } = Trees.of(bench).tree(of).leaves;
  for (let leaf = 0; leaf < count; leaf++) {
    if (((rights[leaf] as number) & RIGHT.execute) !== 0) return (page[leaf] as number) * PAGE_SIZE;
  }
  return null;
}
