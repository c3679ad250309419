import { describe, expect, it } from 'vitest';
import { VIEW_NAMES } from '../../../../shared/contract';
import { bottomGroups, panelNameOf, placeOf, type WidthClass } from '../../../../renderer/stores/view-places';

const WIDTHS: readonly WidthClass[] = ['wide', 'full', 'narrow', 'small'];

describe('bottomGroups', () => {
  it('are two where the window is wide enough, else one', () => {
    const counts = (maximised: boolean): number[] =>
      WIDTHS.map((width) => bottomGroups(width, maximised).length);
    expect(counts(false)).toEqual([2, 2, 1, 1]);
    expect(counts(true)).toEqual([2, 1, 1, 1]);
  });

  it('have a tab for every view that is at the bottom, and for no other', () => {
    for (const width of WIDTHS) {
      for (const maximised of [false, true]) {
        const tabs = bottomGroups(width, maximised).flatMap((each) => [...each.tabs]);
        const views = VIEW_NAMES.filter((view) => placeOf(view, width).at === 'bottom');
        expect([...tabs].sort()).toEqual([...views].sort());
      }
    }
  });
});

describe('placeOf', () => {
  it('folds the right column into tabs of the left one where the window is narrow', () => {
    expect(placeOf('inspector', 'full')).toEqual({ at: 'right', panel: 'inspector' });
    expect(placeOf('inspector', 'small')).toEqual({ at: 'right', panel: 'inspector' });
    expect(placeOf('data', 'full')).toEqual({ at: 'right', panel: 'inspector' });
    expect(placeOf('data', 'narrow')).toEqual({ at: 'left', tab: 'inspector', panel: 'inspector' });
    expect(placeOf('pageTable', 'narrow')).toEqual({ at: 'left', tab: 'pageTable', panel: 'pageTable' });
    expect(placeOf('problems', 'narrow')).toEqual({ at: 'left', tab: 'problems', panel: null });
  });
});

it('names panels as the page does', () => {
  expect(['callStack', 'log', 'stepTable'].map((view) => panelNameOf(view as 'log'))).toEqual([
    'call-stack',
    'log',
    'step-table',
  ]);
});
