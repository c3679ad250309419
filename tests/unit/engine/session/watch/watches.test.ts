import { describe, expect, it } from 'vitest';
import type { WatchValue } from '../../../../../shared/debugger-types';
import { hex, virtOfPage } from '../../../../../shared/address';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { Watches } from '../../../../../main/engine/session/watch/watches';
import { OP } from '../../../../../main/engine/trace/codes';
import { loadKernelFile, SAMPLE_ELF, spansOfKind } from '../../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const { ops, spans } = view.trace;
const LAST = view.trace.opCount;
const watches = new Watches(view);

function one(text: string, moment = LAST, earlier: number | null = null): WatchValue {
  return watches.evaluate([text], moment, earlier)[0]!;
}

/** A relocation that only writes: its place, and the moments before and after. */
function plainRelocation(): { address: string; page: number; offset: number; moment: number; value: bigint } {
  for (const span of spansOfKind(sample, 'relocation')) {
    const op = spans.firstOp[span]!;
    if (spans.endOp(span) - op !== 1 || ops.kind[op] !== OP.bytesWritten) continue;
    const virt = BigInt.asUintN(
      64,
      ((BigInt(spans.high[span]!) << 32n) | BigInt(spans.low[span]!)) + view.offset,
    );
    const value = (BigInt(ops.high[op]!) << 32n) | BigInt(ops.low[op]!);
    return {
      address: hex(virt),
      page: Number(virt >> 12n) % 2 ** 36,
      offset: Number(virt & 0xfffn),
      moment: op + 1,
      value,
    };
  }
  throw new Error('the sample has no such relocation');
}

const relocation = plainRelocation();
const entryPoint = hex(view.entryPoint);

describe('memory', () => {
  it('reads words as they are at the moment, with what they were', () => {
    const { address, moment, value } = relocation;
    const now = one(`u64(${address})`, moment, moment - 1);
    expect(now).toMatchObject({ text: hex(value), type: 'u64', problem: null, changedAt: moment });
    expect(now.previous).toBe(one(`u64(${address})`, moment - 1).text);
    expect(now.previous).not.toBe(now.text);
    expect(now.link).toEqual({
      type: 'memory',
      space: 'virtual',
      page: relocation.page,
      offset: relocation.offset,
    });
    expect(one(`u64(${address})`, moment, moment).previous).toBeNull();
  });

  it('says when the bytes were written last, which may be long ago', () => {
    const { address, moment } = relocation;
    expect(one(`u64(${address})`, moment - 1).changedAt).toBeLessThan(moment);
    expect(one('u8(0x0, file)').changedAt).toBeNull();
  });

  it('reads numbers of every size, with and without a sign, in every space', () => {
    // The file begins with 7f 45 4c 46.
    expect(one('u8(0, file)').text).toBe('0x7f');
    expect(one('u16(0, file)').text).toBe('0x457f');
    expect(one('u32(0, file)').text).toBe('0x464c457f');
    expect(one('i8(3, file) - 0x100').text).toBe('-186');
    const physical = hex(DEFAULT_MACHINE.kernelAddress);
    expect(one(`u64(${physical}, physical)`).text).toBe(one('u64(0, file)').text);
    expect(one(`i64(${relocation.address})`).type).toBe('i64');
  });

  it('reads bytes and texts', () => {
    expect(one('bytes(0, 4, file)')).toMatchObject({ text: '7f 45 4c 46', type: 'bytes', detail: '.ELF' });
    const [first] = [...view.tables.mappedPages(LAST)];
    const start = hex(virtOfPage(first!.page));
    expect(one(`string(${start}, 4)`)).toMatchObject({ text: String.raw`"\u007fELF"`, type: 'string' });
  });

  it('reads over the border of two pages', () => {
    const [first] = [...view.tables.mappedPages(LAST)];
    const address = virtOfPage(first!.page, 4090);
    const parts = Array.from({ length: 12 }, (_, i) => one(`bytes(${hex(address + BigInt(i))}, 1)`).text);
    expect(one(`bytes(${hex(address)}, 12)`).text).toBe(parts.join(' '));
  });

  it('says in words what is not there', () => {
    expect(one(`u64(${entryPoint})`, 0)).toMatchObject({ text: 'not mapped', type: '', problem: null });
    expect(one(`u64(${entryPoint})`, 0).detail).toMatch(/^P4\[\d+\] of 0x[0-9a-f]+ is empty$/);
    expect(one('u8(0x800000000000)').text).toBe('not canonical');
    expect(one('u8(0xfffffffffffff, physical)').text).toBe('no memory');
    expect(one(`u16(${SAMPLE_ELF.length - 1}, file)`).text).toBe('not in the file');
    expect(one(`u64(${entryPoint}) + 1`, 0).text).toBe('not mapped');
    const mapped = one(`u64(${entryPoint})`, LAST, 0);
    expect(mapped.previous).toBe('not mapped');
  });
});

