import { describe, expect, it } from 'vitest';
import { legendRows } from '../../../../renderer/panels/memory/legend-rows';
import { newColourFilter } from '../../../../renderer/panels/memory/colour-filter';
import { PROVENANCE, PROVENANCE_NAMES } from '../../../../shared/provenance';

describe('the rows of the legend', () => {
  const bytes = PROVENANCE_NAMES.map(() => 0);
  bytes[PROVENANCE.relocated] = 1;
  bytes[PROVENANCE.fileCode] = 73_728;

  it('are the colours that there are, with their bytes in short and exact', () => {
    const rows = legendRows(bytes, []);
    expect(rows.map(({ name, size }) => [name, size])).toEqual([
      ['fileCode', '72 KiB'],
      ['relocated', '1 byte'],
    ]);
    expect(rows.map(({ detail }) => detail)).toEqual([
      'Bytes of the kernel file, mapped executable: 73,728 bytes',
      'Written by a relocation: 1 byte',
    ]);
  });

  it('keep a colour that is chosen and has no bytes any more', () => {
    expect(legendRows(bytes, ['bss']).map(({ name }) => name)).toEqual(['fileCode', 'bss', 'relocated']);
  });

  it('know every colour', () => {
    const all = legendRows(
      PROVENANCE_NAMES.map(() => 8),
      [],
    );
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set(PROVENANCE_NAMES));
  });
});

describe('the choice of colours', () => {
  it('begins with all, takes more, one alone, and all again', () => {
    const filter = newColourFilter();
    expect([filter.isOn.value, filter.classes.value]).toEqual([false, []]);
    filter.toggle('relocated');
    filter.toggle('bss');
    expect(filter.colours.value).toEqual(['bss', 'relocated']);
    expect(filter.classes.value).toEqual(['filtered', 'shows-p-bss', 'shows-p-rel']);
    filter.toggle('bss');
    expect([filter.has('bss'), filter.has('relocated')]).toEqual([false, true]);
    filter.only('pageTable');
    expect(filter.colours.value).toEqual(['pageTable']);
    filter.toggle('pageTable');
    expect(filter.isOn.value).toBe(false);
    filter.only('bss');
    filter.reset();
    expect(filter.colours.value).toEqual([]);
  });
});
