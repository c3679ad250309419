import { describe, expect, it } from 'vitest';
import { LoaderSource } from '../../../../../main/engine/session/source/loader-source';
import { FUNCTION_NOTES, sourceNotes } from '../../../../../main/engine/session/source/source-notes';

const source = new LoaderSource();

describe('notes on the source', () => {
  it.each(FUNCTION_NOTES.map((one) => [`${one.file} ${one.name}`, one] as const))(
    '%s has its statements in the order of the notes',
    (_, { file, name, upstream, notes }) => {
      const fn = { file, name, upstream };
      const { first, last } = source.linesOf(fn);
      const lines = notes.map(({ at }) => (at === null ? first : source.lineOf(fn, at)));
      expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
      expect(lines.every((line) => line >= first && line <= last)).toBe(true);
    },
  );

  it.each(source.names())('%s has notes that do not overlap, in whole sentences', (file) => {
    const notes = sourceNotes(source, file);
    expect(notes.length).toBeGreaterThan(0);
    let line = 0;
    for (const { firstLine, lastLine, text, upstream } of notes) {
      expect(firstLine).toBeGreaterThan(line);
      expect(lastLine).toBeGreaterThanOrEqual(firstLine);
      expect(text).toMatch(/^(?:[A-Z0-9`]|[a-z]+_|xmas-elf).{20,}\.$/s);
      expect(upstream).not.toBe('');
      line = lastLine;
    }
    expect(line).toBeLessThanOrEqual(source.file(file, []).text.split('\n').length);
  });

  it('reach from one statement to the next, and to the end of the function', () => {
    const texts = {
      '../loader/a.ts': ['/** Head. */', 'export function f(): void {', '  one();', '', '  two();', '}'].join(
        '\n',
      ),
    };
    const made = new LoaderSource(texts);
    expect(made.linesOf({ file: 'a.ts', name: 'f', upstream: '' })).toEqual({ first: 1, last: 6 });
    expect(() => made.linesOf({ file: 'a.ts', name: 'g', upstream: '' })).toThrow(
      'internal error in Loadscope',
    );
  });
});
