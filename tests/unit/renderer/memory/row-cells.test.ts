import { describe, expect, it } from 'vitest';
import type { PageView } from '../../../../shared/view-types';
import { PROVENANCE } from '../../../../shared/provenance';
import { cellFormat } from '../../../../renderer/panels/memory/cell-format';
import { hexColumns } from '../../../../renderer/panels/memory/hex-columns';
import {
  meaningRuns,
  rowLine,
  type RowMarks,
  type RowStyle,
} from '../../../../renderer/panels/memory/row-cells';
import type { RowBytes } from '../../../../renderer/panels/memory/row-layout';
import { DEFAULT_SETTINGS, type ViewSettings } from '../../../../renderer/panels/memory/view-settings';
import { zeroRunsOf } from '../../../../renderer/panels/memory/zero-runs';

/** A page table P1 at frame 0x102f whose entry 25 was just written. */
function tablePage(overrides: Partial<PageView> = {}): PageView {
  const bytes = new Uint8Array(4096);
  bytes.set([3, 0xf2, 0x43, 1, 0, 0, 0, 0x80], 0xc8);
  return {
    space: 'physical',
    page: 0x102f,
    bytes,
    length: 4096,
    provenance: new Uint8Array(4096).fill(PROVENANCE.pageTable),
    frame: 0x102f,
    owner: { provenance: 'pageTable', title: 'page table P1', detail: '', note: '' },
    change: { offset: 0xc8, old: new Uint8Array(8) },
    next: { offset: 0xd8, length: 4 },
    meanings: [{ offset: 0xc0, text: '[24] [25] copies, RW' }],
    relocations: null,
    bases: null,
    against: null,
    unreadable: null,
    ...overrides,
  };
}

const PLAIN: RowMarks = {
  key: 7,
  selected: null,
  runs: [],
  neighbours: { before: null, after: null },
};

/** How rows are drawn with settings that differ from the usual ones. */
function style(changed: Partial<ViewSettings> = {}, rowBytes: RowBytes = 16): RowStyle {
  const settings = { ...DEFAULT_SETTINGS, ...changed };
  const columns = hexColumns({ settings, addressDigits: 10 }, rowBytes);
  return { settings, columns, rowBytes, format: cellFormat(settings), colours: [] };
}

const STYLE = style();

/** The digits over the cells, all tones in one text. */
function digits(line: ReturnType<typeof rowLine>): string {
  const { plain, off, changed, edited } = line.digits;
  const length = Math.max(plain.length, off.length, changed.length, edited.length);
  const at = (i: number): string =>
    [plain, off, changed, edited].map((one) => one[i] ?? ' ').find((c) => c !== ' ') ?? ' ';
  return Array.from({ length }, (_, i) => at(i)).join('');
}

