import { describe, expect, it } from 'vitest';
import { framesBetween, type TraceEvent } from '../../bench/frame-times';

const PAGE = { pid: 7, tid: 1 };

function ran(name: string, ts: number, dur: number, thread = PAGE): TraceEvent {
  return { name, ph: 'X', ts, dur, tdur: dur / 2, ...thread };
}

function point(name: string, ts: number, thread = PAGE): TraceEvent {
  return { name, ph: 'R', ts, ...thread };
}

const NAME: TraceEvent = { name: 'thread_name', ph: 'M', ts: 0, args: { name: 'CrRendererMain' }, ...PAGE };
const isMark = (name: string): boolean => name.startsWith('mark ');

describe('framesBetween', () => {
  it('counts script with its microtasks, style and layout, each once, frame by frame', () => {
    const other = { pid: 7, tid: 2 };
    const frames = framesBetween(
      [
        NAME,
        ran('FunctionCall', 0, 9000),
        point('mark 0', 10_000),
        // The layout is forced by the microtasks, and no more time than they take.
        ran('Layout', 12_000, 2000),
        ran('RunMicrotasks', 11_000, 4000),
        ran('UpdateLayoutTree', 16_000, 2000),
        ran('FunctionCall', 16_000, 8000, other),
        ran('Paint', 19_000, 5000),
        ran('RunMicrotasks', 30_000, 6000),
        point('mark 1', 40_000),
        ran('FunctionCall', 41_000, 2000),
      ],
      isMark,
    );
    expect(frames.get('mark 0')).toEqual([3, 3]);
    expect(frames.get('mark 1')).toEqual([1]);
  });

  it('refuses a recording without a mark of the page', () => {
    expect(() => framesBetween([NAME, ran('Layout', 0, 1)], isMark)).toThrow('no mark');
  });
});
