import { describe, expect, it } from 'vitest';
import { partName, partsOf } from '../../../../renderer/panels/kernel/parts';
import { relroBar, relroWords } from '../../../../renderer/panels/kernel/relro-text';
import type { KernelSummary } from '../../../../shared/kernel-types';

const problem = { message: 'It is cut.', place: null, index: null };
const summary: KernelSummary = {
  size: 100,
  words: '',
  buildId: null,
  segments: 4,
  sections: 0,
  dynamic: 16,
  notes: 1,
  symbols: 1_000_000,
  relocations: 358,
  wrong: [
    { ...problem, part: 'segments' },
    { ...problem, part: 'segments' },
    { ...problem, part: 'runtime' },
  ],
};

describe('the list of parts', () => {
  it('counts entries and what is wrong with them; the overview has all of it', () => {
    const of = new Map(partsOf(summary).map((part) => [part.id, part]));
    expect(of.get('symbols')).toMatchObject({ count: '1,000,000', problems: 0 });
    expect(of.get('sections')).toMatchObject({ count: '0', problems: 0 });
    expect(of.get('segments')).toMatchObject({ count: '4', problems: 2 });
    expect(of.get('runtime')).toMatchObject({ count: '', problems: 1 });
    expect(of.get('overview')).toMatchObject({ count: '', problems: 3 });
    expect(partsOf(null).every(({ count, problems }) => count === '' && problems === 0)).toBe(true);
  });

  it('says so to those who listen', () => {
    const names = partsOf(summary).map(partName);
    expect(names).toContain('Segments, 4, 2 things wrong');
    expect(names).toContain('TLS, RELRO, entry, 1 thing wrong');
    expect(names).toContain('Dynamic, 16');
  });
});

describe('a page of RELRO', () => {
  const page = { page: 1, virt: '0x1000', moment: 5 };

  it('is drawn with the parts that it takes along', () => {
    expect(relroBar({ ...page, from: 1024, to: 4096, spill: '.data of LOAD 3' })).toEqual([
      { kind: 'spill', from: 0, width: 25 },
      { kind: 'asked', from: 25, width: 75 },
    ]);
    expect(relroBar({ ...page, from: 0, to: 2048, spill: '' })).toEqual([
      { kind: 'asked', from: 0, width: 50 },
      { kind: 'rest', from: 50, width: 50 },
    ]);
  });

  it('is told in words', () => {
    expect(relroWords({ ...page, from: 0, to: 4096, spill: '' })).toBe('all of it');
    expect(relroWords({ ...page, from: 0x18, to: 4096, spill: '.data of LOAD 3' })).toBe(
      '4,072 bytes, from +0x18 to +0x1000; also read-only: .data of LOAD 3',
    );
  });
});
