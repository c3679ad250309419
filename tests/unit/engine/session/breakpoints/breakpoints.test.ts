import { beforeAll, describe, expect, it } from 'vitest';
import type { DebugSession } from '../../../../../main/engine/session/debug-session';
import { LoaderSource } from '../../../../../main/engine/session/source/loader-source';
import { PLAIN_BREAKPOINT } from '../../../../../shared/breakpoint';
import type { Breakpoint } from '../../../../../shared/breakpoint';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';

let session: DebugSession;
beforeAll(() => {
  session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
});

const MOST = 5000;

type Bound = ReturnType<DebugSession['calls']['breakpoints.set']>;

/** Binds one breakpoint, and says what is known of it then. */
function bindOne(more: Partial<Breakpoint> & Pick<Breakpoint, 'target'>): Bound[number] {
  const breakpoint = { id: 1, enabled: true, ...PLAIN_BREAKPOINT, ...more };
  return session.calls['breakpoints.set']({ breakpoints: [breakpoint] })[0]!;
}

const moments = (id = 1): number[] => session.calls['breakpoints.moments']({ id, limit: MOST });

describe('with a condition', () => {
  const target = { type: 'stepKind', kind: 'relocation' } as const;

  it('stops where it holds', () => {
    const all = bindOne({ target }).hits;
    expect(bindOne({ target, condition: 'relocation % 2 == 0' }).hits).toBe(Math.ceil(all / 2));
    expect(bindOne({ target, condition: 'relocation == 3' })).toMatchObject({
      hits: 1,
      problem: null,
      conditionProblem: null,
    });
  });

  it('says where the condition is wrong, and never stops', () => {
    expect(bindOne({ target, condition: 'relocation == ' })).toMatchObject({
      hits: 0,
      problem: 'The condition is wrong: correct it where it is marked.',
      conditionProblem: { at: expect.any(Number) as number, length: expect.any(Number) as number },
    });
    const { problem, conditionProblem } = bindOne({ target, condition: 'relocaton == 3' });
    expect(problem).not.toBeNull();
    expect(conditionProblem).toMatchObject({ at: 0, length: 9 });
  });

  it('says that it holds nowhere', () => {
    const all = bindOne({ target }).hits;
    expect(bindOne({ target, condition: 'relocation < 0' }).problem).toBe(
      `The condition holds at none of the ${all} moments that fit.`,
    );
  });

  it('counts hits behind the condition', () => {
    const all = bindOne({ target }).hits;
    const first = moments();
    bindOne({ target, condition: 'relocation >= 10', hitCount: { when: 'nth', count: 3 } });
    expect(moments()).toEqual([first[12]]);
    bindOne({ target, hitCount: { when: 'from', count: all } });
    expect(moments()).toEqual([first.at(-1)]);
    bindOne({ target, hitCount: { when: 'every', count: 7 } });
    expect(moments()).toEqual(first.filter((_, i) => i % 7 === 6));
    expect(bindOne({ target, hitCount: { when: 'nth', count: all + 1 } }).problem).toBe(
      `The hit count is never reached: it is hit ${all} times.`,
    );
  });
});

describe('on a source line', () => {
  it('says which function the line is in', () => {
    const [write] = new LoaderSource().statementsWith('copyTo(inner, page, address.pageOffset');
    const line = { type: 'line', file: 'relocations.ts', line: write?.line ?? 0 } as const;
    expect(bindOne({ target: line }).inFunction).toBe('applyRelocation');
    expect(bindOne({ target: { ...line, line: 1 } }).inFunction).toBe('');
    expect(bindOne({ target: { type: 'stepKind', kind: 'mapPage' } }).inFunction).toBe('');
  });
});

describe('a logpoint', () => {
  const target = { type: 'stepKind', kind: 'bssEdge' } as const;

  it('never stops', () => {
    const { hits, problem } = bindOne({ target, log: 'edge of {page}' });
    expect([hits > 0, problem]).toEqual([true, null]);
    const to = session.calls['time.move']({
      moment: 0,
      command: 'continue',
      direction: 'forward',
      count: 1,
      stopAtStages: false,
    });
    expect(to).toEqual({ moment: session.trace.opCount, reason: 'end', breakpoint: null });
  });

  it('says where its text is wrong', () => {
    expect(bindOne({ target, log: 'edge of {pag}' })).toMatchObject({
      hits: 0,
      problem: 'The text for the log is wrong: correct it where it is marked.',
      logProblem: { at: 9, length: 3 },
    });
  });
});
