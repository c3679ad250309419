import { describe, expect, it } from 'vitest';
import { resolveGoto } from '../../../../main/engine/session/goto';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import { loadKernelFile, SAMPLE_ELF, spansOfKind } from '../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const LAST = view.trace.opCount;
const find = (text: string, moment = LAST): ReturnType<typeof resolveGoto> => resolveGoto(view, text, moment);
const labels = (text: string, moment = LAST): string[] => find(text, moment).map(({ label }) => label);

describe('go to', () => {
  it('nothing leads nowhere', () => {
    expect([find(''), find('  '), find('no such thing at all')]).toEqual([[], [], []]);
  });

  it('a relocation by its number: the moment when it is done', () => {
    const step = spansOfKind(sample, 'relocation')[7]!;
    const moment = view.trace.spans.endOp(step);
    expect(find('#7')).toMatchObject([{ target: { type: 'moment', moment } }]);
    expect(find('relocation 7')).toEqual(find('# 7'));
    expect(find('#999,999')).toEqual([]);
  });

  it('an op, a step, a part of the load', () => {
    expect(find('op 12')[0]!.target).toEqual({ type: 'moment', moment: 12 });
    expect(find(`op ${LAST + 1}`)).toEqual([]);
    expect(find('step 1')[0]!.target).toEqual({ type: 'moment', moment: 1 });
    expect(find('step 0')).toEqual([]);
    expect(find('50%')[0]!.target).toEqual({ type: 'moment', moment: Math.round(LAST / 2) });
    expect(find('200 %')[0]!.target).toEqual({ type: 'moment', moment: LAST });
  });

  it('a stage by the beginning of its name: its first op', () => {
    const [relro] = spansOfKind(sample, 'relro');
    expect(find('relro')[0]).toMatchObject({
      label: 'RELRO',
      target: { type: 'moment', moment: view.trace.spans.firstOp[relro!]! + 1 },
    });
    expect(labels('LOAD')).toEqual(expect.arrayContaining(['LOAD 1', 'LOAD 2', 'LOAD 3', 'LOAD 4']));
  });

  it('an address in each space that has it, or in the one that is named', () => {
    expect(labels('0x1000000')).toEqual(['Virtual 0x1000000', 'Physical 0x1000000']);
    expect(labels('0x10').slice(0, 3)).toEqual(['Virtual 0x10', 'Physical 0x10', 'File offset 0x10']);
    expect(labels('phys 0x10')).toEqual(['Physical 0x10']);
    expect(labels('file:10+4')).toEqual(['File offset 0x14']);
    expect(find('v: 8000000123')).toMatchObject([{ kind: 'virtual', label: 'Virtual 0x8000000123' }]);
    expect(find('0x8000000123')).toMatchObject([
      { label: 'Virtual 0x8000000123', target: { space: 'virtual', page: 2 ** 27, offset: 0x123 } },
    ]);
    expect(find('0x8000000123', 0)[0]!.detail).toBe('not mapped at this moment');
    expect(labels('0x800000000000')).toEqual([]);
  });

  it('a bare number: an address first, then what it may count', () => {
    expect(find('10').map(({ kind }) => kind)).toEqual([
      'virtual',
      'physical',
      'file',
      'step',
      'moment',
      'relocation',
    ]);
    expect(find('10').slice(3)).toEqual([...find('step 10'), ...find('op 10'), ...find('#10')]);
  });

  it('a LOAD segment: its moments, then its memory', () => {
    const [stage, segment] = find('load 2');
    expect(stage).toMatchObject({ kind: 'stage', label: 'LOAD 2' });
    const address = view.owners.segments[1]!.header.virtualAddr + view.offset;
    expect(segment).toMatchObject({
      kind: 'segment',
      label: 'Segment LOAD 2',
      target: { space: 'virtual', page: Number(address >> 12n), offset: Number(address & 0xfffn) },
    });
  });

  it('a section by a part of its name: its memory, or its place in the file', () => {
    const text = view.sections.find(({ name }) => name === '.text')!;
    const [first] = find('.text');
    expect(first).toMatchObject({ kind: 'section', label: '.text' });
    expect(BigInt(first!.detail)).toBe(text.address + view.offset);
    expect(find('rela').filter(({ kind }) => kind === 'section')).not.toEqual([]);
    const names = view.sections.find(({ allocated }) => !allocated)!;
    expect(find(names.name)[0]).toMatchObject({
      label: names.name,
      target: { space: 'file', page: names.offset >> 12, offset: names.offset & 0xfff },
    });
    expect(labels('.text+0x20')).toEqual(['.text+0x20']);
  });

  it('a kind of step: the next one behind the moment, else the first', () => {
    const copies = spansOfKind(sample, 'copyOnWrite').map((span) => view.trace.spans.firstOp[span]! + 1);
    const [next] = find('copy-on', copies[0]!);
    expect(next).toMatchObject({ kind: 'step', detail: 'next copy-on-write' });
    expect(next!.target).toEqual({ type: 'moment', moment: copies[1] });
    const again = find('copy-on')[0]!;
    expect(again).toMatchObject({ detail: 'first copy-on-write', target: { moment: copies[0] } });
  });

  it('an address or a symbol with a distance', () => {
    expect(labels('0x8000000000 + 0x10')).toEqual(['Virtual 0x8000000010']);
    expect(labels('0x8000001000 - 0x10 + 2*8')).toEqual(['Virtual 0x8000001000']);
    expect(labels('0x10 - 0x20')).toEqual([]);
    const symbol = view.symbols.between(1n, 2n ** 64n, 1)[0]!;
    const address = symbol.address + view.offset + 16n;
    expect(find(`${symbol.name} + 16`)[0]).toMatchObject({
      kind: 'symbol',
      label: `${symbol.name}+0x10`,
      detail: `0x${address.toString(16)}`,
      target: { space: 'virtual' },
    });
  });

  it('a symbol by a part of its name', () => {
    const symbol = view.symbols.symbol(view.symbols.count - 1);
    const found = find(symbol.name).find(({ label }) => label === symbol.name)!;
    expect(BigInt(found.detail)).toBe(symbol.address + view.offset);
  });
});
