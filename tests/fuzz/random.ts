import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Anything that can be chosen with a weight. */
export type Weighted<T> = readonly (readonly [weight: number, value: T])[];

const STATE = [0x9e37_79b9, 0x243f_6a88] as const;
/** Numbers that a generator of nearly equal state gives before it is a good one. */
const WARM_UP = 20;

/** Random choices that depend on a seed and the number of a mutant only. */
export class Random {
  private readonly generator: RandomGenerator;

  constructor(seed: number, mutant: number) {
    this.generator = xoroshiro128plusFromState([seed | 0, mutant | 0, STATE[0] | 0, STATE[1] | 0]);
    for (let i = 0; i < WARM_UP; i++) this.generator.next();
  }

  /** An integer from `first` to `last`, both included. */
  between(first: number, last: number): number {
    return uniformInt(this.generator, first, last);
  }

  /** An integer from 0 up to `count`, excluded. */
  below(count: number): number {
    return this.between(0, count - 1);
  }

  /** True once in `count` times. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  /** Any 64-bit number. */
  u64(): bigint {
    const half = (): bigint => BigInt(this.generator.next() >>> 0);
    return (half() << 32n) | half();
  }

  pick<T>(values: readonly T[]): T {
    if (values.length === 0) throw new Error('nothing to pick from');
    return values[this.below(values.length)] as T;
  }

  weighted<T>(choices: Weighted<T>): T {
    let left = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, value] of choices) {
      if (left < weight) return value;
      left -= weight;
    }
    throw new Error('nothing to pick from');
  }
}