describe('page tables', () => {
  it('translates, and shows entries and flags', () => {
    const page = Number((view.entryPoint >> 12n) % 2n ** 36n);
    const leaf = view.tables.translate(page, LAST)!;
    const physical = BigInt(leaf.frame) * 4096n + (view.entryPoint & 0xfffn);
    expect(one(`translate(${entryPoint})`)).toMatchObject({ text: hex(physical), type: 'address' });
    expect(one(`translate(${entryPoint})`).link).toMatchObject({ space: 'physical', page: leaf.frame });
    expect(one(`flags(${entryPoint})`)).toMatchObject({ text: 'PRESENT', type: 'flags' });
    const entry = one(`entry(${entryPoint}, 1)`);
    expect(entry).toMatchObject({ type: 'entry', link: { space: 'physical', page: leaf.table } });
    expect(entry.text).toBe(`${hex(leaf.frame * 4096)} PRESENT`);
    expect(one(`entry(${entryPoint}, 1)`, entry.changedAt!, entry.changedAt! - 1).previous).not.toBeNull();
    expect(one(`entry(${entryPoint}, 4)`, 0)).toMatchObject({ text: '0', detail: 'empty' });
  });
});

describe('names', () => {
  it('finds symbols where the kernel lies', () => {
    expect(one('_start')).toMatchObject({ text: entryPoint, type: 'address', detail: 'R X' });
    expect(one('symbol("_start") + 4').text).toBe(hex(view.entryPoint + 4n));
    expect(one(`symbolAt(${entryPoint})`).text).toBe('_start');
    expect(one('_start', 0).detail).toBe('not mapped');
  });

  it('knows the step of the moment', () => {
    expect(one('kind', relocation.moment).text).toBe('relocation');
    expect(one('moment', 12)).toMatchObject({ text: '12', type: 'number' });
    expect(one('address', relocation.moment).text).toBe(relocation.address);
    expect(one('moment', 0)).toMatchObject({ text: '–', type: '' });
  });

  it('says where an expression is wrong, once', () => {
    expect(one('u64(').problem).toMatchObject({ at: 3 });
    const wrong = one('1 + _strat', LAST, 0);
    expect(wrong.problem).toEqual({
      at: 4,
      length: 6,
      message: 'The kernel has no symbol “_strat”. Did you mean “_start”?',
    });
    expect(wrong).toMatchObject({ text: '', previous: null });
    expect(one(`bytes(${entryPoint}, 100000)`).problem).toMatchObject({ at: 0 });
    expect(one(`1 + u8(entry(${entryPoint}, 5))`).problem).toMatchObject({ at: 7 });
  });
});

it('answers many at once as it answers each', () => {
  const texts = ['_start', `u64(${relocation.address})`, 'nonsense(', `flags(${entryPoint})`, 'kind'];
  const { moment } = relocation;
  expect(watches.evaluate(texts, moment, moment - 1)).toEqual(
    texts.map((text) => one(text, moment, moment - 1)),
  );
});
