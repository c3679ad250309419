import { describe, expect, it } from 'vitest';
import { digitOf, hexBytesOf, textBytesOf } from '../../../../../renderer/panels/memory/edit/typed-bytes';

describe('hexBytesOf', () => {
  it.each([
    ['de ad BE ef', [0xde, 0xad, 0xbe, 0xef]],
    ['deadbeef', [0xde, 0xad, 0xbe, 0xef]],
    ['0xde, 0xad,\n0x0f', [0xde, 0xad, 0x0f]],
    ['\\xde\\xad', [0xde, 0xad]],
    ['{ 0xd, 0x0 }', [0x0d, 0]],
    ['de:ad:be', [0xde, 0xad, 0xbe]],
  ])('reads %j', (text, bytes) => {
    expect(hexBytesOf(text)).toEqual(Uint8Array.from(bytes));
  });

  it.each(['', '  ', 'hello', 'abc', '0x123', 'de ag'])('refuses %j', (text) => {
    expect(hexBytesOf(text)).toBeNull();
  });
});

describe('textBytesOf', () => {
  it('has the bytes of the encoding, or none', () => {
    expect(textBytesOf('Aé', 'latin-1')).toEqual(Uint8Array.of(0x41, 0xe9));
    expect(textBytesOf('Aé', 'utf-8')).toEqual(Uint8Array.of(0x41, 0xc3, 0xa9));
    expect(textBytesOf('é', 'utf-16le')).toEqual(Uint8Array.of(0xe9, 0));
    expect(textBytesOf('€', 'utf-16be')).toEqual(Uint8Array.of(0x20, 0xac));
    expect(textBytesOf('é', 'ascii')).toBeNull();
    expect(textBytesOf('€', 'latin-1')).toBeNull();
  });
});

describe('digitOf', () => {
  it('knows hexadecimal digits and nothing else', () => {
    expect(['0', '9', 'a', 'F', 'g', '', 'F1', ' '].map(digitOf)).toEqual([
      0,
      9,
      10,
      15,
      ...Array<null>(4).fill(null),
    ]);
  });
});
