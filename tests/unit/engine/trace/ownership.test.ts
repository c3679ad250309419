import { describe, expect, it } from 'vitest';
import { segmentHoldsOffset } from '../../../../main/engine/trace/ownership';
import { corpusCase, loadKernelFile, loadSpec, spansOfKind } from '../../../fixtures/loaded';

/**
 * ```text
 *   file frame 1, first half     LOAD 1, read-only, page 0x400
 *   file frame 1, second half    LOAD 2, writable, page 0x500: its edge page is copied, then relocated
 *   fresh frame                  LOAD 2's bss, page 0x501: copied once more by a relocation
 * ```
 */
const loaded = loadSpec({
  segments: [
    { vaddr: 0x400000, offset: 0x1000, filesz: 0x800 },
    { vaddr: 0x500800, offset: 0x1800, flags: 'rw', filesz: 0x400, memsz: 0x1000 },
    { vaddr: 0x600000, offset: 0x2000, filesz: 0x1000 },
  ],
  rela: { at: 0x600000, entries: [{ offset: 0x501000, addend: 1 }] },
  dynamic: { at: 0x600800 },
});
const { view } = loaded;
const last = view.trace.opCount;
const { owners, tables } = view;
const FILE_FRAME = view.firstFileFrame + 1;

/** Moment right after the last op of the first span of a kind. */
const after = (kind: Parameters<typeof spansOfKind>[1], which = 0): number =>
  view.trace.spans.endOp(spansOfKind(loaded, kind)[which]!);

describe('ownerOf', () => {
  it('a frame of the file: the pages that show it at the moment', () => {
    const pages = (moment: number): number[] => owners.mappingsOf(FILE_FRAME, moment).map(({ page }) => page);
    expect(pages(0)).toEqual([]);
    expect(pages(after('mapPage', 0))).toEqual([0x400]);
    expect(pages(after('mapPage', 1))).toEqual([0x400, 0x500]);
    // The edge page has its own frame from then on.
    expect(pages(after('bssEdge'))).toEqual([0x400]);
    expect(owners.ownerOf(FILE_FRAME, last)).toMatchObject({ kind: 'file', mappings: [{ page: 0x400 }] });
  });

  it('a copy: its page, its segment and the frame it was copied from', () => {
    const { frame } = tables.translate(0x500, last)!;
    expect(owners.ownerOf(frame, last)).toMatchObject({
      kind: 'copy',
      from: FILE_FRAME,
      page: 0x500,
      segment: { number: 2 },
    });
  });

  it('a fresh bss page, and its copy: both are of the same segment', () => {
    const fresh = tables.translate(0x501, after('bssPage'))!.frame;
    const copy = tables.translate(0x501, last)!.frame;
    expect(copy).not.toBe(fresh);
    expect(owners.ownerOf(fresh, last)).toMatchObject({ kind: 'bss', page: 0x501, segment: { number: 2 } });
    expect(owners.ownerOf(copy, last)).toMatchObject({ kind: 'copy', from: fresh, segment: { number: 2 } });
    expect(owners.ownerOf(copy, after('bssPage'))).toEqual({ kind: 'free' });
  });

  it('a page table: its level and what it covers', () => {
    const [root, ...rest] = [...tables.tables()];
    expect(owners.ownerOf(root![0], 0)).toMatchObject({ kind: 'pageTable', level: 4, firstPage: 0 });
    for (const [frame, { level, firstPage }] of rest) {
      expect(owners.ownerOf(frame, last)).toMatchObject({ kind: 'pageTable', level, firstPage });
      expect(owners.ownerOf(frame, 0)).toEqual({ kind: 'free' });
    }
  });

  it('of the page that looks at a shared frame', () => {
    const moment = after('mapPage', 1);
    expect(owners.ownerOfPage(0x500, FILE_FRAME, moment)).toMatchObject({
      mappings: [{ segment: { number: 2 } }],
    });
    expect(owners.ownerOfPage(0x400, FILE_FRAME, moment)).toMatchObject({
      mappings: [{ segment: { number: 1 } }],
    });
  });
});

describe('segments', () => {
  it('are numbered among the LOADs, whatever stands between them', () => {
    const other = loadSpec({
      segments: [
        { type: 'NOTE', vaddr: 0x1000, offset: 0x1000 },
        { vaddr: 0x400000, filesz: 16 },
        { type: 'NOTE', vaddr: 0x1000, offset: 0x1000 },
        { vaddr: 0x500000, filesz: 16 },
      ],
    });
    const { owners: found } = other.view;
    expect(found.segments.map(({ number, header }) => [number, header.index])).toEqual([
      [1, 1],
      [2, 3],
    ]);
    expect(found.segmentOfHeader(3)).toBe(found.segments[1]);
    expect(found.segmentOfHeader(0)).toBeNull();
  });

  it('hold the bytes of the file between their ends', () => {
    const [, second] = owners.segments;
    expect([0x17ff, 0x1800, 0x1bff, 0x1c00].map((at) => segmentHoldsOffset(second!, at))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('of an op: those of its stage', () => {
    const [first, second] = spansOfKind(loaded, 'segment');
    const { firstOp } = view.trace.spans;
    expect(owners.segmentOfOp(firstOp[first!]!)?.number).toBe(1);
    expect(owners.segmentOfOp(firstOp[second!]!)?.number).toBe(2);
    expect(owners.segmentOfOp(last - 1)).toBeNull();
  });

  it('are none where the header was refused', () => {
    expect(loadKernelFile(corpusCase('wrong-magic')).view.owners.segments).toEqual([]);
  });
});
