import { describe, expect, it } from 'vitest';
import { assert, AssertionError, defined } from '../../../../main/engine/base/assert';
import {
  expect as expectSome,
  LoaderError,
  LoaderPanic,
  LoadStopped,
  unimplemented,
  unreachable,
  unwrap,
  upstreamAssert,
  upstreamAssertEq,
} from '../../../../main/engine/base/errors';

describe("panics have the texts of Rust's macros", () => {
  it('unwrap and expect', () => {
    expect(unwrap(0)).toBe(0);
    expect(expectSome('', 'unused')).toBe('');
    expect(() => unwrap(null)).toThrow(new LoaderPanic('called `Option::unwrap()` on a `None` value'));
    expect(() => expectSome(null, 'no end')).toThrow(new LoaderPanic('no end'));
  });

  it('assert and assert_eq', () => {
    upstreamAssert(true, 'a == b');
    upstreamAssertEq(24n, 24n, 'sizes');
    expect(() => upstreamAssert(false, 'a == b')).toThrow(new LoaderPanic('assertion failed: a == b'));
    expect(() => upstreamAssertEq(16n, 24n, 'unsupported entry size: 16')).toThrow(
      new LoaderPanic('assertion `left == right` failed: unsupported entry size: 16\n  left: 16\n right: 24'),
    );
  });

  it('unreachable and unimplemented', () => {
    expect(unreachable().message).toBe('internal error: entered unreachable code');
    expect(unreachable('here').message).toBe('internal error: entered unreachable code: here');
    expect(unimplemented().message).toBe('not implemented');
    expect(unimplemented('type 1').message).toBe('not implemented: type 1');
  });
});

describe('three kinds of failure', () => {
  it('are told apart by class and by name', () => {
    const failures = [
      new LoaderError('x'),
      new LoaderPanic('x'),
      new LoadStopped('x'),
      new AssertionError('x'),
    ];
    expect(failures.map(({ name }) => name)).toEqual([
      'LoaderError',
      'LoaderPanic',
      'LoadStopped',
      'AssertionError',
    ]);
    expect(failures.filter((failure) => failure instanceof LoaderPanic)).toHaveLength(1);
  });

  it('our own bug says that it is one', () => {
    expect(() => assert(false, 'rows differ')).toThrow('internal error in Loadscope: rows differ');
    expect(() => defined(undefined, 'frame 3')).toThrow(AssertionError);
    expect(defined(0, 'zero')).toBe(0);
  });
});
