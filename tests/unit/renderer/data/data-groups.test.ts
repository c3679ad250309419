import { describe, expect, it } from 'vitest';
import { engineGroups, plainGroups, sideBySide } from '../../../../renderer/panels/data/data-groups';
import { placeOfChange, placeOfSelection, wholeBytes } from '../../../../renderer/panels/data/data-place';
import { structureRuns } from '../../../../renderer/panels/data/structure-runs';
import type { DataRow, StructureNode } from '../../../../shared/memory-types';

function row(group: string, label: string, value = ''): DataRow {
  return { group, label, value, meaning: '', offset: 0, length: 1, link: null };
}

describe('groups of the data panel', () => {
  it('put neighbouring rows of the engine together', () => {
    const groups = engineGroups([row('a', '1'), row('a', '2'), row('b', '3')]);
    expect(groups.map(({ title, lines }) => [title, lines.map(({ label }) => label)])).toEqual([
      ['a', ['1', '2']],
      ['b', ['3']],
    ]);
  });

  it('have every reading, also of no bytes', () => {
    const titles = ['integers', 'floats', 'text', 'time', 'identifiers'];
    for (const length of [0, 1, 64]) {
      const groups = plainGroups({ bytes: new Uint8Array(length), bigEndian: false });
      expect(groups.map(({ title }) => title)).toEqual(titles);
      expect(groups.flatMap(({ lines }) => lines)).toHaveLength(13 + 4 + 3 + 5 + 2);
    }
    const none = plainGroups({ bytes: new Uint8Array(0), bigEndian: true }).flatMap(({ lines }) => lines);
    expect(none.every(({ value, meaning }) => value === '' && meaning !== '')).toBe(true);
  });

  it('stand beside those of another place', () => {
    const here = engineGroups([row('a', '1', 'x'), row('a', '2', 'y'), row('b', '3', 'z')]);
    const there = engineGroups([row('a', '1', 'x'), row('a', '2', 'other')]);
    const paired = sideBySide(here, there).flatMap(({ lines }) => lines);
    expect(paired.map(({ other, differs }) => [other?.value ?? null, differs])).toEqual([
      ['x', false],
      ['other', true],
      [null, false],
    ]);
    expect(sideBySide(here, null)[0]?.lines[0]?.other).toBeNull();
  });
});

describe('the place that the panel reads', () => {
  it('is the selected byte with its source and moment, or the selected entry', () => {
    const byte = { space: 'virtual', page: 2, offset: 5 } as const;
    expect(placeOfSelection(byte, null)).toEqual({
      source: 0,
      moment: null,
      space: 'virtual',
      position: 8197,
    });
    expect(placeOfSelection({ ...byte, source: 3, moment: 7 }, null)).toMatchObject({ source: 3, moment: 7 });
    expect(placeOfSelection(null, { level: 4, table: 9, index: 2, virt: '0x0' })).toEqual({
      source: 0,
      moment: null,
      space: 'physical',
      position: 9 * 4096 + 16,
    });
    expect(placeOfSelection(null, null)).toBeNull();
  });

  it('is, where nothing is selected, what the op changed', () => {
    expect(placeOfChange({ frame: 9, offset: 24, length: 8 })).toEqual({
      source: 0,
      moment: null,
      space: 'physical',
      position: 9 * 4096 + 24,
    });
    expect(placeOfChange(null)).toBeNull();
  });

  it('has bytes up to the first that is missing', () => {
    const bytes = Uint8Array.of(1, 2, 0, 0);
    expect(wholeBytes({ bytes, missing: [] }, 10)).toEqual({ bytes, reason: '' });
    expect(
      wholeBytes({ bytes, missing: [{ first: 12, length: 2, reason: 'nothing is there' }] }, 10),
    ).toEqual({
      bytes: Uint8Array.of(1, 2),
      reason: 'Bytes from 2 on are not there: nothing is there.',
    });
    const none = wholeBytes({ bytes, missing: [{ first: 10, length: 4, reason: 'the disk failed' }] }, 10);
    expect(none.reason).toBe('This byte is not there: the disk failed.');
  });
});

describe('structureRuns', () => {
  it('draws brackets around structures and fields by turns over them', () => {
    const node = (title: string, first: number, length: number): StructureNode => ({
      ...{ id: title, kind: 'field', index: 0, title, first, length, value: 'v', meaning: '', link: null },
      children: 0,
    });
    const runs = structureRuns([node('table', 0, 64)], [node('a', 0, 4), node('b', 4, 4), node('c', 8, 8)]);
    expect(runs.map(({ look, first, end }) => [look, first, end])).toEqual([
      ['structure', 0, 64],
      ['field-even', 0, 4],
      ['field-odd', 4, 8],
      ['field-even', 8, 16],
    ]);
    expect(runs[1]).toMatchObject({ name: 'a', tip: 'a: v' });
  });
});
