import { describe, expect, it } from 'vitest';
import {
  layoutStrip,
  pageName,
  pageUnder,
  pictureLines,
} from '../../../../renderer/panels/problems/page-strip';
import { PICTURE } from './problem';

const [mapped, claimed, disputed] = PICTURE.rows;

describe('the strip of pages', () => {
  it('has blocks as parts of its width, and pages in dispute over all rows', () => {
    const { rows, marks } = layoutStrip(PICTURE, 800);
    expect(rows.map(({ label, isMapped }) => [label, isMapped])).toEqual([
      ['Mapped', true],
      ['Claimed', false],
    ]);
    expect(rows[0]?.blocks).toEqual([{ left: 0, width: 3 / 8, text: null, provenance: 'fileReadOnly' }]);
    expect(rows[1]?.blocks[1]).toMatchObject({ left: 0x2180 / 0x8000, width: 3 / 8 });
    expect(marks).toEqual([{ left: 2 / 8, width: 1 / 8, tone: 'refused' }]);
  });

  it('keeps the row of what is mapped where nothing is', () => {
    const rows = [{ label: 'Mapped', blocks: [] }, claimed!, disputed!];
    expect(layoutStrip({ ...PICTURE, rows }, 800).rows).toHaveLength(2);
  });

  it('writes in a block beside the dispute, the text as long as there is room', () => {
    const texts = (width: number): unknown[] =>
      layoutStrip(PICTURE, width).rows[1]!.blocks.map(({ text }) => text?.text ?? null);
    const [first, second] = layoutStrip(PICTURE, 800).rows[1]!.blocks;
    expect(first?.text).toEqual({ x: 6, width: 188, text: 'LOAD 1' });
    expect(second?.text?.text).toBe('LOAD 2 · .text');
    expect(second?.text?.x).toBeCloseTo(306);
    expect(second!.text!.x + second!.text!.width).toBeCloseTo(0x5180 / 40.96 - 6);
    // Cut, then without what follows the number, then the number alone.
    expect(texts(360)).toEqual(['LOAD 1', 'LOAD 2 · .text']);
    expect(texts(320)).toEqual(['LOAD 1', 'LOAD 2']);
    expect(texts(190)).toEqual(['1', '2']);
    expect(texts(60)).toEqual([null, null]);
    expect(texts(0)).toEqual([null, null]);
  });

  it('writes nothing in a block that is in dispute as a whole', () => {
    const all = { ...disputed!.blocks[0]!, first: 0, length: 0x8000 };
    const rows = [mapped!, claimed!, { ...disputed!, blocks: [all] }];
    const blocks = layoutStrip({ ...PICTURE, rows }, 800).rows[1]!.blocks;
    expect(blocks.map(({ text }) => text)).toEqual([null, null]);
  });

  it('labels the dispute, and the ends where they have room', () => {
    const texts = (width: number): string[] => layoutStrip(PICTURE, width).labels.map(({ text }) => text);
    expect(texts(800)).toEqual(['+2000 refused', '+0', '+8000']);
    expect(texts(90)).toEqual(['+2000 refused']);
    expect(texts(130)).toEqual(['+2000 refused', '+0']);
  });

  it('keeps labels inside of the strip', () => {
    const last = { ...disputed!.blocks[0]!, first: 0x7000 };
    const rows = [mapped!, claimed!, { ...disputed!, blocks: [last] }];
    const [label] = layoutStrip({ ...PICTURE, rows }, 400).labels;
    expect(label?.text).toBe('+7000 refused');
    expect(label!.x).toBeLessThan(350);
    expect(label!.x + 13 * 6.7).toBeCloseTo(400);
  });

  it.each([
    [-1, -1],
    [0, 0],
    [99.9, 0],
    [100, 1],
    [799.9, 7],
    [800, -1],
  ])('at %d pixels of 800 is page %d', (x, page) => {
    expect(pageUnder(PICTURE, x, 800)).toBe(page);
  });

  it('has no page while it has no width', () => {
    expect(pageUnder(PICTURE, 0, 0)).toBe(-1);
  });
});

describe('the strip in words', () => {
  it('names who has a page and who wants it', () => {
    expect(pageName(PICTURE, 0)).toBe('0x8000000000: mapped by LOAD 1, claimed by LOAD 1');
    expect(pageName(PICTURE, 2)).toBe(
      '0x8000002000: mapped by LOAD 1, claimed by LOAD 1 and LOAD 2 · .text, LOAD 2 refused',
    );
    expect(pageName(PICTURE, 7)).toBe('0x8000007000: free');
    const next = { ...PICTURE, rows: [{ ...mapped!, label: 'Would map' }] };
    expect(pageName(next, 0)).toBe('0x8000000000: would be mapped by LOAD 1');
    expect(layoutStrip(next, 800).rows[0]?.isMapped).toBe(true);
  });

  it('says pages of the upper half in their canonical form', () => {
    expect(pageName({ ...PICTURE, page: 0xffff80000 }, 7)).toMatch(/^0xffffffff80007000: /);
  });

  it('has a line for each row with something in it', () => {
    expect(
      pictureLines({ ...PICTURE, rows: [{ label: 'Mapped', blocks: [] }, claimed!, disputed!] }),
    ).toEqual([
      'Offsets from 0x8000000000, 8 pages.',
      'Claimed: LOAD 1 +0–+2173, LOAD 2 · .text +2180–+517f',
      'In dispute: refused +2000–+2fff',
    ]);
  });
});
