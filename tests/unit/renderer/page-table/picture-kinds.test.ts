import { describe, expect, it } from 'vitest';
import { pictureText, squareName, tableSquares } from '../../../../renderer/panels/page-table/picture-kinds';
import { PROVENANCE } from '../../../../shared/provenance';
import { ENTRY_KINDS, RIGHT, type EntryKind, type TablePicture } from '../../../../shared/table-types';

interface Square {
  readonly kind: EntryKind;
  readonly rights?: number;
  readonly provenance?: number;
  readonly pages?: number;
}

function picture(level: number, entries: Readonly<Record<number, Square>>): TablePicture {
  const kinds = new Uint8Array(512);
  const rights = new Uint8Array(512);
  const provenance = new Uint8Array(512);
  const pages = new Float64Array(512);
  for (const [index, entry] of Object.entries(entries)) {
    kinds[Number(index)] = ENTRY_KINDS.indexOf(entry.kind);
    rights[Number(index)] = entry.rights ?? 0;
    provenance[Number(index)] = entry.provenance ?? 0;
    pages[Number(index)] = entry.pages ?? 0;
  }
  return { table: 2, level, virt: '0x8000000000', path: [], kinds, rights, provenance, pages, changed: 1 };
}

const { read, write, execute } = RIGHT;
const P1 = picture(1, {
  0: { kind: 'page', rights: read, provenance: PROVENANCE.fileReadOnly, pages: 1 },
  1: { kind: 'page', rights: read | execute, provenance: PROVENANCE.fileCode, pages: 1 },
  2: { kind: 'page', rights: read | write | execute, provenance: PROVENANCE.free, pages: 1 },
  3: { kind: 'absent' },
});

describe('the squares of a table', () => {
  it('are counted by owner, what is empty last', () => {
    const { legend } = tableSquares(P1, 'owner');
    expect(legend.map(({ label, count }) => `${count} ${label}`)).toEqual([
      '1 not present',
      '1 no memory',
      '1 read-only',
      '1 code',
      '508 empty',
    ]);
    expect(pictureText(P1, tableSquares(P1, 'owner'))).toMatch(
      /^P1 table from 0x8000000000: 1 not present, /,
    );
  });

  it('are counted by rights, tables apart from pages', () => {
    const labels = (of: TablePicture) => tableSquares(of, 'rights').legend.map(({ label }) => label);
    expect(labels(P1)).toEqual(['not present', 'R', 'R X', 'RWX', 'empty']);
    const table = {
      kind: 'table',
      rights: read | write,
      provenance: PROVENANCE.pageTable,
      pages: 9,
    } as const;
    expect(labels(picture(2, { 7: table, 8: { kind: 'recursive' } }))).toEqual([
      'recursive',
      'table, RW',
      'empty',
    ]);
  });

  it('have a look of their own for each kind: equal colours have another texture', () => {
    for (const colour of ['owner', 'rights'] as const) {
      const looks = tableSquares(P1, colour).kinds.map(({ token, texture }) => `${token} ${texture}`);
      expect(looks.filter((look, i) => looks.indexOf(look) !== i)).toEqual(
        colour === 'owner' ? ['--pc-pt bar'] : [],
      );
    }
  });

  it('have names', () => {
    expect(squareName(P1, 1)).toBe('P1[1], 0x8000001000: 4 KiB, code, read, execute, written by this op');
    expect(squareName(P1, 3)).toBe('P1[3], 0x8000003000: not present');
    expect(squareName(picture(2, { 1: { kind: 'table', rights: read, pages: 1 } }), 1)).toBe(
      'P2[1], 0x8000200000: P1 table with 1 page, read, no execute, written by this op',
    );
  });
});
