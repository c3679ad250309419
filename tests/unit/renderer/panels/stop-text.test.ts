import { describe, expect, it } from 'vitest';
import { PLAIN_BREAKPOINT, type BoundBreakpoint } from '../../../../shared/breakpoint';
import type { StageSummary } from '../../../../shared/load-types';
import type { Arrival } from '../../../../shared/view-types';
import { stopText } from '../../../../renderer/panels/status-bar/stop-text';

const stage = (title: string, firstMoment: number, lastMoment: number): StageSummary => ({
  span: firstMoment,
  kind: 'segment',
  title,
  detail: '',
  provenance: 'free',
  firstMoment,
  lastMoment,
  status: 'done',
});
const STAGES = [stage('Plan', 1, 4), stage('LOAD 1', 5, 9), stage('LOAD 2', 10, 20)];
const BREAKPOINT: BoundBreakpoint = {
  ...PLAIN_BREAKPOINT,
  id: 7,
  enabled: true,
  target: { type: 'line', file: 'copy-on-write.ts', line: 53 },
  hits: 1,
  counting: false,
  problem: null,
  conditionProblem: null,
  logProblem: null,
  inFunction: '',
};

function text(arrival: Partial<Arrival>, direction: 'forward' | 'back' = 'forward'): string {
  const whole: Arrival = { moment: 0, reason: 'moved', breakpoint: null, ...arrival };
  return stopText({ arrival: whole, direction }, [BREAKPOINT], STAGES);
}

describe('why a movement stopped', () => {
  it('is nothing where it went as far as it goes', () => {
    expect(text({ reason: 'moved' })).toBe('');
  });

  it('is the breakpoint, by what it waits for', () => {
    expect(text({ reason: 'breakpoint', breakpoint: 7 })).toBe('Breakpoint copy-on-write.ts:53');
    expect(text({ reason: 'breakpoint', breakpoint: 8 })).toBe('Breakpoint');
  });

  it('is the border of a stage, named from the side that one comes from', () => {
    expect(text({ reason: 'stage', moment: 4 })).toBe('End of Plan');
    expect(text({ reason: 'stage', moment: 4 }, 'back')).toBe('Start of LOAD 1');
    expect(text({ reason: 'stage', moment: 20 }, 'back')).toBe('End of LOAD 2');
  });

  it('is an end of the load, or the target', () => {
    expect(text({ reason: 'end', moment: 20 })).toBe('End of the load');
    expect(text({ reason: 'end' }, 'back')).toBe('Start of the load');
    expect(text({ reason: 'target', moment: 3 })).toBe('Reached');
  });
});
