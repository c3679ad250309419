import { describe, expect, it } from 'vitest';
import { axisOf, boxOf, fitting, isCrossed, labelsOf } from '../../../../renderer/panels/space/strip-labels';
import { scaleOf } from '../../../../renderer/panels/space/strip-scale';
import type { SpacePart } from '../../../../shared/table-types';

/** Every letter is 6 pixels wide. */
const measure = (text: string) => text.length * 6;
const BASE = 0x8000000;

function part(page: number, pages: number, more: Partial<SpacePart>): SpacePart {
  return {
    page: BASE + page,
    pages,
    label: 'LOAD 1',
    kind: 'segment',
    provenance: 'fileReadOnly',
    rights: 'R',
    mapped: pages,
    ...more,
  };
}

const PARTS = [
  part(0, 5, {}),
  part(5, 19, { label: 'LOAD 2', provenance: 'fileCode', rights: 'R X' }),
  part(24, 3, { label: 'LOAD 3 copy', provenance: 'copied', kind: 'copy' }),
  part(27, 1, { label: 'not mapped', kind: 'gap', mapped: 0, rights: '', provenance: 'free' }),
  part(28, 4, { label: 'LOAD 4 bss', kind: 'bss', provenance: 'bss', rights: 'RW' }),
  part(24, 2, { label: 'RELRO', kind: 'relro', provenance: 'fileData' }),
];
const scale = scaleOf({ first: BASE, end: BASE + 32 }, 640, []);

describe('texts over a strip', () => {
  it('are the longest that fit', () => {
    expect(fitting(['a long text', 'short'], 200, measure)).toBe('a long text');
    expect(fitting(['a long text', 'short'], 40, measure)).toBe('short');
    expect(fitting(['a long text', 'short'], 30, measure)).toBe(null);
    const { labels } = labelsOf(PARTS, scale, measure);
    expect(labels.map(({ text }) => text)).toContain('LOAD 2, 19 pages from 0x8000005000 to 0x8000017fff');
    expect(labels.map(({ text }) => text)).toContain('LOAD 1, 5 pages');
  });

  it('give way to RELRO, which has a frame', () => {
    const { labels, frames } = labelsOf(PARTS, scale, measure);
    expect(frames).toEqual([{ left: 480, width: 40 }]);
    const relro = labels.find(({ text }) => text === 'RELRO');
    expect(relro).toEqual({ left: 480, width: 40, text: 'RELRO', textWidth: 30, on: 'copied' });
    for (const one of labels) {
      if (one === relro) continue;
      expect(one.left + one.width <= 480 || one.left >= 520, one.text).toBe(true);
    }
  });

  it.each([
    ['its first page', { left: 480, width: 20 }, true],
    ['its last page', { left: 500, width: 20 }, true],
    ['all of it, round the text', { left: 480, width: 40 }, false],
    ['what is before it', { left: 460, width: 20 }, false],
    ['what is behind it', { left: 520, width: 20 }, false],
    ['a part of the text', { left: 490, width: 8 }, true],
  ])('are crossed or not by a frame round %s', (_, frame, crossed) => {
    const { labels } = labelsOf(PARTS, scale, measure);
    const relro = labels.find(({ text }) => text === 'RELRO');
    expect(isCrossed(relro!, frame)).toBe(crossed);
  });

  it('say what they lie upon, nothing for a gap', () => {
    const wide = labelsOf(PARTS, scaleOf({ first: BASE + 26, end: BASE + 30 }, 640, []), measure);
    expect(wide.labels.find(({ text }) => text.startsWith('not mapped'))?.on).toBe(null);
    expect(wide.labels.find(({ text }) => text.startsWith('LOAD 4'))?.on).toBe('bss');
  });
});

describe('a gap over both halves of the space', () => {
  it('has a text in each', () => {
    const half = 2 ** 35;
    const gap = part(half - BASE - 100, 200, { label: 'not mapped', kind: 'gap' });
    const { labels } = labelsOf([gap], scaleOf({ first: half - 100, end: half + 100 }, 640, []), measure);
    expect(labels.map(({ text }) => text)).toEqual(['not mapped, 400 KiB', 'not mapped, 400 KiB']);
    expect(labels[0]!.left + labels[0]!.width).toBeLessThan(labels[1]!.left);
  });
});

describe('frames over a strip', () => {
  it('are cut at its edges, and wide enough to be seen inside of it', () => {
    expect(boxOf(scale, { first: BASE - 5, end: BASE + 8 })).toEqual({ left: 0, width: 160 });
    expect(boxOf(scale, { first: BASE + 40, end: BASE + 50 })).toBe(null);
    const tiny = scaleOf({ first: BASE, end: BASE + 100_000 }, 640, []);
    expect(boxOf(tiny, { first: BASE + 99_999, end: BASE + 100_000 }, 6)).toEqual({ left: 634, width: 6 });
  });
});

describe('addresses below a strip', () => {
  it('are whole once, then what differs, as far as there is room', () => {
    const texts = axisOf(PARTS, scale, measure).map(({ text }) => text);
    expect(texts[0]).toBe('8000000000');
    expect(texts).toContain('…5000');
    expect(texts).toContain('…18000');
    const ends = axisOf(PARTS, scale, measure).map(({ left, text }) => [left, left + measure(text)] as const);
    for (let i = 1; i < ends.length; i++) expect(ends[i]![0]).toBeGreaterThan(ends[i - 1]![1]);
  });
});
