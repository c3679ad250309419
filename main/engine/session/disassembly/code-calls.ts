import type { EngineCalls } from '../../../../shared/contract';
import type { KernelCalls } from '../../../../shared/kernel-calls';
import { kernelFile, type KernelFile } from '../kernel/kernel-file';
import type { Workbench } from '../workbench';
import { CodeView } from './code-view';

/** Moments whose pages and lines are kept: the one in sight, and one beside it. */
const KEPT = 2;

/** Code, line by line. */
export function codeCalls(bench: Workbench): Pick<EngineCalls, Extract<keyof KernelCalls, `code.${string}`>> {
  const kept: { readonly kernel: KernelFile; readonly view: CodeView }[] = [];
  const viewAt = (source: number | undefined, moment: number): CodeView => {
    const kernel = kernelFile(bench, source);
    const place = kept.findIndex((one) => one.kernel === kernel && one.view.moment === moment);
    const found = kept[place];
    if (found !== undefined) return found.view;
    const view = new CodeView(kernel, bench.host.disassembler(), kernel.checked(moment));
    kept.unshift({ kernel, view });
    kept.length = Math.min(kept.length, KEPT);
    return view;
  };
  return {
    'code.rows': ({ source, moment, position, before, after, whole }) =>
      viewAt(source, moment).rows(position, before, after, whole),
    'code.entry': ({ source }) => {
      const { entry } = kernelFile(bench, source);
      return entry === null ? null : Number(BigInt.asUintN(48, entry));
    },
    'code.text': ({ source, moment, first, length, most }) =>
      viewAt(source, moment).text(first, length, most),
  };
}
