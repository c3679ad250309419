import { beforeAll, describe, expect, it } from 'vitest';
import type { DebugSession } from '../../../../main/engine/session/debug-session';
import { SPAN } from '../../../../main/engine/trace/codes';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import type { MomentAnchor } from '../../../../shared/notes';
import { kernels, openSession, SAMPLE_ELF } from '../../../fixtures/loaded';

let session: DebugSession;
beforeAll(() => {
  session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
});

/** As if another load had made it. */
const strange = (anchor: MomentAnchor): MomentAnchor => ({ ...anchor, opCount: 0 });

const of = (moment: number): MomentAnchor => session.calls['anchor.of']({ moment });
const find = (...anchors: MomentAnchor[]): (number | null)[] => session.calls['anchor.find']({ anchors });

describe('an anchor', () => {
  it('names the step that a moment belongs to', () => {
    const { spans, opCount } = session.trace;
    const step = [...spans.kind.keys()].filter((span) => spans.kind[span] === SPAN.relocation)[3]!;
    expect(of(spans.firstOp[step]! + 1)).toEqual({
      moment: spans.firstOp[step]! + 1,
      opCount,
      step: { stage: 'Relocations', kind: 'relocation', subject: '3', op: 1 },
    });
    expect(of(0)).toEqual({ moment: 0, opCount, step: null });
  });

  it('names pages as the file does, wherever the kernel lies', () => {
    const { spans } = session.trace;
    const step = spans.kind.indexOf(SPAN.mapPage);
    expect(of(spans.firstOp[step]! + 1).step).toMatchObject({
      stage: 'LOAD 1',
      kind: 'mapPage',
      subject: '0x0',
    });
  });

  it('is the same moment in the same load', () => {
    const { opCount } = session.trace;
    const all = Array.from({ length: opCount + 1 }, (_, moment) => moment);
    expect(find(...all.map(of))).toEqual(all);
  });

  it('is found again by its step in every load, at every moment', { timeout: 60_000 }, () => {
    for (const kernel of kernels()) {
      const { calls, trace } = openSession(kernel);
      if (trace.opCount > 3000) continue;
      const all = Array.from({ length: trace.opCount + 1 }, (_, moment) => moment);
      const anchors = all.map((moment) => strange(calls['anchor.of']({ moment })));
      expect(calls['anchor.find']({ anchors }), kernel.name).toEqual(all);
    }
  });

  it('is found in a load to another place, by another release', () => {
    const other = openSession({
      elf: SAMPLE_ELF,
      machine: { ...DEFAULT_MACHINE, loader: '0.11.17', kernelAddress: DEFAULT_MACHINE.kernelAddress * 2 },
    });
    const { spans } = session.trace;
    for (const kind of ['mapPage', 'relocation', 'readOnly', 'flagCleared'] as const) {
      const anchor = of(spans.firstOp[spans.kind.indexOf(SPAN[kind])]! + 1);
      const [moment] = other.calls['anchor.find']({ anchors: [strange(anchor)] });
      expect(other.calls['anchor.of']({ moment: moment! }).step).toEqual(anchor.step);
    }
  });

  it('is nowhere where there is no such step', () => {
    const step = { stage: 'Relocations', kind: 'relocation', subject: '3', op: 1 } as const;
    const lost = [
      { ...step, subject: '999999' },
      { ...step, subject: 'x' },
      { ...step, stage: 'LOAD 9' },
      { ...step, kind: 'mapPage' as const, subject: '0x0' },
      { ...step, kind: 'mapPage' as const, subject: 'nothing' },
    ];
    expect(find(...lost.map((one) => ({ moment: 1, opCount: 1, step: one })))).toEqual(lost.map(() => null));
  });

  it('is its step in another load with as many ops too', () => {
    const { spans, opCount } = session.trace;
    const [third, fourth] = [...spans.kind.keys()]
      .filter((span) => spans.kind[span] === SPAN.relocation)
      .slice(2, 4);
    const anchor = of(spans.endOp(third!));
    expect(find({ ...anchor, moment: spans.endOp(fourth!) })).toEqual([anchor.moment]);
    expect(find({ ...anchor, opCount, step: { ...anchor.step!, subject: '999999' } })).toEqual([null]);
  });

  it('is the last op of a step that does less now', () => {
    const { spans } = session.trace;
    const step = spans.kind.indexOf(SPAN.readOnly);
    const anchor = strange(of(spans.firstOp[step]! + 1));
    expect(find({ ...anchor, step: { ...anchor.step!, op: 50 } })).toEqual([spans.endOp(step)]);
  });
});
