/** What the timeline draws of the sample kernel. */
import { describe, expect, it } from 'vitest';
import { balancedRows, crampedRows } from '../../../../../main/engine/session/timeline/picture-rows';
import { OP } from '../../../../../main/engine/trace/codes';
import { PROVENANCE, type ProvenanceName } from '../../../../../shared/provenance';
import { FailureError } from '../../../../../shared/result';
import { kernels, openSession } from '../../../../fixtures/loaded';

const sample = kernels().find(({ name }) => name === 'sample-kernel');
if (sample === undefined) throw new Error('the sample kernel is missing');
const session = openSession(sample);
const { calls, trace } = session;
const last = trace.opCount;
const stages = session.summary().stages;

function counted(from: number, to: number): Partial<Record<ProvenanceName, number>> {
  const { classes, counts } = calls['timeline.density']({ edges: Uint32Array.of(from, to) });
  const all = classes.map((name, i) => [name, counts[i]!] as const);
  return Object.fromEntries(all.filter(([, count]) => count > 0));
}

describe('timeline.density', () => {
  it('counts copies and relocations of the whole load', () => {
    const kinds = [...trace.ops.kind];
    const whole = counted(0, last);
    expect(whole.copied).toBe(kinds.filter((kind) => kind === OP.frameCopied).length);
    expect(whole.relocated).toBe(kinds.filter((kind) => kind === OP.bytesWritten).length);
  });

  it('tells the pages of a segment from the page tables that they need', () => {
    const code = stages.find(({ provenance }) => provenance === 'fileCode')!;
    const done = counted(code.firstMoment - 1, code.lastMoment);
    expect(done.fileCode).toBe(Number(/\d+/.exec(code.detail)![0]));
    expect(Object.keys(done).filter((name) => name !== 'pageTable')).toEqual(['fileCode']);
  });

  it('refuses moments that the load does not have, and less than an interval', () => {
    const ask = (...edges: number[]) => {
      try {
        return calls['timeline.density']({ edges: Uint32Array.from(edges) });
      } catch (error) {
        return error instanceof FailureError ? error.failure.code : error;
      }
    };
    expect([ask(0, last + 1), ask(3), ask()]).toEqual(['query.moment', 'query.edges', 'query.moment']);
  });
});

describe('timeline.touched', () => {
  const relocations = stages.find(({ kind }) => kind === 'dynamic')!;
  const edges = Uint32Array.of(0, relocations.firstMoment - 1, last);

  it('shows every frame that holds anything, once', () => {
    const { frames, frameCounts } = calls['timeline.touched']({ edges, rows: 60 });
    expect(frames.length).toBeLessThanOrEqual(60);
    const total = frameCounts.reduce((sum, count) => sum + count, 0);
    expect(total).toBe(session.touchedFrames(last).length);
    expect([...frames]).toEqual([...frames].sort((a, b) => a - b));
  });

  it('says for each row what was done there last', () => {
    const { frames, cells } = calls['timeline.touched']({ edges, rows: 60 });
    const relocated = 1 + PROVENANCE.relocated;
    const rows = [...frames.keys()];
    expect(rows.some((row) => cells[row * 2] === relocated)).toBe(false);
    expect(rows.some((row) => cells[row * 2 + 1] === relocated)).toBe(true);
    const root = rows.filter((row) => frames[row]! <= session.rootFrame).at(-1)!;
    expect(cells[root * 2]).toBe(1 + PROVENANCE.pageTable);
  });

  it('gets along with a single row', () => {
    const { frames, cells } = calls['timeline.touched']({ edges, rows: 1 });
    expect(frames).toHaveLength(1);
    expect(cells).toHaveLength(2);
  });
});

describe('rows of frames', () => {
  const parts = [
    { first: 10, count: 4 },
    { first: 14, count: 1000 },
    { first: 5000, count: 1 },
  ];

  it('give the few more room than their share', () => {
    const { frames, frameCounts, firstRow } = balancedRows(parts, 40);
    expect(frames.length).toBeLessThanOrEqual(40);
    expect([...frameCounts].slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect([...firstRow]).toEqual([0, 4, frames.length - 1]);
    expect(frames.length).toBeGreaterThan(25);
  });

  it('span gaps where there are more parts than rows', () => {
    const { frames, frameCounts, firstRow, before } = crampedRows(parts, 2);
    expect([...frames]).toEqual([10, 513]);
    expect([...frameCounts]).toEqual([503, 502]);
    expect([...firstRow]).toEqual([0, 0, 1]);
    expect([...before]).toEqual([0, 4, 501]);
  });
});
