import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayoutStore } from '../../../main/host/layout-state';
import { validate } from '../../../main/host/validate';
import type { LayoutState } from '../../../shared/layout-state';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layout-state-'));
  path = join(folder, 'layout.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LAYOUT: LayoutState = {
  sizes: { left: [20] },
  collapsed: ['touched'],
  tabs: { leftBottom: 'marks' },
  memory: {
    groups: [
      { views: [{ space: 'physical', linked: true, settings: {} }], active: 0, share: 1 },
      {
        views: [{ space: 'virtual', linked: false, settings: { columns: 32, bigEndian: true } }],
        active: 0,
        share: 0.5,
      },
    ],
    active: 1,
  },
};

function read(content: unknown): LayoutState {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return new LayoutStore(path).get();
}

describe('LayoutStore', () => {
  it('keeps what it is told, memory views among it', () => {
    new LayoutStore(path).set(LAYOUT);
    expect(new LayoutStore(path).get()).toEqual(LAYOUT);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(LAYOUT);
  });

  it('reads a file from before there were several views', () => {
    const { sizes, collapsed, tabs } = LAYOUT;
    expect(read({ sizes, collapsed, tabs })).toEqual({ sizes, collapsed, tabs });
  });

  it.each([
    ['no groups', { groups: [], active: 0 }],
    ['a group without views', { groups: [{ views: [], active: 0, share: 1 }], active: 0 }],
    [
      'an unknown space',
      {
        groups: [{ views: [{ space: 'moon', linked: true, settings: {} }], active: 0, share: 1 }],
        active: 0,
      },
    ],
    [
      'a share that is no number',
      { ...LAYOUT.memory, groups: [{ ...LAYOUT.memory!.groups[0], share: 'wide' }] },
    ],
    ['far too many views', { active: 0, groups: Array(1000).fill(LAYOUT.memory!.groups[0]) }],
    ['a text', 'views'],
  ])('forgets memory views that make no sense (%s), and nothing else', (_, memory) => {
    const layout = read({ ...LAYOUT, memory });
    expect(layout.memory).toBeUndefined();
    expect([layout.sizes, layout.collapsed]).toEqual([LAYOUT.sizes, LAYOUT.collapsed]);
    // From a window such a thing is refused as a whole.
    expect(() => validate('layout.set', { ...LAYOUT, memory })).toThrow(/memory/);
  });

  it('starts afresh from a damaged file', () => {
    expect(read('{').sizes).toEqual({});
  });
});
