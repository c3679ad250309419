import { describe, expect, it } from 'vitest';
import type { PageView } from '../../../../shared/view-types';
import { PROVENANCE } from '../../../../shared/provenance';
import { meaningRuns, rowLine } from '../../../../renderer/panels/memory/row-cells';
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
    ...overrides,
  };
}

const PLAIN = { key: 7, selected: null };

describe('rowLine', () => {
  const line = rowLine(tablePage(), 12, PLAIN);

  it('dims the leading zeros of the address', () => {
    expect([line.zeros, line.address]).toEqual(['000', '102f0c0']);
    expect(line).toMatchObject({ key: 7, row: 0x102f * 256 + 12 });
  });

  it('names a changed byte as a screen reader should say it', () => {
    expect(line.cells?.[8]?.name).toBe('0x102f0c8, 03, page table, P1 entry 25, changed, was 00');
    expect(line.cells?.[0]?.name).toBe('0x102f0c0, 00, page table, P1 entry 24');
  });

  it('marks zeros, changes and the old bytes', () => {
    expect(line.cells?.[0]).toMatchObject({ text: '00', classes: 'p-pt z0', was: null });
    expect(line.cells?.[8]).toMatchObject({
      text: '03',
      classes: 'p-pt chg',
      was: '00 00 00 00 00 00 00 00',
    });
    expect(line.cells?.[15]).toMatchObject({ text: '80', classes: 'p-pt chg' });
  });

  it('outlines what the next op writes', () => {
    const next = rowLine(tablePage(), 13, PLAIN);
    expect(next.cells?.slice(7, 13).map((cell) => cell.classes)).toEqual([
      'p-pt z0',
      'p-pt z0 next first',
      'p-pt z0 next',
      'p-pt z0 next',
      'p-pt z0 next last',
      'p-pt z0',
    ]);
    expect(next.cells?.[8]?.name).toContain('written by the next op');
    expect(next.meaning).toEqual([{ text: 'next op', tone: 'now' }]);
  });

  it('draws one outline round several rows and says once what it is', () => {
    const page = tablePage({ next: { offset: 0xd8, length: 0x20 } });
    const classes = [13, 14, 15].map((row) => rowLine(page, row, PLAIN).cells?.[8]?.classes);
    expect(classes).toEqual(['p-pt z0 next first below', 'p-pt z0 next first above', 'p-pt z0']);
    expect(rowLine(page, 14, PLAIN).cells?.[0]?.classes).toBe('p-pt z0 next first below');
    expect(rowLine(page, 14, PLAIN).meaning).toEqual([]);
  });

  it('boxes the selected cells, octet by octet', () => {
    const selected = rowLine(tablePage(), 0, { key: 0, selected: { start: 6, end: 10 } });
    expect(selected.cells?.slice(5, 11).map((cell) => cell.classes.replace('p-pt z0', '').trim())).toEqual([
      '',
      'sel sel-first',
      'sel sel-last',
      'sel sel-first',
      'sel sel-last',
      '',
    ]);
  });

  it('shows printable bytes as text and the changed ones apart', () => {
    expect(line.text).toEqual([
      { text: '........', tone: 'off' },
      { text: '..C.....', tone: 'changed' },
    ]);
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
    const cell = rowLine(page, 0, PLAIN).cells?.[0];
    expect(cell).toMatchObject({ text: '??', was: null });
    expect(cell?.name).toBe('0x102f000, unreadable: the page is not mapped at this moment');
  });

  it('shows nothing after the end of the file', () => {
    const page = tablePage({ space: 'file', length: 4, change: null, next: null });
    const cells = rowLine(page, 0, PLAIN).cells;
    expect(cells?.map((cell) => cell.text).slice(2, 6)).toEqual(['00', '00', '', '']);
  });

  it('gives upper-half addresses in full', () => {
    const page = tablePage({ space: 'virtual', page: 2 ** 36 - 1 });
    expect(rowLine(page, 255, PLAIN)).toMatchObject({ zeros: '', address: 'fffffffffffffff0' });
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
    expect(zeroRunsOf(tablePage(), [])).toEqual([
      { start: 0, end: 12 },
      { start: 14, end: 256 },
    ]);
  });

  it('keeps short runs and the runs that were asked for', () => {
    const bytes = new Uint8Array(4096);
    bytes[7 * 16] = 1;
    const page = tablePage({ bytes, change: null, next: null });
    expect(zeroRunsOf(page, [])).toEqual([{ start: 8, end: 256 }]);
    expect(zeroRunsOf(page, [{ start: 8, end: 256 }])).toEqual([]);
  });

  it('folds a frame that was zeroed as a whole: its header says so', () => {
    const page = tablePage({
      bytes: new Uint8Array(4096),
      change: { offset: 0, old: new Uint8Array(4096).fill(1) },
      next: null,
    });
    expect(zeroRunsOf(page, [])).toEqual([{ start: 0, end: 256 }]);
  });

  it('folds nothing where nothing can be read', () => {
    expect(zeroRunsOf(tablePage({ bytes: null }), [])).toEqual([]);
  });
});
