import { describe, expect, it } from 'vitest';
import { createBindings } from '../../../../renderer/stores/breakpoint-bindings';
import { PLAIN_BREAKPOINT, type Breakpoint } from '../../../../shared/breakpoint';
import { fakeWindow } from '../memory/fake-bridge';

const LIST: readonly Breakpoint[] = [1, 2].map((id) => ({
  ...PLAIN_BREAKPOINT,
  id,
  enabled: true,
  target: { type: 'relocations', first: id, last: 9 },
}));
const NO_PROBLEM = { problem: null, conditionProblem: null, logProblem: null, inFunction: '' };

/** An engine that finds one hit of the second breakpoint an answer, of three; each hit `n` is at moment `n`. */
function slowEngine(): {
  readonly answer: (name: string, params: unknown) => unknown;
  readonly asked: string[];
} {
  const asked: string[] = [];
  let found = 0;
  const answer = (name: string, params: unknown): unknown => {
    if (name === 'breakpoints.set') {
      found += 1;
      asked.push('set');
      const { breakpoints } = params as { breakpoints: Breakpoint[] };
      return breakpoints.map((one) => {
        const isSlow = one.id === 2;
        return { ...one, ...NO_PROBLEM, hits: isSlow ? found : 5, counting: isSlow && found < 3 };
      });
    }
    if (name !== 'breakpoints.moments') throw new Error(`unexpected ${name}`);
    const { id } = params as { id: number };
    asked.push(`moments ${id}`);
    return Array.from({ length: id === 2 ? found : 5 }, (_, i) => i + 1);
  };
  return { answer, asked };
}

describe('bindings', () => {
  it('are asked for until all hits are known, what is known only once', async () => {
    const { answer, asked } = slowEngine();
    fakeWindow(answer);
    const { bindings, moments, bound, bind } = createBindings();
    await bind(LIST, 1);
    expect(asked).toEqual(['set', 'moments 1', 'moments 2', 'set', 'moments 2', 'set', 'moments 2']);
    expect(bindings.value.get(2)).toMatchObject({ hits: 3, counting: false });
    expect(moments.value.get(1)).toEqual([1, 2, 3, 4, 5]);
    expect(moments.value.get(2)).toEqual([1, 2, 3]);
    expect(bound.value).toBe(3);
  });
});
