import type { RunTarget } from '../../shared/debugger-types';
import type { Direction, MoveCommand } from '../../shared/view-types';

/** A way to another moment that only the engine can find. */
export type Movement =
  | {
      readonly type: 'move';
      readonly command: MoveCommand;
      readonly direction: Direction;
      readonly count: number;
    }
  | { readonly type: 'run'; readonly to: RunTarget; readonly direction: Direction };

/** The two as one movement, where they are the same one repeated; else `null`. */
function merged(earlier: Movement | undefined, later: Movement): Movement | null {
  if (earlier?.type !== 'move' || later.type !== 'move') return null;
  if (earlier.command !== later.command || earlier.direction !== later.direction) return null;
  return { ...earlier, count: earlier.count + later.count };
}

/**
 * Movements one after the other. Where one leads is asked at once, but shown when the views have followed the last;
 * presses of the same key that come in meanwhile wait as one movement, so that a held key is never late, however slow
 * the views are.
 */
export class MovementQueue {
  readonly #find: (movement: Movement) => Promise<() => void>;
  readonly #followed: () => Promise<void>;
  #waiting: Movement[] = [];
  #running: Promise<void> | null = null;

  /**
   * @param find finds out where a movement leads, and resolves to what shows that; must not reject
   * @param followed resolves when the views show where the last one led
   */
  constructor(find: (movement: Movement) => Promise<() => void>, followed: () => Promise<void>) {
    this.#find = find;
    this.#followed = followed;
  }

  /** Adds a movement; resolves when all that wait are done. */
  add(movement: Movement): Promise<void> {
    const both = merged(this.#waiting.at(-1), movement);
    if (both === null) this.#waiting.push(movement);
    else this.#waiting[this.#waiting.length - 1] = both;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Drops what waits. */
  clear(): void {
    this.#waiting = [];
  }

  async #run(): Promise<void> {
    // The promise is kept before the first movement begins.
    await Promise.resolve();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const [show] = await Promise.all([this.#find(next), this.#followed()]);
      show();
    }
    this.#running = null;
  }
}
