import { describe, expect, it } from 'vitest';
import { StepsTable } from '../../../../main/engine/session/steps-table';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import { corpusCase, loadKernelFile, SAMPLE_ELF, spansOfKind } from '../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const table = new StepsTable(view);
const total = view.trace.steps.length;

describe('the table of steps', () => {
  it('has all steps without a filter', () => {
    expect(table.filter('')).toEqual({ total, problem: null });
    expect(table.filter('  ')).toEqual({ total, problem: null });
    const rows = table.rows('', 0, total + 10);
    expect(rows.length).toBe(total);
    expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: total }, (_, i) => i + 1));
    expect(rows[0]!.firstMoment).toBe(1);
    expect(rows.at(-1)!.lastMoment).toBe(view.trace.opCount);
    expect(table.rows('', total, 5)).toEqual([]);
  });

  it('lets through the steps that have an op for which the filter is true', () => {
    const filter = 'kind == relocation && action == frameCopied';
    const { total: found } = table.filter(filter);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(spansOfKind(sample, 'relocation').length);
    const rows = table.rows(filter, 0, found);
    expect(rows.every(({ kind }) => kind === 'relocation')).toBe(true);
    expect(table.rows(filter, 1, 1)).toEqual(rows.slice(1, 2));
  });

  it('says rows in words', () => {
    const [row] = table.rows('kind == mapPage && segment == 2', 0, 1);
    expect(row).toMatchObject({ kind: 'mapPage', stage: 'LOAD 2', segment: 'LOAD 2', failure: '' });
    expect(row!.address).toMatch(/^0x8000\d+000$/);
    expect(row!.label).toBe(`Map page ${row!.address.slice(2)}`);
    expect(row!.detail).toMatch(/^→ 0x[0-9a-f]+000$/);
    const [relocation] = table.rows('kind == relocation', 0, 1);
    expect(relocation).toMatchObject({ stage: 'Relocations', segment: 'LOAD 3', provenance: 'relocated' });
    const [entry] = table.rows('kind == entryPoint', 0, 1);
    expect(entry!.address).toBe(`0x${view.entryPoint.toString(16)}`);
    expect(table.rows('kind == check', 0, 1)[0]).toMatchObject({ address: '', segment: '' });
  });

  it('says where a filter is wrong, and lets nothing through then', () => {
    expect(table.filter('knd == relocation')).toEqual({
      total: 0,
      problem: { at: 0, length: 3, message: 'There is no field “knd”. Did you mean “kind”?' },
    });
    expect(table.rows('knd == relocation', 0, 5)).toEqual([]);
    expect(table.indexAt('knd == relocation', 10)).toBe(-1);
  });

  it('finds the last step that has begun at a moment', () => {
    const filter = 'kind == mapPage';
    const rows = table.rows(filter, 0, 100);
    expect(table.indexAt('', 0)).toBe(-1);
    expect(table.indexAt(filter, 0)).toBe(-1);
    expect(table.indexAt(filter, rows[0]!.firstMoment - 1)).toBe(-1);
    rows.forEach((row, place) => {
      expect(table.indexAt(filter, row.firstMoment)).toBe(place);
      expect(table.indexAt(filter, row.lastMoment)).toBe(place);
      expect(table.indexAt('', row.firstMoment)).toBe(row.step - 1);
    });
    expect(table.indexAt(filter, view.trace.opCount)).toBe(table.filter(filter).total - 1);
  });

  it('keeps answering when more filters are asked for than it keeps', () => {
    const filters = Array.from({ length: 12 }, (_, i) => `step > ${i}`);
    const ask = (): number[] => filters.map((filter) => table.filter(filter).total);
    expect(ask()).toEqual(filters.map((_, i) => total - i));
    expect(ask()).toEqual(filters.map((_, i) => total - i));
  });

  it('has the text of the failure at the step that failed', () => {
    const failed = loadKernelFile(corpusCase('shared-virtual-page')).view;
    const rows = new StepsTable(failed).rows('failed', 0, 10);
    expect(rows.map(({ failure }) => failure)).toEqual([failed.message]);
  });
});
