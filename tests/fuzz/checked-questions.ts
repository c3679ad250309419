/** Questions whose answers are worked out a second time, in the plainest way. */
import { parsePattern } from '../../main/engine/search/pattern';
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import type { EngineCalls } from '../../shared/contract';
import type { SpaceBytes } from '../../shared/memory-types';
import { hiddenDigits, placesOf } from '../fixtures/search';
import type { Questions } from './questions';
import type { Question } from './side-questions';

const MOST_BYTES = 3 * PAGE_SIZE;
/** Matches that are compared: a pattern of little says too much. */
const MOST_MATCHES = 500;
/** How often work in the background goes on for a while before its answer is done without. */
const MOST_TURNS = 4;

interface Range extends SpaceBytes {
  readonly at: { readonly space: 'physical' | 'virtual' | 'file'; readonly moment: number };
  readonly first: number;
}

/** Some bytes of a space at a moment, most often those of a page that holds something. */
function someBytes(calls: EngineCalls, given: Questions): Range {
  const at = { space: given.space(), moment: given.moment() };
  const most = PAGE_COUNT * PAGE_SIZE - MOST_BYTES;
  const first = Math.min(most, given.position(at.space, at.moment));
  const length = given.pick([16, 1000, MOST_BYTES]);
  return { at, first, ...calls['memory.bytes']({ ...at, first, length }) };
}

/** Whether a byte of a range is there and can be read. */
function isThere({ first, missing }: Range, offset: number): boolean {
  const position = first + offset;
  return missing.every((part) => position < part.first || position >= part.first + part.length);
}

/** Works until a job has ended. @returns whether it has, and nothing went wrong */
function hasFinished(given: Questions, state: () => { finished: boolean; failure: unknown }): boolean {
  for (let turn = 0; turn < MOST_TURNS && !state().finished; turn++) given.work();
  return state().finished && state().failure === null;
}

function searchesPattern(calls: EngineCalls, given: Questions): void {
  const range = someBytes(calls, given);
  const { at, first, bytes } = range;
  const from = given.below(bytes.length - 4);
  const digits = [...bytes.subarray(from, from + 1 + given.below(4))];
  const pattern = hiddenDigits(
    digits,
    Array.from({ length: given.below(3) }, () => given.below(8)),
  );
  if (!/[^?]/.test(pattern)) return;
  const { job } = calls['search.start']({
    what: { type: 'bytes', pattern },
    side: { source: 0, moment: at.moment },
    space: at.space,
    range: { first, length: bytes.length },
    align: 1,
    onlyMapped: false,
    colours: [],
  });
  if (!hasFinished(given, () => calls['search.state']({ job }))) return;
  const found = calls['search.within']({ job, first, length: bytes.length, limit: MOST_MATCHES });
  const isSearched = searchedBytes(calls, range);
  const wanted = placesOf(parsePattern(pattern), bytes)
    .filter((place) => digits.every((_, i) => isSearched(place + i)))
    .map((place) => first + place);
  const places = [...found].filter((_, i) => i % 2 === 0);
  expectSame(`matches of ${pattern}`, places, wanted.slice(0, MOST_MATCHES));
}

/** Which bytes of a range are searched: all that can be read, but physical memory only where it was touched. */
function searchedBytes(calls: EngineCalls, range: Range): (offset: number) => boolean {
  const { at, first, bytes } = range;
  if (at.space !== 'physical') return (offset) => isThere(range, offset);
  const [low, high] = [Math.floor(first / PAGE_SIZE), Math.ceil((first + bytes.length) / PAGE_SIZE)];
  const runs = calls['memory.ranges'](at).filter((run) => run.first < high && run.first + run.count > low);
  return (offset) => {
    const page = Math.floor((first + offset) / PAGE_SIZE);
    return isThere(range, offset) && runs.some((run) => page >= run.first && page < run.first + run.count);
  };
}

function comparesMoments(calls: EngineCalls, given: Questions): void {
  const left = someBytes(calls, given);
  const { at, first } = left;
  const moment = given.moment();
  const { length } = left.bytes;
  const right = { ...left, ...calls['memory.bytes']({ ...at, moment, first, length }) };
  const { job } = calls['diff.start']({
    left: { source: 0, moment: at.moment },
    right: { source: 0, moment },
    space: at.space,
    shift: 0,
  });
  if (!hasFinished(given, () => calls['diff.state']({ job })) || calls['diff.state']({ job }).cut) return;
  const runs = calls['diff.within']({ job, first, length, limit: length });
  const found: number[] = [];
  for (let i = 0; i < runs.length; i += 3) {
    const [from, count] = [runs[i] as number, runs[i + 1] as number];
    const end = Math.min(from + count, first + length);
    for (let position = Math.max(from, first); position < end; position++) found.push(position);
  }
  const wanted: number[] = [];
  for (let offset = 0; offset < length; offset++) {
    const [isLeft, isRight] = [isThere(left, offset), isThere(right, offset)];
    if (isLeft !== isRight || left.bytes[offset] !== right.bytes[offset]) wanted.push(first + offset);
  }
  expectSame('differences', found, wanted);
}

function sumsUp(calls: EngineCalls, given: Questions): void {
  const range = someBytes(calls, given);
  const { at, first, bytes } = range;
  const { job } = calls['statistics.start']({
    side: { source: 0, moment: at.moment },
    space: at.space,
    first,
    length: bytes.length,
    sha256: given.below(2) === 0,
  });
  if (!hasFinished(given, () => calls['statistics.state']({ job }))) return;
  const { statistics } = calls['statistics.state']({ job });
  const there = [...bytes].filter((_, offset) => isThere(range, offset));
  const sum = there.reduce((total, byte) => total + byte, 0);
  expectSame('sum', [Number(statistics?.sum), statistics?.missing], [sum, bytes.length - there.length]);
}

function expectSame(
  what: string,
  found: readonly (number | undefined)[],
  wanted: readonly (number | undefined)[],
): void {
  const at = Array.from({ length: Math.max(found.length, wanted.length) }, (_, i) => i).find(
    (i) => found[i] !== wanted[i],
  );
  if (at === undefined) return;
  throw new Error(
    `${what}: ${found.length} instead of ${wanted.length}; at ${at} there is ${found[at]}, not ${wanted[at]}`,
  );
}

export const CHECKED_QUESTIONS: readonly Question[] = [searchesPattern, comparesMoments, sumsUp];
