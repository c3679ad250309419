/** What must hold for the trace of every load: of each case of the corpus and of the sample kernel. */
import { describe, expect, it } from 'vitest';
import { spanKind } from '../../main/engine/trace/codes';
import { move, stepAt } from '../../main/engine/trace/timeline';
import { STEP_KINDS } from '../../shared/trace-types';
import { addressEdgeCases } from '../fixtures/corpus/address-edges';
import { versionCases } from '../fixtures/corpus/versions';
import { kernels, loadKernelFile } from '../fixtures/loaded';
import type { Kernel } from '../fixtures/loaded';

/** The cases in which the releases of the loader differ, by the other release. */
function kernelsOfOtherRelease(): Kernel[] {
  const names = new Set([...versionCases, ...addressEdgeCases].map(({ name }) => name));
  return kernels()
    .filter(({ name }) => names.has(name))
    .map(({ name, elf, machine }) => ({
      name: `${name}, by 0.11.17`,
      elf,
      machine: { ...machine, loader: '0.11.17' },
    }));
}

const KERNELS = [...kernels(), ...kernelsOfOtherRelease()];

describe.each(KERNELS.map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
  const loaded = loadKernelFile(kernel);
  const { view, load } = loaded;
  const { trace } = view;
  const last = trace.opCount;

  it('every op lies in one step of one stage, and every step and stage has an op', () => {
    const { spans, steps, stages } = trace;
    const isStage = (span: number): boolean => spans.parent[span] === 0;
    const isStep = (span: number): boolean =>
      STEP_KINDS.has(spanKind(spans.kind[span]!)) && isStage(spans.parent[span]!);
    let next = 0;
    for (const step of steps) {
      expect(isStep(step)).toBe(true);
      expect(spans.firstOp[step]).toBe(next);
      next = spans.endOp(step);
      expect(next).toBeGreaterThan(spans.firstOp[step]!);
    }
    expect(next).toBe(last);
    next = 0;
    for (const stage of stages) {
      expect(isStage(stage)).toBe(true);
      expect(spans.firstOp[stage]).toBe(next);
      next = spans.endOp(stage);
    }
    expect(next).toBe(last);
    const outside = [...trace.ops.span.keys()].filter((op) => {
      const span = trace.ops.span[op]!;
      return op < spans.firstOp[span]! || op >= spans.endOp(span) || isStage(span) || span === 0;
    });
    expect(outside).toEqual([]);
  });

  it('the last op of a failed load is the failure, and no other op is one', () => {
    const failures = [...trace.ops.span.keys()].filter(
      (op) => spanKind(trace.spans.kind[trace.ops.span[op]!]!) === 'failure',
    );
    expect(failures).toEqual(load.result.status === 'ok' ? [] : [last - 1]);
  });

  it('all steps forward and all steps back go through the same moments', () => {
    const forward = [0];
    while (forward.at(-1)! < last) forward.push(move(trace, forward.at(-1)!, 'over', 'forward'));
    const back = [last];
    while (back.at(-1)! > 0) back.push(move(trace, back.at(-1)!, 'over', 'back'));
    expect(back.reverse()).toEqual(forward);
    expect(forward.map((moment) => stepAt(trace, moment))).toEqual([...forward.keys()]);
  });
});