describe('rowLine', () => {
  const line = rowLine(tablePage(), 12, PLAIN, STYLE);

  it('dims the leading zeros of the address', () => {
    expect(line.address).toEqual({ lead: '000', digits: '102f0c0', name: '0x102f0c0' });
    expect(line).toMatchObject({ key: 7, row: 0x102f * 256 + 12 });
  });

  it('names a changed byte as a screen reader should say it', () => {
    expect(line.cells?.[8]?.name).toBe('0x102f0c8, 03, page table, P1 entry 25, changed, was 00');
    expect(line.cells?.[0]?.name).toBe('0x102f0c0, 00, page table, P1 entry 24');
  });

  it('marks changes and the old bytes, and dims zeros', () => {
    expect(line.cells?.[0]).toMatchObject({ looks: [''], tip: '' });
    expect(line.cells?.[8]).toMatchObject({ looks: ['chg'], tip: 'was 00 00 00 00 00 00 00 00' });
    expect(digits(line)).toBe('00 00 00 00 00 00 00 00  03 f2 43 01 00 00 00 80');
    expect(line.digits.off).toBe('00 00 00 00 00 00 00 00');
    expect(line.digits.changed.trim()).toBe('03 f2 43 01 00 00 00 80');
  });

  it('paints one tint for bytes of one colour, octet by octet', () => {
    expect(line.tints).toEqual([
      { start: 0, width: 24, look: 'p-pt' },
      { start: 25, width: 24, look: 'p-pt' },
    ]);
    const mixed = tablePage();
    mixed.provenance?.fill(PROVENANCE.relocated, 0xc2, 0xc4);
    expect(rowLine(mixed, 12, PLAIN, STYLE).tints.slice(0, 3)).toEqual([
      { start: 0, width: 6, look: 'p-pt' },
      { start: 6, width: 6, look: 'p-rel' },
      { start: 12, width: 12, look: 'p-pt' },
    ]);
  });

  it('outlines what the next op writes', () => {
    const next = rowLine(tablePage(), 13, PLAIN, STYLE);
    expect(next.cells?.slice(7, 13).map((cell) => cell.looks[0])).toEqual([
      '',
      'next first',
      'next',
      'next',
      'next last',
      '',
    ]);
    expect(next.cells?.[8]?.name).toContain('written by the next op');
    expect(next.meaning).toEqual([{ text: 'next op', tone: 'now' }]);
  });

  it('draws one outline round several rows and says once what it is', () => {
    const page = tablePage({ next: { offset: 0xd8, length: 0x20 } });
    const classes = [13, 14, 15].map((row) => rowLine(page, row, PLAIN, STYLE).cells?.[8]?.looks[0]);
    expect(classes).toEqual(['next first below', 'next first above', '']);
    expect(rowLine(page, 14, PLAIN, STYLE).cells?.[0]?.looks[0]).toBe('next first below');
    expect(rowLine(page, 14, PLAIN, STYLE).meaning).toEqual([]);
  });

  it('boxes the selected cells, octet by octet', () => {
    const selected = rowLine(tablePage(), 0, { ...PLAIN, selected: { start: 6, end: 10 } }, STYLE);
    expect(selected.cells?.slice(5, 11).map((cell) => cell.looks[0])).toEqual([
      '',
      'sel sel-first',
      'sel sel-last',
      'sel sel-first',
      'sel sel-last',
      '',
    ]);
  });

  it('shows printable bytes as text and the changed ones apart', () => {
    expect(line.text.tones).toEqual({
      plain: '',
      off: '........',
      changed: '        ..C.....',
      edited: '',
    });
    expect(line.text.marks).toEqual([{ at: 8, length: 8, look: 'chg' }]);
    expect(line.text.name).toBe('..........C.....');
    expect(line.meaning.map((run) => run.text).join('')).toBe('[24] [25] copies, RW');
  });

  it('says why a byte cannot be read, and shows no value', () => {
    const page = tablePage({
      space: 'virtual',
      bytes: null,
      provenance: null,
      frame: null,
      change: null,
      next: null,
    });
    const unmapped = rowLine(page, 0, PLAIN, STYLE);
    expect(digits(unmapped)).toBe('?? ?? ?? ?? ?? ?? ?? ??  ?? ?? ?? ?? ?? ?? ?? ??');
    expect(unmapped.tints[0]?.look).toBe('unreadable');
    expect(unmapped.cells?.[0]?.name).toBe('0x102f000, unreadable: the page is not mapped at this moment');
  });

  it('shows nothing after the end of the file', () => {
    const page = tablePage({ space: 'file', length: 4, change: null, next: null });
    const row = rowLine(page, 0, PLAIN, STYLE);
    expect(digits(row)).toBe('00 00 00 00');
    expect(row.cells?.[4]?.name).toBe('0x102f004, beyond the end');
  });

  it('gives upper-half addresses in full', () => {
    const page = tablePage({ space: 'virtual', page: 2 ** 36 - 1 });
    expect(rowLine(page, 255, PLAIN, STYLE)).toMatchObject({
      address: { lead: '', digits: 'fffffffffffffff0' },
    });
  });
});

