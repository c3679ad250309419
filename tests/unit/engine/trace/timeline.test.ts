import { describe, expect, it } from 'vitest';
import { OP } from '../../../../main/engine/trace/codes';
import { Recorder } from '../../../../main/engine/trace/recorder';
import { move, stepAt, stepOfOp } from '../../../../main/engine/trace/timeline';

/**
 * ```text
 *   moment   0   1   2   3   4   5   6   7
 *   op         0   1   2   3   4   5   6
 *   step      |1| | 2     | |3| |4    | |5|
 *   stage     |plan       | |segment    | |cleanUp|
 * ```
 */
function example(): ReturnType<Recorder['finish']> {
  const recorder = new Recorder();
  const write = (): void => recorder.op(OP.frameZeroed, 1, 0, 0, 0);
  recorder.stage('plan', -1);
  recorder.step('check', 0);
  recorder.step('chooseOffset', 0);
  write();
  write();
  recorder.stage('segment', 0);
  recorder.step('mapPage', 1);
  recorder.step('mapPage', 2);
  write();
  write();
  recorder.stage('cleanUp', -1);
  return recorder.finish();
}

const trace = example();
const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

describe('the timeline', () => {
  it('knows the step of each op and of each moment', () => {
    expect(ALL.slice(0, 7).map((op) => stepOfOp(trace, op))).toEqual([0, 1, 1, 2, 3, 3, 4]);
    expect(ALL.map((moment) => stepAt(trace, moment))).toEqual([0, 1, 2, 2, 3, 4, 4, 5]);
  });

  it.each([
    ['first', 'forward', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['last', 'back', [7, 7, 7, 7, 7, 7, 7, 7]],
    ['into', 'forward', [1, 2, 3, 4, 5, 6, 7, 7]],
    ['into', 'back', [0, 0, 1, 2, 3, 4, 5, 6]],
    ['over', 'forward', [1, 3, 3, 4, 6, 6, 7, 7]],
    ['over', 'back', [0, 0, 1, 1, 3, 4, 4, 6]],
    ['out', 'forward', [3, 3, 3, 6, 6, 6, 7, 7]],
    ['out', 'back', [0, 0, 0, 0, 3, 3, 3, 6]],
  ] as const)('%s %s', (command, direction, expected) => {
    expect(ALL.map((moment) => move(trace, moment, command, direction))).toEqual(expected);
  });

  it.each([
    ['into', 'forward', 3, [3, 4, 5, 6, 7, 7, 7, 7]],
    ['into', 'back', 3, [0, 0, 0, 0, 1, 2, 3, 4]],
    ['over', 'forward', 2, [3, 4, 4, 6, 7, 7, 7, 7]],
    ['over', 'back', 2, [0, 0, 0, 0, 1, 3, 3, 4]],
    ['out', 'forward', 2, [6, 6, 6, 7, 7, 7, 7, 7]],
    ['out', 'back', 2, [0, 0, 0, 0, 0, 0, 0, 3]],
    ['over', 'forward', 1000, [7, 7, 7, 7, 7, 7, 7, 7]],
    ['out', 'back', 1000, [0, 0, 0, 0, 0, 0, 0, 0]],
  ] as const)('%s %s, %i times', (command, direction, count, expected) => {
    expect(ALL.map((moment) => move(trace, moment, command, direction, count))).toEqual(expected);
  });
});
