import { describe, expect, it } from 'vitest';
import { SymbolSearch, type SearchedNames } from '../../../../main/engine/elf/symbol-search';

const NAMES = [
  'kernel_main',
  'main',
  'domain_init',
  'mainframe',
  '_ZN6kernel4main17h0123456789abcdefE',
  'Main',
  'init_main_loop',
  'zebra',
];
/** Names as a file has them; `plain` says which ones are copied as bytes. */
function searched(names: readonly string[], plain: (name: string) => boolean): SearchedNames {
  return {
    count: names.length,
    shown: (index) => names[index] as string,
    copyPlain(index, out, at) {
      const name = names[index] as string;
      return plain(name) ? new TextEncoder().encodeInto(name, out.subarray(at)).written : -1;
    },
  };
}

const search = new SymbolSearch(searched(NAMES, (name) => name !== 'Main'));
const found = (wanted: string, limit = 20): string[] =>
  search.find(wanted, limit).map((index) => NAMES[index] ?? '?');

describe('SymbolSearch', () => {
  it('puts whole names first, then beginnings, then beginnings of words, then the rest', () => {
    expect(found('main').slice(0, 2)).toEqual(['main', 'Main']);
    expect(found('main')).toEqual([
      'main',
      'Main',
      'mainframe',
      'kernel_main',
      'init_main_loop',
      '_ZN6kernel4main17h0123456789abcdefE',
      'domain_init',
    ]);
  });

  it('goes on with names that have the letters in this order, the closest first', () => {
    expect(found('kernel::main')).toEqual(['kernel_main', '_ZN6kernel4main17h0123456789abcdefE']);
    expect(found('zbr')).toEqual(['zebra']);
    expect(found('zz')).toEqual([]);
  });

  it('finds no more than asked for, and never a name twice', () => {
    expect(found('main', 3)).toEqual(['main', 'Main', 'mainframe']);
    expect(new Set(found('in')).size).toBe(found('in').length);
    expect(found('main', 0)).toEqual([]);
    expect(found('')).toEqual([]);
  });

  it('does not look across names', () => {
    expect(found('mainmain')).toEqual([]);
    expect(found('main\nmain')).toEqual([]);
  });

  it('finds names with other letters than ASCII, and with a line end in them', () => {
    const odd = new SymbolSearch(searched(['größe', 'a\nb', 'İx'], () => false));
    expect(odd.find('größ', 5)).toEqual([0]);
    expect(odd.find('a b', 5)).toEqual([1]);
    expect(odd.find('x', 5)).toEqual([2]);
  });

  it('finds the beginning of a name behind thousands that contain the text', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `x_map_${i}`);
    const many = new SymbolSearch(searched([...names, 'map_to', 'map'], () => true));
    expect(many.find('map', 2)).toEqual([5001, 5000]);
  });
});
