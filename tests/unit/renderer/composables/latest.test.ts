import { describe, expect, it } from 'vitest';
import { latestOnly } from '../../../../renderer/composables/latest';

/** A fetch whose answers the test gives, and what came of them. */
function setUp() {
  const asked: number[] = [];
  const answers = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  const seen: string[] = [];
  const latest = latestOnly<number, string>({
    fetch: (params) => {
      asked.push(params);
      return new Promise((resolve, reject) => answers.set(params, { resolve, reject }));
    },
    done: (value, params) => seen.push(`${params}: ${value}`),
    failed: (error, params) => seen.push(`${params} failed: ${(error as Error).message}`),
  });
  async function answer(params: number, value: string): Promise<void> {
    answers.get(params)?.resolve(value);
    await new Promise((resolve) => setTimeout(resolve));
  }
  async function fail(params: number, message: string): Promise<void> {
    answers.get(params)?.reject(new Error(message));
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { latest, asked, seen, answer, fail };
}

describe('latestOnly', () => {
  it('hands on the answer to a single request', async () => {
    const { latest, seen, answer } = setUp();
    latest.request(1);
    await answer(1, 'one');
    expect(seen).toEqual(['1: one']);
  });

  it('asks one thing at a time and skips what was replaced while it waited', async () => {
    const { latest, asked, seen, answer } = setUp();
    latest.request(1);
    latest.request(2);
    latest.request(3);
    expect(asked).toEqual([1]);
    await answer(1, 'old');
    expect(asked).toEqual([1, 3]);
    await answer(3, 'new');
    expect(seen).toEqual(['3: new']);
  });

  it('drops the failure of a replaced request, hands on that of the newest', async () => {
    const { latest, seen, fail } = setUp();
    latest.request(1);
    latest.request(2);
    await fail(1, 'old');
    await fail(2, 'new');
    expect(seen).toEqual(['2 failed: new']);
  });

  it('hands on nothing after cancel, and works again after it', async () => {
    const { latest, seen, answer } = setUp();
    latest.request(1);
    latest.cancel();
    await answer(1, 'late');
    latest.request(2);
    await answer(2, 'two');
    expect(seen).toEqual(['2: two']);
  });
});
