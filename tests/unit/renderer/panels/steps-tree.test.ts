import { describe, expect, it } from 'vitest';
import type { OpRow, SpanRow } from '../../../../shared/view-types';
import {
  buildSteps,
  currentRow,
  parentRow,
  type StepsRow,
  type StepsSource,
} from '../../../../renderer/panels/steps/steps-tree';

const RELOCATIONS = 358;
const COPIES = 214;
/** Moments: 1 is the plan; from 2 on one write per relocation, the one at COPIES with 4 ops of a copy before it. */
const LAST = 1 + RELOCATIONS + 4;
const STAGE = 2;
const FIRST_RELOCATION = 100;
const COPY = 50;

function momentOf(index: number): number {
  return 2 + index + (index > COPIES ? 4 : 0);
}

function span(
  id: number,
  parent: number,
  label: string,
  first: number,
  last: number,
  childSpans: number,
): SpanRow {
  return {
    span: id,
    parent,
    kind: 'relocation',
    label,
    detail: '',
    provenance: 'relocated',
    firstMoment: first,
    lastMoment: last,
    childSpans,
    failed: false,
  };
}

function children(parent: number): SpanRow[] {
  if (parent === 0) {
    return [span(1, 0, 'Plan', 1, 1, 0), span(STAGE, 0, 'Relocations', 2, LAST, RELOCATIONS)];
  }
  if (parent === STAGE) {
    return Array.from({ length: RELOCATIONS }, (_, index) => {
      const copies = index === COPIES;
      const first = momentOf(index);
      return span(
        FIRST_RELOCATION + index,
        STAGE,
        `#${index}`,
        first,
        first + (copies ? 4 : 0),
        copies ? 1 : 0,
      );
    });
  }
  if (parent === FIRST_RELOCATION + COPIES) {
    return [span(COPY, parent, 'Copy-on-write', momentOf(COPIES), momentOf(COPIES) + 3, 0)];
  }
  return [];
}

function op(moment: number): OpRow {
  const first = momentOf(COPIES);
  const copying = moment >= first && moment < first + 4;
  const owner = copying
    ? COPY
    : FIRST_RELOCATION + (moment <= first + 4 ? Math.min(moment - 2, COPIES) : moment - 6);
  return {
    moment,
    span: owner,
    kind: 'bytesWritten',
    label: `op ${moment}`,
    short: 'write',
    provenance: 'relocated',
  };
}

/** The trace above, and how many calls it took. */
function source(): StepsSource & { calls: number } {
  const counting = {
    calls: 0,
    stageCount: 2,
    spans(parent: number, first: number, count: number) {
      counting.calls += 1;
      return Promise.resolve(children(parent).slice(first, first + count));
    },
    ops(first: number, count: number) {
      counting.calls += 1;
      return Promise.resolve(Array.from({ length: count }, (_, index) => op(first + index)));
    },
  };
  return counting;
}

function draw(rows: readonly StepsRow[]): string[] {
  return rows.map((row) => {
    const mark = row.expanded === null ? ' ' : row.expanded ? '-' : '+';
    const label = row.type === 'span' ? row.span.label : row.type === 'op' ? row.op.label : row.label;
    return `${'  '.repeat(row.depth)}${mark}${label}`;
  });
}

describe('the steps tree', () => {
  it('opens the way to the cursor and groups what is before and after it', async () => {
    const moment = momentOf(COPIES) + 3;
    const rows = await buildSteps(source(), moment, new Map());
    expect(draw(rows)).toEqual([
      ' Plan',
      '-Relocations',
      '  +#0 … #213',
      '  -#214',
      '    -Copy-on-write',
      '       op 216',
      '       op 217',
      '       op 218',
      '       op 219',
      '     op 220',
      '   #215',
      '  +#216 … #357',
    ]);
    expect(draw(rows)[currentRow(rows, moment)]?.trim()).toBe('op 219');
  });

  it('is closed where the cursor is not', async () => {
    expect(draw(await buildSteps(source(), 1, new Map()))).toEqual([' Plan', '+Relocations']);
  });

  it('names a group by the whole numbers of its ends', async () => {
    const plain = source();
    const renamed: StepsSource = {
      ...plain,
      async spans(parent, first, count) {
        const rows = await plain.spans(parent, first, count);
        return rows.map((row) => ({
          ...row,
          label: row.label.replace(
            /^#(\d+)/,
            (_, index) => `#1,${String(index).padStart(3, '0')} 4010 ← 80000`,
          ),
        }));
      },
    };
    const rows = await buildSteps(renamed, momentOf(COPIES) + 4, new Map());
    expect(draw(rows)).toContain('  +#1,000 … #1,213');
  });

  it('has groups of a hundred in a long run', async () => {
    const rows = await buildSteps(source(), 1, new Map([['s2', true]]));
    expect(draw(rows)).toEqual([
      ' Plan',
      '-Relocations',
      '  +#0 … #99',
      '  +#100 … #199',
      '  +#200 … #299',
      '  +#300 … #357',
    ]);
  });

  it('lists a group that is opened', async () => {
    const toggled = new Map([
      ['s2', true],
      ['g2:100:300', true],
    ]);
    const rows = await buildSteps(source(), 1, toggled);
    expect(draw(rows).slice(5, 8)).toEqual(['  -#300 … #357', '     #300', '     #301']);
    expect(rows).toHaveLength(2 + 4 + 58);
  });

  it('obeys the user on the way to the cursor', async () => {
    const rows = await buildSteps(source(), 50, new Map([['s2', false]]));
    expect(draw(rows)).toEqual([' Plan', '+Relocations']);
    expect(currentRow(rows, 50)).toBe(1);
  });

  it('needs few calls to find the cursor in a long run', async () => {
    const counted = source();
    await buildSteps(counted, momentOf(300), new Map());
    expect(counted.calls).toBeLessThan(20);
  });

  it('marks no row before the first op, and knows parents', async () => {
    const rows = await buildSteps(source(), momentOf(COPIES), new Map());
    expect(currentRow(rows, 0)).toBe(-1);
    expect(parentRow(rows, 4)).toBe(3);
    expect(parentRow(rows, 0)).toBe(-1);
  });

  it('groups tens of thousands of stages round the cursor', async () => {
    const count = 65_000;
    let asked = 0;
    const many: StepsSource = {
      stageCount: count,
      spans(_, first, length) {
        asked += 1;
        const ids = Array.from({ length: Math.min(length, count - first) }, (__, index) => first + index);
        return Promise.resolve(ids.map((id) => span(id + 1, 0, `LOAD ${id + 1}`, id + 1, id + 1, 0)));
      },
      ops: () => Promise.resolve([]),
    };
    const labels = (await buildSteps(many, 500, new Map())).map((row) =>
      row.type === 'span' ? row.span.label : row.type === 'group' ? row.label : '',
    );
    expect(labels).toEqual(['LOAD 1 … LOAD 499', 'LOAD 500', 'LOAD 501', 'LOAD 502 … LOAD 65000']);
    expect(asked).toBeLessThan(30);
  });
});
