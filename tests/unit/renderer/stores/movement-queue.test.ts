import { describe, expect, it } from 'vitest';
import { MovementQueue, type Movement } from '../../../../renderer/stores/movement-queue';

const over = (count = 1, direction: 'forward' | 'back' = 'forward'): Movement => ({
  type: 'move',
  command: 'over',
  direction,
  count,
});

/** A queue whose views follow when `follow` is called; they are behind nothing at first. */
function start() {
  const done: Movement[] = [];
  const asked: Movement[] = [];
  const followers: (() => void)[] = [];
  const queue = new MovementQueue(
    (movement) => {
      asked.push(movement);
      return Promise.resolve(() => void done.push(movement));
    },
    () => (done.length === 0 ? Promise.resolve() : new Promise((resolve) => followers.push(resolve))),
  );
  const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const follow = async (): Promise<void> => {
    followers.shift()?.();
    await tick();
  };
  return { queue, asked, done, follow, tick };
}

describe('MovementQueue', () => {
  it('shows one movement at a time, the next when the views have followed, but asks for it before', async () => {
    const { queue, asked, done, follow, tick } = start();
    void queue.add(over());
    await tick();
    void queue.add(over(1, 'back'));
    await tick();
    expect(asked).toEqual([over(), over(1, 'back')]);
    expect(done).toEqual([over()]);
    await follow();
    expect(done).toEqual([over(), over(1, 'back')]);
  });

  it('does presses that came in meanwhile at once, and none is lost', async () => {
    const { queue, done, follow, tick } = start();
    void queue.add(over());
    await tick();
    void queue.add(over());
    await tick();
    for (let i = 0; i < 5; i++) void queue.add(over());
    void queue.add(over(1, 'back'));
    void queue.add(over(3, 'back'));
    void queue.add(over());
    for (let i = 0; i < 5; i++) await follow();
    expect(done).toEqual([over(), over(), over(5), over(4, 'back'), over()]);
  });

  it('does not merge runs to a target', async () => {
    const { queue, done, follow, tick } = start();
    const run: Movement = {
      type: 'run',
      to: { type: 'stepKind', kind: 'relocation' },
      direction: 'forward',
    };
    void queue.add(over());
    await tick();
    void queue.add(run);
    void queue.add(run);
    for (let i = 0; i < 3; i++) await follow();
    expect(done).toEqual([over(), run, run]);
  });

  it('forgets what waits, and goes on afterwards', async () => {
    const { queue, done, follow, tick } = start();
    const all = queue.add(over());
    await tick();
    void queue.add(over(2));
    await tick();
    void queue.add(over(3));
    queue.clear();
    await follow();
    await all;
    expect(done).toEqual([over(), over(2)]);
    void queue.add(over(7));
    await tick();
    await follow();
    expect(done.at(-1)).toEqual(over(7));
  });
});
