import { describe, expect, it } from 'vitest';
import { FileMappings } from '../../../../main/engine/trace/file-mappings';
import type { LoadSegment } from '../../../../main/engine/trace/ownership';

const [first, second] = [1, 2].map((number) => ({ number }) as LoadSegment) as [LoadSegment, LoadSegment];

/** Pages 10 to 12 on frames 5 to 7, page 4 on frame 6 again, page 13 of another segment on the frame that follows. */
const mappings = new FileMappings(8);
mappings.add(10, 5, first, 100);
mappings.add(11, 6, first, 103);
mappings.add(12, 7, first, 104);
mappings.add(13, 8, second, 110);
mappings.add(4, 6, second, 120);
mappings.finish();

describe('FileMappings', () => {
  it('tells how a page was mapped', () => {
    expect([4, 10, 11, 12, 13].map((page) => mappings.ofPage(page))).toEqual([
      { page: 4, frame: 6, segment: second, moment: 120 },
      { page: 10, frame: 5, segment: first, moment: 100 },
      { page: 11, frame: 6, segment: first, moment: 103 },
      { page: 12, frame: 7, segment: first, moment: 104 },
      { page: 13, frame: 8, segment: second, moment: 110 },
    ]);
    expect([3, 5, 9, 14].map((page) => mappings.ofPage(page))).toEqual([null, null, null, null]);
  });

  it('tells all pages of a frame in the order of mapping', () => {
    expect(mappings.ofFrame(6).map(({ page }) => page)).toEqual([11, 4]);
    expect(mappings.ofFrame(9)).toEqual([]);
  });

  it('knows nothing where nothing was mapped', () => {
    const none = new FileMappings(0).finish();
    expect([none.ofPage(0), none.ofFrame(0)]).toEqual([null, []]);
  });
});
