import { describe, expect, it } from 'vitest';
import { barScale, extentOf, pageTicks, wedgesOf } from '../../../../renderer/panels/kernel/picture-geometry';
import {
  pictureRows,
  pictureWords,
  rowAtByte,
  virtualPosition,
} from '../../../../renderer/panels/kernel/picture-rows';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../fixtures/loaded';
import { workbenchOf } from '../../../fixtures/workbench';

const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const picture = workbenchOf(session).calls['kernel.picture']({ moment: session.trace.opCount });
const rows = pictureRows(picture);

describe.each([true, false])('a bar to scale: %s', (toScale) => {
  const extent = extentOf(picture, 'memory', 0);
  const scale = barScale(picture.memory, extent, toScale);

  it('covers its extent from end to end, in order', () => {
    expect(scale.at(extent.first)).toBe(0);
    expect(scale.at(extent.end)).toBe(1);
    const places = [...picture.memory].map(({ first }) => scale.at(first));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect([scale.at(-5), scale.at(extent.end + 5)]).toEqual([0, 1]);
  });

  it('finds the byte of a place again', () => {
    for (const { first, length } of picture.memory) {
      const middle = first + Math.floor(length / 2);
      expect(Math.abs(scale.byteAt(scale.at(middle)) - middle)).toBeLessThanOrEqual(1);
    }
  });
});

describe('the widths', () => {
  const extent = extentOf(picture, 'memory', 0);
  const widthOf = (scale: ReturnType<typeof barScale>, first: number, length: number): number =>
    scale.at(first + length) - scale.at(first);

  it('are those of the bytes to scale, and leave everything in sight else', () => {
    const linear = barScale(picture.memory, extent, true);
    const balanced = barScale(picture.memory, extent, false);
    for (const { first, length } of picture.memory) {
      expect(widthOf(linear, first, length)).toBeCloseTo(length / picture.memorySize, 9);
      expect(widthOf(balanced, first, length)).toBeGreaterThan(0.005);
    }
    const bySize = [...picture.memory].sort((a, b) => a.length - b.length);
    const widths = bySize.map(({ first, length }) => widthOf(balanced, first, length));
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
  });

  it('are none of an empty file', () => {
    const scale = barScale([], { first: 0, end: 0 }, false);
    expect([scale.at(0), scale.at(10), scale.byteAt(0.5)]).toEqual([0, 0, 0]);
  });
});

describe('a segment alone', () => {
  it('is shown with whole pages of memory, and the pages of the file that it needs', () => {
    const { first, end } = extentOf(picture, 'memory', 3);
    const blocks = picture.memory.filter(({ load }) => load === 3);
    expect([first % 4096, end % 4096]).toEqual([0, 0]);
    expect(blocks.every((block) => block.first >= first && block.first + block.length <= end)).toBe(true);
    const inFile = extentOf(picture, 'file', 3);
    expect(inFile.end).toBeLessThanOrEqual(picture.fileSize);
    expect(extentOf(picture, 'file', 99)).toEqual({ first: 0, end: picture.fileSize });
  });

  it('has a tick at each page where there is room for them', () => {
    const scale = barScale(picture.memory, extentOf(picture, 'memory', 2), true);
    const ticks = pageTicks(scale, 0.02);
    expect(ticks.length).toBe((scale.extent.end - scale.extent.first) / 4096);
    expect(ticks.every((tick) => tick % 4096 === 0)).toBe(true);
    expect(pageTicks(barScale(picture.memory, extentOf(picture, 'memory', 0), true), 0.02)).toEqual([]);
  });
});

it('wedges join the same bytes of file and memory', () => {
  const wedges = wedgesOf(picture);
  expect(wedges.map(({ load }) => load)).toEqual([1, 2, 3, 4]);
  for (const { memory, file } of wedges) expect(memory.end - memory.first).toBe(file.end - file.first);
});

describe('the table beside the drawing', () => {
  it('has every block and every shared frame', () => {
    expect(rows).toHaveLength(picture.memory.length + picture.file.length + picture.shared.length);
    const shared = rows.filter(({ kind }) => kind === 'shared');
    expect(shared.length).toBeGreaterThan(0);
    expect(shared[0]?.meaning).toMatch(/^shown at 0x[0-9a-f]+ of LOAD \d( \(copied\))? and /);
    expect(pictureWords(picture)).toContain('4 segments');
  });

  it('finds the smallest block that a byte lies in', () => {
    const row = rows[rowAtByte(rows, picture, { by: 'file', position: 3 })];
    expect(row?.label).toBe('ELF header');
    const bss = rows.find(({ kind }) => kind === 'bss');
    const position = virtualPosition(picture, bss?.first ?? 0);
    expect(rows[rowAtByte(rows, picture, { by: 'virtual', position })]).toBe(bss);
    expect(rowAtByte(rows, picture, { by: 'virtual', position: 0x10 })).toBe(-1);
    expect(rowAtByte(rows, picture, null)).toBe(-1);
  });
});
