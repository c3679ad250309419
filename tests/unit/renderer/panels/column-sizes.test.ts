import { expect, it } from 'vitest';
import {
  columnLimits,
  DEFAULTS,
  failureHeight,
  memoryHeight,
  MIN_MEMORY,
} from '../../../../renderer/panels/workspace/column-sizes';
import { widthClassOf } from '../../../../renderer/stores/layout';

it('folds columns at the widths of the design', () => {
  expect([1920, 1440, 1280, 1180, 1000, 900].map(widthClassOf)).toEqual([
    'wide',
    'full',
    'full',
    'narrow',
    'narrow',
    'small',
  ]);
});

it('keeps 640 px for the centre where the columns can give way', () => {
  const { left, right } = DEFAULTS.full;
  expect(columnLimits(1440, left, right)).toEqual({ left: 456, right: 496 });
  expect(columnLimits(900, left, right)).toEqual({ left: 200, right: 200 });
});

it('leaves the source its tabs and a few lines', () => {
  expect(memoryHeight(332, 600)).toBe(332);
  expect(memoryHeight(332, 300)).toBe(184);
  expect(memoryHeight(332, 299)).toBe(266);
  expect(memoryHeight(332, 200)).toBe(167);
  expect(memoryHeight(332, 120)).toBe(MIN_MEMORY);
  expect(memoryHeight(332, 0)).toBe(332);
});

it('gives a low centre to what has the keyboard', () => {
  expect(memoryHeight(332, 200, true)).toBe(32);
  expect(memoryHeight(332, 300, true)).toBe(184);
});

it.each([
  [450, 160],
  [700, 160],
  [760, 218],
  [900, 264],
  [1080, 264],
])('explains a failure, in a window %d pixels high, in %d', (height, expected) => {
  expect(failureHeight(height)).toBe(expected);
});
