/**
 * The kernel file's tables against the bytes of the file, relocations and lines of code against memory by a replay of the
 * trace: of damaged kernels, whether their loads end well or not.
 */
import { fileURLToPath } from 'node:url';
import { Decoder, DecoderOptions } from 'iced-x86';
import { expect, it } from 'vitest';
import type { Workbench } from '../../main/engine/session/workbench';
import { OP, SPAN } from '../../main/engine/trace/codes';
import { addressAt, hex } from '../../shared/address';
import type { RelocationRow } from '../../shared/kernel-types';
import { PlainMemory } from '../fixtures/plain-memory';
import { workbenchOf } from '../fixtures/workbench';
import { openInput } from '../fuzz/load';
import { makeMutant } from '../fuzz/mutant';
import { originals } from '../fuzz/originals';
import { Random } from '../fuzz/random';
import { BUILDS } from '../oracle/builds';
import { SEED } from './settings';

const MUTANTS = 150;
const RELOCATIONS = 12;
const ROWS = 1000;
const ORIGINALS = originals(fileURLToPath(new URL('../..', import.meta.url)));

const text = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** A field of 8, 4 or 2 bytes of the file. */
function field(elf: Uint8Array, at: number, bytes: 8 | 4 | 2): bigint {
  let value = 0n;
  for (let i = bytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(elf[at + i]!);
  return value;
}

/** Rows of headers, symbols and dynamic entries against what stands at the places that they name. */
function checkFile({ calls }: Workbench, elf: Uint8Array): void {
  const isPlain = elf.length >= 64 && elf[4] === 2 && elf[5] === 1 && field(elf, 0, 4) === 0x464c_457fn;
  if (!isPlain) return;
  const [phoff, shoff] = [Number(field(elf, 32, 8)), Number(field(elf, 40, 8))];
  const [phentsize, shentsize] = [Number(field(elf, 54, 2)), Number(field(elf, 58, 2))];
  for (const row of calls['kernel.segments']({ first: 0, count: ROWS })) {
    const at = row.place.offset;
    expect(at).toBe(phoff + row.index * phentsize);
    const found = [row.offset, row.virt, row.fileSize, row.memSize, row.align];
    expect(found).toEqual([8, 16, 32, 40, 48].map((offset) => hex(field(elf, at + offset, 8))));
    const flags = Number(field(elf, at + 4, 4));
    const letters = `${flags & 4 ? 'R' : ' '}${flags & 2 ? 'W' : ' '}${flags & 1 ? 'X' : ' '}`;
    expect(row.rights).toBe(letters.trim());
    expect(row.load > 0).toBe(field(elf, at, 4) === 1n);
  }
  for (const row of calls['kernel.sections']({ first: 0, count: ROWS })) {
    const at = shoff + row.index * shentsize;
    const found = [row.virt, row.offset, row.size, row.align, row.entrySize];
    expect(found).toEqual([16, 24, 32, 48, 56].map((offset) => hex(field(elf, at + offset, 8))));
    expect([row.link, row.info]).toEqual([40, 44].map((offset) => Number(field(elf, at + offset, 4))));
  }
  for (const row of calls['kernel.dynamic']({ first: 0, count: ROWS })) {
    expect(BigInt(row.rawTag)).toBe(field(elf, row.place.offset, 8));
  }
  const query = { text: '', types: [], sort: 'address', descending: false } as const;
  while (calls['kernel.findSymbols']({ query }).pending > 0);
  for (const row of calls['kernel.symbols']({ query, first: 0, count: ROWS })) {
    const at = row.place.offset;
    expect([row.value, row.size]).toEqual([8, 16].map((offset) => hex(field(elf, at + offset, 8))));
  }
}

/** Relocations against the memory before and after their steps. */
function checkRelocations(bench: Workbench, moment: number, random: Random): number {
  const view = bench.load();
  const { spans, ops } = view.trace;
  const query = { text: '', sort: 'index', descending: false } as const;
  while (bench.calls['kernel.findRelocations']({ query }).pending > 0);
  const rows = bench.calls['kernel.relocations']({ query, moment, first: 0, count: ROWS });
  const steps: number[] = [];
  for (let span = 0; span < spans.length; span++) if (spans.kind[span] === SPAN.relocation) steps.push(span);
  const loaders = rows.filter(({ table }) => table === 'DT_RELA');
  const done = new Map(loaders.filter((row) => row.moment !== null).map((row) => [row.moment!, row]));
  if (rows.length < ROWS) expect(loaders.filter((row) => row.moment !== null).length).toBe(steps.length);
  for (const row of rows) {
    if (row.table === 'DT_RELA') continue;
    expect([row.state, row.moment, row.before, row.after]).toEqual(['ignored', null, null, null]);
  }
  const some = steps.filter(
    () => steps.length <= RELOCATIONS || random.oneIn(Math.ceil(steps.length / RELOCATIONS)),
  );
  const memory = new PlainMemory(view);
  for (const step of some) {
    const row = done.get(spans.endOp(step));
    if (row === undefined) continue;
    const first = spans.firstOp[step]!;
    let written = 0;
    for (let op = first; op < spans.endOp(step); op++) {
      if (ops.kind[op] === OP.bytesWritten) written += ops.at[op]! >>> 16;
    }
    checkRelocation(row, memory, first, spans.endOp(step), { moment, written, offset: view.offset });
  }
  return some.length;
}

function checkRelocation(
  row: RelocationRow,
  memory: PlainMemory,
  first: number,
  end: number,
  { moment, written, offset }: { readonly moment: number; readonly written: number; readonly offset: bigint },
): void {
  const isApplied = written === 8;
  expect(row.state).toBe(end > moment ? 'unreached' : isApplied ? 'applied' : 'failed');
  if (!isApplied) return;
  // What was written was written somewhere: one release extends the sign of addresses.
  const address = BigInt.asUintN(64, BigInt.asIntN(48, BigInt(row.offset) + offset));
  expect(row.loaded).toBe(hex(address));
  expect(row.before).toBe(text(memory.to(first).virtual(address, 8)!));
  const after = memory.to(end).virtual(address, 8)!;
  expect(row.after).toBe(text(after));
  expect(row.value).toBe(hex(new DataView(after.buffer).getBigUint64(0, true)));
  expect(row.value).toBe(hex(BigInt.asUintN(64, BigInt(row.addend) + offset)));
}

/** Lines of code against memory and a decoder of their own. */
function checkCode(bench: Workbench, memory: PlainMemory, moment: number, position: number): number {
  const rows = bench.calls['code.rows']({ moment, position, before: 12, after: 20 });
  let decoded = 0;
  for (const row of rows) {
    const address = addressAt('virtual', row.position);
    expect(row.address).toBe(hex(address));
    if (row.kind === 'gap') {
      const last = addressAt('virtual', row.position + row.length - 1);
      expect([memory.virtual(address, 1), memory.virtual(last, 1)]).toEqual([null, null]);
      if (row.position > 0) expect(memory.virtual(addressAt('virtual', row.position - 1), 1)).not.toBeNull();
      continue;
    }
    expect(text(row.bytes)).toBe(text(memory.virtual(address, row.length)!));
    if (row.kind !== 'instruction') continue;
    const decoder = new Decoder(64, row.bytes, DecoderOptions.None);
    decoder.ip = address;
    const found = decoder.decode();
    expect([found.isInvalid, found.length]).toEqual([false, row.length]);
    if (row.target !== null) expect(row.target).toBe(Number(BigInt.asUintN(48, found.nearBranchTarget)));
    found.free();
    decoder.free();
    decoded++;
  }
  return decoded;
}

it('damaged kernels: what is said of the file stands in it, and what is said of memory was there', () => {
  let relocations = 0;
  let lines = 0;
  for (let number = 0; number < MUTANTS; number++) {
    const random = new Random(SEED + 6, number);
    const mutant = makeMutant(ORIGINALS, SEED + 6, number);
    const bench = workbenchOf(openInput(mutant, BUILDS[number % BUILDS.length]!, number));
    try {
      const view = bench.load();
      const { opCount } = view.trace;
      checkFile(bench, view.elf);
      const memory = new PlainMemory(view);
      for (const moment of [random.below(opCount + 1), opCount].sort((a, b) => a - b)) {
        relocations += checkRelocations(bench, moment, random);
        memory.to(moment);
        const ranges = bench.calls['memory.ranges']({ space: 'virtual', moment });
        const entry = bench.calls['code.entry']({ moment }) ?? 0;
        for (let i = 0; i < 4; i++) {
          const range = ranges.length === 0 ? { first: 0, count: 1 } : random.pick(ranges);
          const within = random.pick([0, random.below(range.count * 4096), range.count * 4096 - 1]);
          const position = random.pick([entry, range.first * 4096 + within]);
          lines += checkCode(bench, memory, moment, position);
        }
      }
    } catch (error) {
      throw new Error(`mutant ${number}, made of ${mutant.original.name}`, { cause: error });
    } finally {
      bench.close();
    }
  }
  // Kernels without any would test little.
  expect([relocations > MUTANTS, lines > MUTANTS * 10]).toEqual([true, true]);
});