describe('rowLine in other formats', () => {
  const page = tablePage({ change: null, next: null });
  page.bytes?.set([1, 2, 3, 4, 5, 6, 7, 8], 0);

  it('draws a group as the number, each byte in a cell of its own', () => {
    const little = rowLine(page, 0, PLAIN, style({ group: 4 }));
    expect(digits(little)).toMatch(/^04030201 08070605 {2}0{8} 0{8}$/);
    expect(little.cells?.[0]?.name).toBe('0x102f003, 04, page table, P1 entry 0');
    expect(digits(rowLine(page, 0, PLAIN, style({ group: 4, bigEndian: true })))).toMatch(
      /^01020304 05060708/,
    );
  });

  it('makes one cell of a group in the other formats, with the bytes in its name', () => {
    const line = rowLine(page, 0, PLAIN, style({ group: 4, format: 'unsigned' }));
    expect(line.cells).toHaveLength(4);
    expect(line.cells?.[0]).toMatchObject({
      looks: ['', '', '', ''],
      name: '0x102f000, 67305985, bytes 01 02 03 04, page table, P1 entry 0',
    });
    expect(digits(line).slice(0, 10)).toBe('  67305985');
  });

  it('tints a group by its bytes, in the order in which they are drawn', () => {
    const mixed = { ...page, provenance: new Uint8Array(4096).fill(PROVENANCE.bss) };
    mixed.provenance[0] = PROVENANCE.relocated;
    const line = rowLine(mixed, 0, PLAIN, style({ group: 2, format: 'unsigned' }));
    expect(line.tints.slice(0, 2).map(({ look, width }) => [look, width])).toEqual([
      ['p-bss', 3],
      ['p-rel', 3],
    ]);
  });

  it('closes a selection at the edges that are drawn, not at those of the bytes', () => {
    const marks = { ...PLAIN, selected: { start: 0, end: 2 } };
    const line = rowLine(page, 0, marks, style({ group: 4 }));
    expect(line.cells?.slice(0, 4).map((cell) => cell.looks[0])).toEqual([
      '',
      '',
      'sel sel-first',
      'sel sel-last',
    ]);
  });

  it.each([8, 32, 64, 128] as const)('draws rows of %d bytes', (rowBytes) => {
    const line = rowLine(page, 1, PLAIN, style({}, rowBytes));
    expect(line.cells).toHaveLength(rowBytes);
    expect(line).toMatchObject({ position: 0x102f000 + rowBytes, row: 0x102f000 / rowBytes + 1 });
  });

  it('counts from segments and symbols where that is asked for', () => {
    const bases = {
      segments: [{ offset: 0, name: 'LOAD 2', into: 0x1000 }],
      symbols: [
        { offset: 0, name: 'start', into: 8 },
        { offset: 0x18, name: '', into: 0 },
      ],
    };
    const known = { ...page, bases };
    const inSegment = rowLine(known, 1, PLAIN, style({ offsets: 'segment', showSymbol: true }));
    expect(inSegment.address).toEqual({
      lead: 'LOAD 2',
      digits: '+0x1010',
      name: 'LOAD 2 +0x1010, 0x102f010',
    });
    expect(inSegment.symbol).toBe('start+0x18');
    expect(rowLine(known, 2, PLAIN, style({ offsets: 'symbol' })).address.name).toBe('0x102f020');
  });

  it('draws decorations, with their edges, names and tips', () => {
    const base = 0x102f000;
    const runs = [{ first: base + 2, end: base + 4, look: 'hit', name: 'match 3', tip: 'Match 3 of 9' }];
    const line = rowLine(page, 0, { ...PLAIN, runs }, STYLE);
    expect(line.cells?.slice(1, 5).map((cell) => cell.looks[0])).toEqual([
      '',
      'hit hit-first',
      'hit hit-last',
      '',
    ]);
    expect(line.cells?.[2]?.name).toBe('0x102f002, 03, page table, P1 entry 0, match 3');
    expect(line.cells?.[2]?.tip).toBe('Match 3 of 9');
    expect(line.text.marks).toEqual([{ at: 2, length: 2, look: 'hit hit-first hit-last' }]);
  });

  it('says why bytes that are there cannot be read', () => {
    const broken = tablePage({ bytes: null, provenance: null, unreadable: 'the disk failed', next: null });
    const line = rowLine(broken, 0, PLAIN, STYLE);
    expect(line.tints[0]?.look).toBe('unreadable missing');
    expect(line.cells?.[0]?.name).toBe('0x102f000, unreadable: the disk failed');
  });

  it('lets text reach over the border of a page where the next one is known', () => {
    const euro = tablePage({ change: null, next: null });
    euro.bytes?.set([0xe2, 0x82], 4094);
    const after = tablePage({ page: 0x1030 });
    after.bytes?.set([0xac], 0);
    const settings = style({ text: 'utf-8' });
    const alone = rowLine(euro, 255, PLAIN, settings);
    expect(alone.text.boxes).toEqual([]);
    expect(alone.text.tones.off.slice(-2)).toBe('··');
    const both = rowLine(euro, 255, { ...PLAIN, neighbours: { before: null, after } }, settings);
    expect(both.text.boxes).toEqual([{ at: 14, length: 2, text: '€' }]);
  });
});

describe('meaningRuns', () => {
  it('sets indices apart', () => {
    expect(meaningRuns('[26] edge copy · [27] none').map((run) => [run.text, run.tone])).toEqual([
      ['[26]', 'strong'],
      [' edge copy · ', 'plain'],
      ['[27]', 'strong'],
      [' none', 'plain'],
    ]);
    expect(meaningRuns('#1,214 Console').map((run) => run.text)).toEqual(['#1,214', ' Console']);
    expect(meaningRuns('')).toEqual([]);
  });
});

describe('zeroRunsOf', () => {
  it('folds long runs of zero rows, but not where something happens', () => {
    // Row 12 holds the changed entry, row 13 what the next op writes.
    expect(zeroRunsOf(tablePage(), [], 16)).toEqual([
      { start: 0, end: 12 },
      { start: 14, end: 256 },
    ]);
  });

  it('keeps short runs and the runs that were asked for', () => {
    const bytes = new Uint8Array(4096);
    bytes[7 * 16] = 1;
    const page = tablePage({ bytes, change: null, next: null });
    expect(zeroRunsOf(page, [], 16)).toEqual([{ start: 8, end: 256 }]);
    expect(zeroRunsOf(page, [{ first: 128, end: 4096 }], 16)).toEqual([]);
  });

  it('folds a frame that was zeroed as a whole: its header says so', () => {
    const page = tablePage({
      bytes: new Uint8Array(4096),
      change: { offset: 0, old: new Uint8Array(4096).fill(1) },
      next: null,
    });
    expect(zeroRunsOf(page, [], 16)).toEqual([{ start: 0, end: 256 }]);
  });

  it('folds nothing where nothing can be read', () => {
    expect(zeroRunsOf(tablePage({ bytes: null }), [], 16)).toEqual([]);
  });
});
