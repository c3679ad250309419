import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { notesText, writeNotes } from '../../../main/host/notes-export';
import type { Bookmark, RangeMark } from '../../../shared/notes';

const step = { stage: 'LOAD 2', kind: 'mapPage', subject: '0x5000', op: 2 } as const;
const bookmark: Bookmark = {
  id: 1,
  name: 'first, "page"',
  note: 'two\nlines',
  anchor: { moment: 42, opCount: 100, step },
};
const mark: RangeMark = {
  id: 7,
  name: '=HYPERLINK("http://x")',
  note: '*not* bold\n# not a heading',
  colour: 'green',
  space: 'virtual',
  first: '0x5000',
  ofFile: true,
  length: 16,
};
const notes = { bookmarks: [bookmark], marks: [mark] };

describe('notesText', () => {
  it('is JSON with everything that is kept but ids', () => {
    const without = (one: object): object =>
      Object.fromEntries(Object.entries(one).filter(([key]) => key !== 'id'));
    expect(JSON.parse(notesText(notes, 'k.elf', 'json'))).toEqual({
      kernel: 'k.elf',
      bookmarks: [without(bookmark)],
      marks: [without(mark)],
    });
  });

  it('is CSV in which nothing is a formula, and every field comes back', () => {
    const text = notesText(notes, 'k.elf', 'csv');
    expect(text.split('\r\n')).toEqual([
      'kind,name,note,colour,space,address,length,moment,stage,step',
      'bookmark,"first, ""page""","two\nlines",,,,,42,LOAD 2,LOAD 2 mapPage 0x5000 op 2',
      `mark,"'=HYPERLINK(""http://x"")","*not* bold\n# not a heading",green,"virtual, address of the file",0x5000,16,,,`,
      '',
    ]);
    for (const first of ['=', '+', '-', '@', '\t', '\r']) {
      const evil = { bookmarks: [], marks: [{ ...mark, name: `${first}1`, note: '' }] };
      const [, row = ''] = notesText(evil, 'k.elf', 'csv').split('\r\n');
      expect(row).toMatch(/^mark,"?'/);
    }
  });

  it('is Markdown in which names and notes are no markup', () => {
    expect(notesText(notes, 'k_1.elf', 'markdown')).toBe(
      [
        '# Notes on k\\_1.elf',
        '## Bookmarks',
        '- **first, "page"** (op 42, LOAD 2 mapPage 0x5000 op 2)\n\n  two\n  lines',
        '## Marks',
        '- **\\=HYPERLINK\\("http://x"\\)** (virtual, address of the file 0x5000, 16 bytes, green)\n\n' +
          '  \\*not\\* bold\n  \\# not a heading',
      ].join('\n\n') + '\n',
    );
    const numbered = { bookmarks: [], marks: [{ ...mark, note: '1. one\n- two' }] };
    expect(notesText(numbered, 'k', 'markdown')).toContain('\n\n  1\\. one\n  \\- two\n');
    const turned = { bookmarks: [], marks: [{ ...mark, name: '\u202eevil\0', note: '' }] };
    expect(notesText(turned, 'k', 'markdown')).toContain('**\\\\u\\{202e\\}evil\\\\u\\{0\\}**');
    expect(notesText({ bookmarks: [], marks: [] }, 'k', 'markdown')).toContain('No bookmarks, no marks.');
  });
});

describe('writeNotes', () => {
  it('writes the file, and never over the kernel', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loadscope-notes-'));
    try {
      const kernel = join(folder, 'k.elf');
      const path = join(folder, 'k.json');
      writeFileSync(kernel, 'kernel');
      const { bytes } = writeNotes(notes, { kernel, format: 'json', path });
      expect(readFileSync(path, 'utf8')).toBe(notesText(notes, 'k.elf', 'json'));
      expect(bytes).toBe(readFileSync(path).length);
      expect(() => writeNotes(notes, { kernel, format: 'json', path: kernel })).toThrow('kernel file itself');
      expect(readFileSync(kernel, 'utf8')).toBe('kernel');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
