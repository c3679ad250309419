import type { OpRow, SpanRow } from '../../../shared/view-types';
import type { StepsSource } from './steps-tree';

/** Answers kept; the tree asks the same few again at every step. */
const LIMIT = 512;

/** Keeps the last answers of a source. For one trace: a new load needs a new cache. */
export function cachedSource(source: StepsSource): StepsSource {
  const spans = new Map<string, Promise<readonly SpanRow[]>>();
  const ops = new Map<string, Promise<readonly OpRow[]>>();

  function keep<T>(cache: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const answer = ask();
    cache.set(key, answer);
    answer.catch(() => cache.delete(key));
    const oldest = cache.keys().next();
    if (cache.size > LIMIT && oldest.done !== true) cache.delete(oldest.value);
    return answer;
  }

  return {
    stageCount: source.stageCount,
    spans: (parent, first, count) =>
      keep(spans, `${parent}:${first}:${count}`, () => source.spans(parent, first, count)),
    ops: (firstMoment, count) => keep(ops, `${firstMoment}:${count}`, () => source.ops(firstMoment, count)),
  };
}
