import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEPT_LIMIT, KeptNotes } from '../../../main/host/kept-notes';
import { PLAIN_BREAKPOINT } from '../../../shared/breakpoint';
import { NO_NOTES, type DocumentNotes } from '../../../shared/notes';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loadscope-test-'));
  folder = join(root, 'user-data', 'notes');
});
afterEach(() => {
  chmodSync(root, 0o700);
  rmSync(root, { recursive: true, force: true });
});

const SOME: DocumentNotes = {
  breakpoints: [
    {
      ...PLAIN_BREAKPOINT,
      id: 3,
      enabled: false,
      target: { type: 'range', space: 'virtual', first: '0x1000', last: '0x1fff', events: ['written'] },
      condition: 'addend > 0x10',
      hitCount: { when: 'every', count: 2 },
    },
  ],
  bookmarks: [
    {
      id: 1,
      name: 'The copy',
      note: 'two\nlines',
      anchor: {
        moment: 7,
        opCount: 90,
        step: { stage: 'Relocations', kind: 'relocation', subject: '214', op: 2 },
      },
    },
  ],
  watches: [{ id: 1, text: 'u64(0x1000)' }],
  marks: [],
  edits: [],
  stopAtStages: true,
};
const named = (name: string): DocumentNotes => ({ ...NO_NOTES, watches: [{ id: 1, text: name }] });

function only(): string {
  const [name, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return join(folder, name as string);
}

describe('KeptNotes', () => {
  it('has nothing for a kernel that it never saw, and writes nothing', () => {
    expect(new KeptNotes(folder).get('/k')).toEqual(NO_NOTES);
    expect(existsSync(folder)).toBe(false);
  });

  it('keeps what it is given, for each kernel its own', () => {
    new KeptNotes(folder).set('/a', SOME);
    new KeptNotes(folder).set('/b', named('b'));
    expect(new KeptNotes(folder).get('/a')).toEqual(SOME);
    expect(new KeptNotes(folder).get('/b')).toEqual(named('b'));
  });

  it('says in the file whose notes they are', () => {
    new KeptNotes(folder).set('/home/someone/kernel.elf', SOME);
    expect(JSON.parse(readFileSync(only(), 'utf8'))).toMatchObject({ path: '/home/someone/kernel.elf' });
  });

  it('leaves no file for a kernel without notes', () => {
    const kept = new KeptNotes(folder);
    kept.set('/a', SOME);
    kept.set('/a', NO_NOTES);
    expect(readdirSync(folder)).toEqual([]);
    expect(kept.get('/a')).toEqual(NO_NOTES);
  });

  it.each([
    ['nothing', ''],
    ['half a file', '{"version": 1, "path": "/a", "no'],
    ['null', 'null'],
    ['a later version', JSON.stringify({ version: 2, path: '/a', notes: SOME })],
    ['a wrong breakpoint', JSON.stringify({ version: 1, path: '/a', notes: { ...SOME, breakpoints: [{}] } })],
  ])('keeps a file with %s aside, says so once, and goes on without notes', (_name, content) => {
    const kept = new KeptNotes(folder);
    kept.set('/a', SOME);
    const file = only();
    writeFileSync(file, content);
    expect(() => kept.get('/a')).toThrow(expect.objectContaining({ failure: damaged(`${file}.damaged`) }));
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(content);
    expect(kept.get('/a')).toEqual(NO_NOTES);
    kept.set('/a', named('new'));
    expect(kept.get('/a')).toEqual(named('new'));
  });

  it('drops what was used longest ago beyond its limit', () => {
    const kept = new KeptNotes(folder);
    kept.set('/read', named('read'));
    kept.set('/forgotten', named('forgotten'));
    const past = new Date(1_600_000_000_000);
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), past, past);
    kept.get('/read');
    for (let i = 0; i < KEPT_LIMIT - 1; i += 1) kept.set(`/${i}`, named(`${i}`));
    expect(readdirSync(folder)).toHaveLength(KEPT_LIMIT);
    expect(kept.get('/forgotten')).toEqual(NO_NOTES);
    expect(kept.get('/read')).toEqual(named('read'));
    expect(kept.get(`/${KEPT_LIMIT - 2}`)).toEqual(named(`${KEPT_LIMIT - 2}`));
  });

  it('says what is the matter where nothing can be written', () => {
    mkdirSync(join(root, 'user-data'));
    writeFileSync(folder, 'a file where the folder should be');
    expect(() => new KeptNotes(folder).set('/a', SOME)).toThrow(/could not be kept/);
  });
});

function damaged(aside: string): unknown {
  return expect.objectContaining({ code: 'notes.damaged', advice: `It was kept as ${aside}.` });
}
