import { describe, expect, it } from 'vitest';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { RangeQuery } from '../../../../../shared/table-types';
import { buildElf } from '../../../../fixtures/elf-builder';
import { openSession } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const PLAIN: RangeQuery = { filter: '', merge: 'rights', sort: 'address', descending: false };

describe('lines of ranges', () => {
  const { calls, session } = workbenchOf(
    openSession({
      elf: buildElf({
        segments: [
          { vaddr: 0x400000, filesz: 0x1000 },
          { vaddr: 0x401000, flags: 'rx', offset: 0x2000, filesz: 0x1000 },
          { vaddr: 0x480000, flags: 'rx', offset: 0x3000, filesz: 0x1000 },
          { vaddr: 0x500000, flags: 'rw', offset: 0x4000, filesz: 0x2000 },
        ],
      }),
      machine: DEFAULT_MACHINE,
    }),
  );
  const end = session.trace.opCount;

  it('count gaps as lines where all are listed by address', () => {
    const gapped = { ...PLAIN, merge: 'owner' } as const;
    const found = (query: RangeQuery) => calls['ranges.find']({ moment: end, query });
    const lined = (first: number, count: number) =>
      calls['ranges.rows']({ moment: end, query: gapped, first, count, lines: true });
    const all = calls['ranges.rows']({ moment: end, query: gapped, first: 0, count: 100 });
    const gaps = all.filter(({ gapBefore }) => gapBefore > 0).length;
    expect(gaps).toBeGreaterThan(0);
    expect(found(gapped)).toMatchObject({ rows: all.length, gaps });
    expect(found({ ...gapped, descending: true }).gaps).toBe(0);
    expect(found({ ...gapped, filter: 'readable' }).gaps).toBe(0);
    // Each row has its line, and the line before it where there is a gap.
    let line = 0;
    for (const row of all) {
      if (row.gapBefore > 0) {
        expect(lined(line, 1)).toEqual([row]);
        line++;
      }
      expect(row.line).toBe(line);
      expect(lined(line, 1)).toEqual([row]);
      expect(calls['ranges.indexOf']({ moment: end, query: gapped, page: row.page, lines: true })).toBe(line);
      line++;
    }
    expect(line).toBe(all.length + gaps);
    expect(lined(0, line)).toEqual(all);
    expect(lined(line, 5)).toEqual([]);
    const nowhere = { moment: end, query: gapped, page: 0, lines: true };
    expect(calls['ranges.indexOf'](nowhere)).toBe(-1);
  });
});
