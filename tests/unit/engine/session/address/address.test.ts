import { describe, expect, it } from 'vitest';
import { lookAt } from '../../../../../main/engine/session/address/address-look';
import { OP } from '../../../../../main/engine/trace/codes';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { AddressView } from '../../../../../shared/table-types';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { ENTRY, TableMemory } from '../../../../fixtures/tables';
import { workbenchOf } from '../../../../fixtures/workbench';

const { present, writable, user, huge, noExecute } = ENTRY;
const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
const { calls, session } = bench;
const LAST = session.trace.opCount;
const look = (virt: bigint | number, moment = LAST): AddressView =>
  calls['address.look']({ virt: `0x${virt.toString(16)}`, moment });

describe('an address of the sample kernel', () => {
  const entry = Number(bench.load().entryPoint);

  it('is taken apart, level by level', () => {
    const seen = look(entry);
    expect(seen.fields.map(({ name, high, low }) => [name, high, low])).toEqual([
      ['sign', 63, 48],
      ['P4', 47, 39],
      ['P3', 38, 30],
      ['P2', 29, 21],
      ['P1', 20, 12],
      ['offset', 11, 0],
    ]);
    const sum = seen.fields.reduce(
      (value, { low, value: part }) => value + BigInt(part) * (1n << BigInt(low)),
      0n,
    );
    expect(sum).toBe(BigInt(entry));
    expect(seen.levels.map(({ row }) => row.level)).toEqual([4, 3, 2, 1]);
    for (const { row, entryAddress, writes } of seen.levels) {
      expect(entryAddress).toBe(`0x${(row.table * 4096 + row.index * 8).toString(16)}`);
      expect(writes.last.at(-1)).toBe(row.writtenAt);
      expect(writes.count).toBeGreaterThanOrEqual(writes.last.length);
    }
    expect(seen).toMatchObject({
      canonical: true,
      rights: 'R X',
      segment: 'LOAD 2',
      section: '.text',
      symbol: '_start',
      owner: 'LOAD 2 file',
      // The last page of LOAD 1 shows the same bytes of the file.
      aliases: 2,
      below: null,
      above: null,
      written: null,
    });
  });

  it('may be read and executed, and says why it may not be written', () => {
    expect(look(entry).faults).toEqual({
      read: null,
      write: 'page fault (#PF, error code 0x3): P1[5] has no WRITABLE, and CR0.WP holds ring 0 to it',
      execute: null,
    });
  });

  it('has the bytes that memory has there, and what they point to', () => {
    const { ops } = session.trace;
    const op = [...ops.kind.keys()].find((i) => ops.kind[i] === OP.bytesWritten)!;
    const [page] = [...session.mappedPages(LAST)].filter(({ frame }) => frame === ops.frame[op]);
    const virt = page!.page * 4096 + (ops.at[op]! & 0xffff);
    const seen = look(virt);
    const value = (BigInt(ops.high[op]!) << 32n) | BigInt(ops.low[op]!);
    expect(new DataView(seen.bytes.buffer, seen.bytes.byteOffset).getBigUint64(0, true)).toBe(value);
    expect(seen.pointer).toMatchObject({ value: `0x${value.toString(16)}` });
    expect(seen.pointer!.link).toMatchObject({ type: 'memory', space: 'virtual' });
    expect(seen.pointer!.words).toContain('LOAD');
    expect(seen.written).toMatchObject({ moment: op + 1 });
    expect(seen.written!.words).toContain('relocation');
    // Before it was written, the copy of the page was.
    expect(look(virt, op).written!.words).toContain('copied');
    expect(look(virt - (virt % 4096) + 4093).bytes).toHaveLength(3);
  });

  it('that is not mapped faults, with what is nearest', () => {
    const pages = [...session.mappedPages(LAST)];
    const above = (pages.at(-1)!.page + 1) * 4096;
    expect(look(above + 16)).toMatchObject({
      phys: null,
      rights: '',
      bytes: new Uint8Array(0),
      pointer: null,
      aliases: 0,
      below: { virt: `0x${(above - 1).toString(16)}`, distance: '0x11', owner: 'LOAD 4 bss' },
      above: null,
    });
    expect(look(above).faults).toEqual({
      read: expect.stringMatching(/^page fault \(#PF, error code 0x0\): P1\[\d+\] is not present$/) as string,
      write: expect.stringContaining('error code 0x2)') as string,
      execute: expect.stringContaining('error code 0x10)') as string,
    });
    expect(look(0x10).above).toMatchObject({
      virt: '0x8000000000',
      distance: '0x7ffffffff0',
      owner: 'LOAD 1 file',
    });
    expect(look(0x10, 0)).toMatchObject({
      below: null,
      above: null,
      verdict: 'Not mapped: P4[0] is empty, so any access faults.',
    });
  });

  it('that is not canonical has no levels, but neighbours', () => {
    const seen = look(0x8000_0000_0000n);
    expect(seen).toMatchObject({ canonical: false, levels: [], phys: null, above: null });
    expect(seen.below!.owner).toBe('LOAD 4 bss');
    expect(seen.faults.read).toContain('#GP');
    expect(seen.fields.map(({ value }) => value)).toEqual([0, 256, 0, 0, 0, 0]);
  });
});

describe('an address in a dump', () => {
  const memory = new TableMemory(1024)
    .set(0, 0, 1, present | writable | user)
    .set(0, 1, 7, present | huge)
    .set(0, 2, 4000)
    .set(1, 0, 2, present | writable | user)
    .set(2, 1, 512, present | huge | noExecute)
    .set(2, 2, 0x4_0000, present | writable | user | huge);
  memory.bytes.set([0x34, 0x12], 512 * 4096 + 0x2_1008);
  const mapped = memory.tree();

  it('in a large page has a large offset, and no fault of supervisor rules', () => {
    const seen = lookAt(mapped, 0x22_1008n);
    expect(seen.fields.slice(-2)).toEqual([
      { name: 'P2', high: 29, low: 21, value: 1 },
      { name: 'offset', high: 20, low: 0, value: 0x2_1008 },
    ]);
    expect(seen).toMatchObject({
      phys: '0x221008',
      rights: 'R',
      owner: 'dump',
      written: null,
      segment: '',
      pointer: { value: '0x1234', words: 'nothing is mapped there', link: null },
      verdict: 'Mapped R by a page of 2 MiB to 0x221000: dump.',
    });
    expect(seen.bytes).toEqual(Uint8Array.of(0x34, 0x12, 0, 0, 0, 0, 0, 0));
    expect(seen.faults.write).toContain('P2[1] has no WRITABLE, which holds ring 0 where CR0.WP is set');
    expect(seen.faults.execute).toContain('P2[1] has NO_EXECUTE');
  });

  it('behind the dump has no bytes', () => {
    expect(lookAt(mapped, 0x40_0000n)).toMatchObject({
      phys: '0x40000000',
      owner: 'not in the dump',
      bytes: new Uint8Array(0),
      pointer: null,
    });
  });

  it('behind a reserved bit faults so; behind a table that is not there nobody knows', () => {
    expect(lookAt(mapped, 1n << 39n).faults).toEqual({
      read: expect.stringContaining('error code 0x9') as string,
      write: expect.stringContaining('error code 0xb') as string,
      execute: expect.stringContaining('error code 0x19') as string,
    });
    const { faults } = lookAt(mapped, 2n << 39n);
    expect(faults.read).toBe(
      'not known: Not mapped: P4[2] points to a table at 0xfa0000, which is not in the dump.',
    );
  });

  it('is found by its frame, in the middle of a large page too', () => {
    const side = memory.side();
    const source = bench.attach(side, side.about('dump')).id;
    const found = calls['address.aliases']({
      source,
      root: 0,
      moment: 0,
      frame: 512 + 0x21,
      first: 0,
      count: 10,
    });
    expect(found).toEqual({
      total: 1,
      rows: [{ page: 0x221, virt: '0x221000', rights: 'R', words: 'dump', writtenAt: 0 }],
    });
  });
});

it('every frame of the load is shown by the pages that the trace says', () => {
  for (const moment of [0, Math.floor(LAST / 2), LAST]) {
    const byFrame = new Map<number, number[]>();
    for (const { page, frame } of session.mappedPages(moment))
      byFrame.set(frame, [...(byFrame.get(frame) ?? []), page]);
    for (const [frame, pages] of byFrame) {
      const { total, rows } = calls['address.aliases']({ moment, frame, first: 0, count: 100 });
      expect(total).toBe(pages.length);
      expect(rows.map(({ page }) => page)).toEqual(pages);
    }
    expect(calls['address.aliases']({ moment, frame: 0, first: 0, count: 10 })).toEqual({
      total: 0,
      rows: [],
    });
  }
});
