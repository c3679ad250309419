import { describe, expect, it } from 'vitest';
import {
  lengthText,
  rowText,
  sideText,
  stateText,
} from '../../../../renderer/panels/compare/memory-difference-text';
import type { DiffRow, DiffSide, DiffState } from '../../../../shared/memory-types';

const SIDE: DiffSide = {
  position: 0x1000,
  address: '0x1000',
  bytes: Uint8Array.of(1, 0xab),
  unreadable: null,
  owner: 'LOAD 2 copy',
  provenance: 'copied',
};
const ROW: DiffRow = {
  length: 2,
  kind: 'changed',
  left: SIDE,
  right: { ...SIDE, bytes: Uint8Array.of(0, 0) },
  symbol: 'main+0x2',
};
const STATE: DiffState = {
  job: 1,
  done: 1,
  total: 1,
  finished: true,
  failure: null,
  runs: 1,
  bytes: 1,
  onlyLeft: 0,
  onlyRight: 0,
  unreadable: 0,
  cut: false,
};

describe('differences in words', () => {
  it('name places, bytes and what is near', () => {
    expect(rowText(ROW)).toBe('0x1000: 01 ab → 00 00, changed, 2 bytes, main+0x2');
    const right = { ...SIDE, address: '0x3000', bytes: null };
    expect(rowText({ ...ROW, kind: 'onlyLeft', right, symbol: '' })).toBe(
      '0x1000, 0x3000: 01 ab → nothing, only in A, 2 bytes',
    );
    const outside = { ...SIDE, address: '', bytes: null };
    expect(rowText({ ...ROW, kind: 'onlyRight', left: outside, symbol: '' })).toContain('0x1000: nothing →');
  });

  it('tell what cannot be read from what is not there', () => {
    expect(sideText({ ...SIDE, bytes: null, unreadable: 'EIO' }, 4096)).toBe('unreadable');
    expect(sideText({ ...SIDE, bytes: null }, 4096)).toBe('nothing');
    expect(sideText({ ...SIDE, bytes: new Uint8Array(16) }, 4096)).toBe('00 00 00 00 00 00 00 00 …');
  });

  it('sum up', () => {
    expect(stateText(STATE)).toBe('1 difference · 1 byte');
    expect(stateText({ ...STATE, runs: 0, bytes: 0 })).toBe('No byte differs');
    expect(stateText({ ...STATE, runs: 0, finished: false })).toBe('Nothing differs so far');
    expect(
      stateText({ ...STATE, runs: 1200, bytes: 20_000, onlyRight: 4096, unreadable: 7, cut: true }),
    ).toBe(
      'The first 1,200 differences · 20 KiB · 4,096 bytes only in B · 7 bytes unreadable · there are more',
    );
    expect([1, 9999, 2 ** 26, 2 ** 40].map(lengthText)).toEqual(['1 byte', '9,999 bytes', '64 MiB', '1 TiB']);
  });
});
