import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HitCount } from '../../../../../shared/breakpoint';
import { PLAIN_BREAKPOINT } from '../../../../../shared/breakpoint';
import type { BoundBreakpoint } from '../../../../../shared/breakpoint';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { kernelWithRelocations } from '../../../../fixtures/large-kernels';
import { openSession } from '../../../../fixtures/loaded';

const session = openSession({ elf: kernelWithRelocations(150_000), machine: DEFAULT_MACHINE });
const { calls } = session;
afterEach(() => vi.restoreAllMocks());

function set(condition: string, hitCount: HitCount | null): BoundBreakpoint {
  const target = { type: 'stepKind', kind: 'relocation' } as const;
  const breakpoint = { ...PLAIN_BREAKPOINT, id: 1, enabled: true, target, condition, hitCount };
  return calls['breakpoints.set']({ breakpoints: [breakpoint] })[0]!;
}

/** Sets a breakpoint with a clock that is over after one piece. */
function setForOnePiece(condition: string, hitCount: HitCount | null): BoundBreakpoint {
  let asked = 0;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => (++asked > 2 ? 1000 : 0));
  const bound = set(condition, hitCount);
  clock.mockRestore();
  return bound;
}

/** Where runs from some moments end, both ways. */
function stops(): unknown[] {
  return [0, 0.3, 0.5, 0.7, 1].flatMap((share) =>
    (['forward', 'back'] as const).map((direction) => {
      const moment = Math.floor(share * session.trace.opCount);
      return calls['time.move']({ moment, command: 'continue', direction, count: 2, stopAtStages: false });
    }),
  );
}

describe('a breakpoint whose hits are still being counted', () => {
  it.each([null, { when: 'every', count: 3 }, { when: 'nth', count: 100 }] as const)(
    'stops where it does later (hit count %o)',
    (hitCount) => {
      const condition = `relocation % 997 == ${hitCount?.count ?? 0}`;
      const first = setForOnePiece(condition, hitCount);
      expect(first).toMatchObject({ counting: true, problem: null });
      const early = stops();
      let bound = first;
      while (bound.counting) bound = set(condition, hitCount);
      expect(early).toEqual(stops());
      expect(bound.hits).toBeGreaterThan(first.hits);
    },
  );

  it('is said to stop nowhere only when all moments were looked at', () => {
    const condition = 'label contains "nowhere"';
    expect(setForOnePiece(condition, null)).toMatchObject({ counting: true, hits: 0, problem: null });
    while (set(condition, null).counting);
    expect(set(condition, null).problem).toMatch(/^The condition holds at none of the 150000 moments/);
  });
});
