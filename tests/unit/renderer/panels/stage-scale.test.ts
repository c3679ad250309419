import { describe, expect, it } from 'vitest';
import type { StageSummary } from '../../../../shared/load-types';
import {
  fractionOf,
  groupStages,
  momentAt,
  opWindow,
  placeStages,
  stageWeight,
} from '../../../../renderer/panels/timeline/stage-scale';

/** Stages one after the other with these numbers of ops. */
function stages(...ops: number[]): StageSummary[] {
  let next = 1;
  return ops.map((count, index) => {
    const firstMoment = next;
    next += count;
    return {
      span: index + 1,
      kind: 'segment',
      title: `LOAD ${index + 1}`,
      detail: '',
      provenance: 'fileData',
      firstMoment,
      lastMoment: next - 1,
      status: 'done',
    };
  });
}

const title = (stage: StageSummary): string => stage.title;

describe('the widths of the stages', () => {
  const slots = placeStages(stages(0, 14, 19, 8, 3114, 366, 3), title);

  it('fill the timeline without a gap', () => {
    let left = 0;
    for (const slot of slots) {
      expect(slot.left).toBeCloseTo(left, 12);
      left += slot.width;
    }
    expect(left).toBeCloseTo(1, 12);
  });

  it('let every stage be hit, and the biggest look biggest', () => {
    const widths = slots.map(({ width }) => width);
    // 1,344 px is the timeline in a window of 1,440 px.
    for (const width of widths) expect(width * 1344).toBeGreaterThan(24);
    expect(Math.max(...widths)).toBe(widths[4]);
    expect(Math.max(...widths)).toBeLessThan(0.5);
  });

  it('grow with the ops', () => {
    expect(stageWeight(0)).toBeLessThan(stageWeight(1));
    expect(stageWeight(1000)).toBeLessThan(stageWeight(1_000_000));
  });

  it('make room for a label', () => {
    const [short, long] = placeStages(stages(3, 3), (stage) =>
      stage.span === 1 ? 'TLS' : 'RELRO 3 pages, read-only',
    );
    expect(long?.width).toBeGreaterThan(short?.width ?? 1);
  });
});

describe('moments on the timeline', () => {
  const slots = placeStages(stages(1, 14, 0, 3114, 366), title);
  const last = 1 + 14 + 3114 + 366;

  it('run from its left end to its right end, forwards only', () => {
    expect(fractionOf(slots, 0)).toBe(0);
    expect(fractionOf(slots, last)).toBeCloseTo(1, 12);
    let before = -1;
    for (let moment = 0; moment <= last; moment += 1) {
      const fraction = fractionOf(slots, moment);
      expect(fraction).toBeGreaterThan(before);
      before = fraction;
    }
  });

  it('are found again from their place', () => {
    for (let moment = 0; moment <= last; moment += 1) {
      expect(momentAt(slots, fractionOf(slots, moment))).toBe(moment);
    }
  });

  it('stay inside when the pointer leaves the strip', () => {
    expect(momentAt(slots, -0.5)).toBe(0);
    expect(momentAt(slots, 1.5)).toBe(last);
  });
});

describe('a load that failed', () => {
  const [plan, load, never] = stages(3, 5, 1);
  const unreached = never === undefined ? [] : [{ ...never, status: 'unreached' as const }];
  const slots = placeStages([plan, load].flatMap((stage) => stage ?? []).concat(unreached), title);

  it('ends where its last stage ends, however the rest is placed', () => {
    const end = (slots[1]?.left ?? 0) + (slots[1]?.width ?? 0);
    expect(fractionOf(slots, 8)).toBeCloseTo(end, 12);
    expect(fractionOf(slots, 9)).toBeCloseTo(end, 12);
    expect(momentAt(slots, 1)).toBe(8);
  });
});

describe('the window of ops', () => {
  it('has the cursor in its middle, and does not pass the ends', () => {
    expect(opWindow(100, 11, 1000, 0)).toBe(95);
    expect(opWindow(2, 11, 1000, 0)).toBe(1);
    expect(opWindow(999, 11, 1000, 0)).toBe(990);
    expect(opWindow(3, 11, 5, 0)).toBe(1);
  });

  it('is moved by the wheel', () => {
    expect(opWindow(100, 11, 1000, 8)).toBe(103);
    expect(opWindow(100, 11, 1000, -1000)).toBe(1);
  });
});

describe('many stages', () => {
  const many = stages(...Array.from({ length: 1000 }, () => 2));

  it('are drawn in runs without a gap', () => {
    const groups = groupStages(many, 10);
    expect(groups).toHaveLength(10);
    expect(groups[0]).toMatchObject({ title: 'LOAD 1 … LOAD 100', detail: '100 stages', firstMoment: 1 });
    expect(groups[9]?.lastMoment).toBe(2000);
    for (const [index, group] of groups.slice(1).entries()) {
      expect(group.firstMoment).toBe((groups[index]?.lastMoment ?? 0) + 1);
    }
  });

  it('leave a failed one alone, and few as they are', () => {
    const failed = many.map((stage, index): StageSummary =>
      index === 250 ? { ...stage, status: 'failed' } : stage,
    );
    expect(groupStages(failed, 10).filter(({ status }) => status === 'failed')).toEqual([failed[250]]);
    expect(groupStages(many.slice(0, 10), 10)).toEqual(many.slice(0, 10));
  });
});
