import { describe, expect, it } from 'vitest';
import { RegexMatcher } from '../../../../main/engine/search/regex-matcher';
import { FailureError } from '../../../../shared/result';
import { findBytes, foundIn } from '../../../fixtures/search';
import { Random } from '../../../fuzz/random';

const matcher = (source: string, ignoreCase = false): RegexMatcher =>
  new RegexMatcher(source, ignoreCase, findBytes);

/** What is found in a text in Latin-1, as texts. */
function texts(source: string, text: string, ignoreCase = false): string[] {
  const bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
  return foundIn(matcher(source, ignoreCase), bytes).map(([start, length]) =>
    text.slice(start, start + length),
  );
}

describe('a regular expression', () => {
  it.each([
    ['a+', 'caaab a', ['aaa', 'a']],
    ['a+?', 'aaa', ['a', 'a', 'a']],
    ['ab|a', 'abac', ['ab', 'a']],
    ['a|ab', 'abac', ['a', 'a']],
    ['(ab)*c', 'ababc c', ['ababc', 'c']],
    ['a.c', 'a\nc abd', ['a\nc']],
    ['[^a-y]+', 'abzz\xffa', ['zz\xff']],
    ['\\x7fELF', '..\x7fELF', ['\x7fELF']],
    ['[\\x00-\\x1f]{2}', '\x01\x02\x03 \x04', ['\x01\x02']],
    ['\\d{2,3}', '1 12 1234', ['12', '123']],
    ['\\d{2,3}?', '1234', ['12', '34']],
    ['a.*b', 'xaabab', ['aabab']],
    ['a.*?b', 'xaabab', ['aab', 'ab']],
    ['[]a]+', 'a]b', ['a]']],
    ['[a-]+', 'a-b', ['a-']],
    ['(?:ab){2}', 'ababab', ['abab']],
    ['(a*b)*c', 'aabbabc', ['aabbabc']],
    ['x(a|b)?y', 'xy xay xcy', ['xy', 'xay']],
  ])('%s in %j', (source, text, expected) => {
    expect(texts(source, text)).toEqual(expected);
  });

  it('does not mind case on request, in ASCII', () => {
    expect(texts('kernel [a-c]', 'Kernel B KERNEL x', true)).toEqual(['Kernel B']);
    expect(texts('[^a]', 'aAb', true)).toEqual(['b']);
    expect(texts('\xe9', '\xc9\xe9', true)).toEqual(['\xe9']);
  });

  it('takes at most 4096 bytes', () => {
    const text = `a${'-'.repeat(4094)}b`;
    expect(texts('a.*b', `${text}--b`)).toEqual([text]);
    expect(texts('a-+b', `a${'-'.repeat(4095)}b`)).toEqual([]);
    expect(foundIn(matcher('-+'), new Uint8Array(10_000).fill(0x2d))).toEqual([
      [0, 4096],
      [4096, 4096],
      [8192, 1808],
    ]);
  });

  it('takes time in proportion, whatever it is', () => {
    const bytes = new Uint8Array(2 ** 18).fill(0x61);
    const started = performance.now();
    for (const source of ['(a*)*b', '(a|a)*b', '(.*.*)*=x', 'a{0,1000}b', '(a?){100}a{100}b', 'a[^b]*b']) {
      expect(foundIn(matcher(source), bytes)).toEqual([]);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('gives way after some work', () => {
    const bytes = new Uint8Array(2 ** 20).fill(0x61);
    bytes.fill(0x62, 2 ** 20 - 1);
    let calls = 0;
    const wanted = matcher('a[^b]{4000}a');
    for (let at = 0; at < bytes.length; calls++) {
      at = wanted.scan(bytes, { from: at, end: bytes.length, align: 1 }, () => true);
    }
    expect(calls).toBeGreaterThan(1);
  });

  it.each(['a.{200,700}b', '(?:a.{1,300}b){2}?', '[ab]{3,400}?c|b.{300}a', '(?:a|ba){1,200}bb.{100}'])(
    'gives way again and again where %s takes thousands of states, and finds the same',
    (source) => {
      const random = new Random(1, source.length);
      const text = Array.from({ length: 12_000 }, () => random.pick(['a', 'b', 'a', 'b', 'ab', 'c'])).join(
        '',
      );
      const bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
      const wanted = matcher(source);
      const found: string[] = [];
      let calls = 0;
      for (let at = 0; at < bytes.length; calls++) {
        at = wanted.scan(bytes, { from: at, end: bytes.length, align: 1 }, (start, length) => {
          found.push(text.slice(start, start + length));
          return true;
        });
      }
      expect(calls).toBeGreaterThan(2);
      expect(found).toEqual(text.match(new RegExp(source, 'gs')));
    },
  );

  it.each([
    ['', 'The expression is empty.'],
    ['a(b', 'This ( is never closed. It is character 2.'],
    ['ab)', 'This ) closes no group. It is character 3.'],
    ['[ab', 'This [ is never closed. It is character 1.'],
    ['*a', 'There is nothing before this * that it could repeat. It is character 1.'],
    ['a**', 'What stands before this is repeated already. It is character 3.'],
    ['a{3,2}', 'The count {3,2} has its ends the wrong way round. It is character 2.'],
    ['a{5000}', 'A count is at most 4096. It is character 2.'],
    ['a{', 'A { begins a count such as {2} or {1,4}; \\{ stands for the byte. It is character 2.'],
    ['\\x1', '\\x needs two hexadecimal digits. It is character 1.'],
    ['a\\', 'The expression ends behind this \\. It is character 2.'],
    ['\\p', '\\p is not known here. It is character 1.'],
    ['^a', 'Memory has no lines for ^ to stand at. It is character 1.'],
    ['(?=a)', 'Of groups with a ? only (?: ) is known here. It is character 1.'],
    ['a€', '“€” is no single byte. It is character 2.'],
    ['[z-a]', 'This range has its ends the wrong way round. It is character 2.'],
    ['a*', 'The expression matches at every place, as it may match no byte at all.'],
    ['(a{1,4096}){1,4096}', 'The expression is too large: counts multiply what they repeat.'],
    ['a{4096}b', 'No match can have fewer than 4097 bytes; 4096 are the most.'],
  ])('refuses %j', (source, message) => {
    expect(() => matcher(source)).toThrow(FailureError);
    expect(() => matcher(source)).toThrow(message);
  });
});
