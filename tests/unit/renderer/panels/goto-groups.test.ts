import { describe, expect, it } from 'vitest';
import type { GotoKind, GotoTarget } from '../../../../shared/view-types';
import { gotoGroups } from '../../../../renderer/panels/toolbar/goto-groups';

const target = (kind: GotoKind, label: string): GotoTarget => ({
  kind,
  label,
  detail: '',
  target: { type: 'moment', moment: 1 },
});

describe('the groups of places', () => {
  it('keep their order, the group of the best place first, and are counted through', () => {
    const groups = gotoGroups([
      target('symbol', 'load'),
      target('stage', 'LOAD 1'),
      target('symbol', 'load_all'),
      target('step', 'Step 3'),
      target('section', '.load'),
    ]);
    expect(
      groups.map(({ title, rows }) => [title, rows.map(({ index, target: { label } }) => [index, label])]),
    ).toEqual([
      [
        'Symbols',
        [
          [0, 'load'],
          [1, 'load_all'],
        ],
      ],
      [
        'Moments',
        [
          [2, 'LOAD 1'],
          [3, 'Step 3'],
        ],
      ],
      ['Segments and sections', [[4, '.load']]],
    ]);
  });

  it('are none without places', () => {
    expect(gotoGroups([])).toEqual([]);
  });
});
