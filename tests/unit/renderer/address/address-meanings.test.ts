import { describe, expect, it } from 'vitest';
import { meaningsOf } from '../../../../renderer/panels/address/address-meanings';
import type { SymbolRow } from '../../../../shared/kernel-types';
import type { GotoTarget } from '../../../../shared/view-types';

function symbol(name: string, loaded: string | null, shown = name): SymbolRow {
  return {
    index: 1,
    table: '.symtab',
    name,
    shown,
    type: 'FUNC',
    bind: 'GLOBAL',
    visibility: 'DEFAULT',
    section: '.text',
    value: '0x0',
    size: '0x1',
    loaded,
    place: { offset: 0, length: 24 } as unknown as SymbolRow['place'],
    wrong: null,
  };
}

const TO_FILE: GotoTarget = {
  kind: 'file',
  label: 'file',
  detail: '',
  target: { type: 'memory', space: 'file', page: 0, offset: 0 },
};
const TO_PAGE: GotoTarget = { ...TO_FILE, target: { type: 'memory', space: 'virtual', page: 1, offset: 2 } };
const TO_MOMENT: GotoTarget = { ...TO_FILE, target: { type: 'moment', moment: 3 } };

/** An engine with some symbols beside the document; `rounds`: how often it is not done yet. */
function engine(rows: readonly SymbolRow[], rounds = 0) {
  const asked: { texts: string[]; finds: number } = { texts: [], finds: 0 };
  return {
    asked,
    resolve: () => Promise.resolve([TO_FILE, TO_MOMENT, TO_PAGE]),
    findSymbols: ({ query }: { query: { text: string } }) => {
      asked.finds++;
      asked.texts.push(query.text);
      const pending = Math.max(0, rounds - asked.finds + 1);
      return Promise.resolve({ total: rows.length, types: [], pending, unsearched: 0 });
    },
    symbols: () => Promise.resolve([...rows]),
  };
}

describe('meaningsOf', () => {
  it('of the document are the places of memory that the text can mean', async () => {
    expect(await meaningsOf(engine([]), 0, 'main', 5)).toEqual([TO_PAGE]);
  });

  it('of another kernel are its symbols where they were loaded, the very name first', async () => {
    const rows = [
      symbol('a_main', '0x8000001000'),
      symbol('main_loop', '0x8000002000'),
      symbol('_ZN4mainE', '0x8000003008', 'main'),
      symbol('main', null),
    ];
    const asking = engine(rows, 2);
    const found = await meaningsOf(asking, 3, 'main', 5);
    expect(found.map(({ label, detail }) => [label, detail])).toEqual([
      ['main', '0x8000003008'],
      ['main_loop', '0x8000002000'],
      ['a_main', '0x8000001000'],
    ]);
    expect(found[0]!.target).toEqual({ type: 'memory', space: 'virtual', page: 0x8000003, offset: 8 });
    // Names that were not looked through yet are waited for.
    expect(asking.asked.finds).toBe(3);
  });

  it.each([
    ['main+0x10', 'main', 'main+0x10', '0x8000003010'],
    ['main + 16', 'main', 'main+16', '0x8000003010'],
    ['operator+', 'operator+', 'main', '0x8000003000'],
  ])('%s: with its distance', async (text, searched, label, detail) => {
    const asking = engine([symbol('main', '0x8000003000')]);
    expect(await meaningsOf(asking, 3, text, 5)).toMatchObject([{ label, detail }]);
    expect(asking.asked.texts).toEqual([searched]);
  });

  it('are at most eight', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => symbol(`main${i}`, `0x${(0x1000 * i).toString(16)}`));
    expect(await meaningsOf(engine(rows), 3, 'main', 5)).toHaveLength(8);
    expect(await meaningsOf(engine(rows), 3, '', 5)).toEqual([]);
  });
});
