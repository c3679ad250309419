import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayoutStore, themeSourceOf } from '../../../main/host/layout-state';
import { RECENT_LIMIT, RecentDocuments } from '../../../main/host/recent';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-test-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const DAMAGED: readonly [string, string][] = [
  ['nothing', ''],
  ['half an array', '["/a", "/b'],
  ['another shape', '{"sizes": 3}'],
  ['other members', '[1, 2]'],
  ['binary rubbish', '\0\0\0\0'],
];

describe('RecentDocuments', () => {
  const file = (): string => join(folder, 'user-data', 'recent.json');

  it('puts the newest first, once, and remembers it', () => {
    const recent = new RecentDocuments(file());
    for (const path of ['/a', '/b', '/a']) recent.add(path);
    expect(new RecentDocuments(file()).list()).toEqual(['/a', '/b']);
  });

  it('keeps no more than its limit', () => {
    const recent = new RecentDocuments(file());
    for (let i = 0; i < RECENT_LIMIT + 5; i += 1) recent.add(`/${i}`);
    expect(recent.list()).toHaveLength(RECENT_LIMIT);
    expect(recent.list()[0]).toBe(`/${RECENT_LIMIT + 4}`);
  });

  it('forgets all and tells who listens', () => {
    const heard: (readonly string[])[] = [];
    const recent = new RecentDocuments(file(), (paths) => heard.push(paths));
    recent.add('/a');
    recent.clear();
    expect(heard).toEqual([['/a'], []]);
    expect(new RecentDocuments(file()).list()).toEqual([]);
  });

  it.each(DAMAGED)('starts empty where the file holds %s, and can be written again', (_name, content) => {
    mkdirSync(join(folder, 'user-data'));
    writeFileSync(file(), content);
    const recent = new RecentDocuments(file());
    expect(recent.list()).toEqual([]);
    recent.add('/a');
    expect(new RecentDocuments(file()).list()).toEqual(['/a']);
  });

  it('holds for this run where nothing can be written, and leaves nothing behind', () => {
    writeFileSync(join(folder, 'user-data'), 'a file where the folder should be');
    const recent = new RecentDocuments(file());
    recent.add('/a');
    expect(recent.list()).toEqual(['/a']);
    expect(readdirSync(folder)).toEqual(['user-data']);
  });

  it('leaves no temporary file', () => {
    new RecentDocuments(file()).add('/a');
    expect(readdirSync(join(folder, 'user-data'))).toEqual(['recent.json']);
  });
});

describe('LayoutStore', () => {
  it('remembers', () => {
    const file = join(folder, 'layout.json');
    const layout = { sizes: { columns: [20, 60, 20] }, collapsed: ['stack'], tabs: { left: 'log' } };
    new LayoutStore(file).set(layout);
    expect(new LayoutStore(file).get()).toEqual(layout);
  });

  it('takes the look of this run from the command line, without remembering it unless it is chosen', () => {
    const file = join(folder, 'layout.json');
    const layout = { sizes: {}, collapsed: [], tabs: { left: 'log', theme: 'contrast' } };
    new LayoutStore(file).set(layout);
    expect(themeSourceOf(new LayoutStore(file).get())).toBe('system');
    const asked = new LayoutStore(file, 'light');
    expect(asked.get().tabs['theme']).toBe('light');
    expect(themeSourceOf(asked.get())).toBe('light');
    asked.set(asked.get());
    expect(new LayoutStore(file).get()).toEqual(layout);
    asked.set({ ...layout, tabs: { theme: 'dark' } });
    expect(new LayoutStore(file).get().tabs).toEqual({ theme: 'dark' });
    expect(themeSourceOf({ sizes: {}, collapsed: [], tabs: { theme: 'pink' } })).toBe('system');
  });

  it('reads what an earlier release left', () => {
    const file = join(folder, 'layout.json');
    writeFileSync(file, '{"sizes":{},"collapsed":["stack"]}');
    expect(new LayoutStore(file).get()).toEqual({ sizes: {}, collapsed: ['stack'], tabs: {} });
  });

  it.each(DAMAGED)('starts with defaults where the file holds %s', (_name, content) => {
    const file = join(folder, 'layout.json');
    writeFileSync(file, content);
    expect(new LayoutStore(file).get()).toEqual({
      sizes: {},
      collapsed: ['bottom.narrow', 'touched', 'sourceNotes', 'spaceLevel4.low'],
      tabs: {},
    });
  });

  it('does not write before there is something to remember', () => {
    const file = join(folder, 'layout.json');
    expect(new LayoutStore(file).get()).toEqual({
      sizes: {},
      collapsed: ['bottom.narrow', 'touched', 'sourceNotes', 'spaceLevel4.low'],
      tabs: {},
    });
    expect(existsSync(file)).toBe(false);
  });
});
