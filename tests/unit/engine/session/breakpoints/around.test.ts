import { describe, expect, it } from 'vitest';
import { PLAIN_BREAKPOINT, type Breakpoint } from '../../../../../shared/breakpoint';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';

describe('breakpoints.around', () => {
  const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
  const breakpoints: Breakpoint[] = [
    { ...PLAIN_BREAKPOINT, id: 5, enabled: true, target: { type: 'stepKind', kind: 'mapPage' } },
    { ...PLAIN_BREAKPOINT, id: 2, enabled: false, target: { type: 'stepKind', kind: 'copyOnWrite' } },
    {
      ...PLAIN_BREAKPOINT,
      id: 9,
      enabled: true,
      target: { type: 'segment', number: 99, events: ['mapped'] },
    },
  ];
  session.calls['breakpoints.set']({ breakpoints });
  const { opCount } = session.summary();

  it('tells what a count over all hits tells, at every moment, also of one that is switched off', () => {
    const lists = breakpoints.map(({ id }) => session.calls['breakpoints.moments']({ id, limit: 10_000 }));
    expect(lists.map(({ length }) => length > 0)).toEqual([true, true, false]);
    expect(opCount).toBeGreaterThan(1000);
    for (let moment = 0; moment <= opCount; moment++) {
      const naive = lists.map((hits, i) => ({
        id: breakpoints[i]?.id,
        passed: hits.filter((hit) => hit <= moment).length,
        here: hits.includes(moment),
        previous: hits.filter((hit) => hit < moment).at(-1) ?? null,
        next: hits.find((hit) => hit > moment) ?? null,
      }));
      expect(session.calls['breakpoints.around']({ moment })).toEqual(naive);
    }
  });

  it('refuses a moment that does not exist', () => {
    expect(() => session.calls['breakpoints.around']({ moment: opCount + 1 })).toThrow(/does not exist/);
  });
});
