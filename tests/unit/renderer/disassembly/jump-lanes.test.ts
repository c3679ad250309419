import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeList } from '../../../../renderer/panels/disassembly/code-list';
import { assignLanes, jumpArrows, jumpsInSight } from '../../../../renderer/panels/disassembly/jump-lanes';
import { codeRow, codeRows } from './rows';

describe('lanes', () => {
  it('puts short arrows next to the code and long ones round them', () => {
    const lanes = assignLanes(
      [
        { from: 0, to: 9 },
        { from: 4, to: 2 },
        { from: 6, to: 8 },
      ],
      5,
    );
    expect(lanes).toEqual([1, 0, 0]);
  });

  it('says where all lanes are taken', () => {
    const same = { from: 1, to: 5 };
    expect(assignLanes([same, same, same], 2)).toEqual([0, 1, -1]);
    expect(assignLanes([], 2)).toEqual([]);
  });

  it('never lets two arrows of a lane overlap', () => {
    const arrow = fc.record({ from: fc.nat(40), to: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(arrow, { maxLength: 30 }), fc.integer({ min: 1, max: 6 }), (arrows, most) => {
        const lanes = assignLanes(arrows, most);
        arrows.forEach((a, i) => {
          expect(lanes[i]).toBeLessThan(most);
          arrows.slice(i + 1).forEach((b, j) => {
            const lane = lanes[i] as number;
            if (lane < 0 || lane !== lanes[i + 1 + j]) return;
            const isApart =
              Math.max(a.from, a.to) < Math.min(b.from, b.to) ||
              Math.max(b.from, b.to) < Math.min(a.from, a.to);
            expect(isApart).toBe(true);
          });
        });
      }),
    );
  });
});

describe('jumps in sight', () => {
  const rows = codeRows(0, 20);
  rows[1] = codeRow(4, { flow: 'conditional', target: 16 });
  rows[2] = codeRow(8, { flow: 'call', target: 20 });
  rows[3] = codeRow(12, { flow: 'jump', target: 4000 });
  rows[15] = codeRow(60, { flow: 'jump', target: 8 });
  const list = new CodeList(rows);

  it('has arrows of jumps, not of calls', () => {
    expect(jumpsInSight(list, 0, 8)).toEqual([
      { from: 1, to: 4, source: 4, target: 16, conditional: true },
      { from: 3, to: 8, source: 12, target: 4000, conditional: false },
      { from: 8, to: 2, source: 60, target: 8, conditional: false },
    ]);
    expect(jumpsInSight(list, 6, 4)).toEqual([]);
    expect(jumpsInSight(new CodeList([]), 0, 4)).toEqual([]);
  });

  it('gives a head alone to one that leaves the view, until it is selected', () => {
    const jumps = jumpsInSight(list, 0, 8);
    const arrows = jumpArrows(jumps, 8, 3, () => false);
    expect(arrows.map(({ source, lane }) => [source, lane])).toEqual([
      [4, 0],
      [12, -1],
    ]);
    const selected = jumpArrows(jumps, 8, 3, (source) => source === 12);
    expect(selected.map(({ source, lane, current }) => [source, lane, current])).toEqual([
      [4, 0, false],
      [12, 1, true],
    ]);
  });

  it('shows where one comes from when its target is looked at, and gives it a line before others', () => {
    const jumps = jumpsInSight(list, 0, 8);
    const arrows = jumpArrows(jumps, 8, 1, (position) => position === 8);
    expect(arrows.map(({ source, lane, current }) => [source, lane, current])).toEqual([
      [4, 0, false],
      [12, -1, false],
      [60, 0, true],
    ]);
  });
});
