/** Exported core files as gdb and readelf read them, against what the engine shows. */
import { describe, expect, it } from 'vitest';
import { elfCorePlan } from '../../main/engine/export/elf-core';
import { imageAt } from '../../main/engine/export/image-reader';
import { PHYSICAL_WINDOW } from '../../main/engine/export/page-map';
import type { DebugSession } from '../../main/engine/session/debug-session';
import type { Workbench } from '../../main/engine/session/workbench';
import { pageOfVirt } from '../../shared/address';
import { DEFAULT_MACHINE } from '../../shared/machine';
import { linkedKernels } from '../fixtures/kernels';
import { openSession, SAMPLE_ELF } from '../fixtures/loaded';
import { kernelWithSymbols } from '../fixtures/symbol-kernel';
import { workbenchOf } from '../fixtures/workbench';
import { Random } from '../fuzz/random';
import { isThere, linesOf, programHeaders, run, withFiles } from './tools';
import { written } from './written';

const GDB = isThere('gdb', 'the bytes of exported core files', ['-nx', '-batch', '-ex', 'python 1']);
const READELF = isThere('readelf', 'the runs of exported core files');
const SEED = 7;
const BYTES = 16;
/** Symbols that are looked at, of all kernels and moments together. */
const SYMBOLS = 1000;

const kernel = (name: string): Uint8Array =>
  (linkedKernels().find((one) => one.name === name) as { elf: Uint8Array }).elf;

/** A kernel of thousands of symbols in code that is nowhere the same. */
function kernelOfNoise(): Uint8Array {
  const elf = kernelWithSymbols(5000);
  const random = new Random(SEED, 1);
  // Its one segment: 16 pages behind the first.
  for (let at = 4096; at < 17 * 4096; at++) elf[at] = random.below(256);
  return elf;
}

/** Kernels, each with parts of its load (0: nothing is mapped, 1: the end) at which its core is looked at. */
const KERNELS = [
  { name: 'noise', elf: kernelOfNoise(), parts: [1], symbols: 550 },
  { name: 'sample-kernel', elf: SAMPLE_ELF, parts: [0.3, 0.6, 0.99, 1], symbols: 110 },
  { name: 'ld-symbols', elf: kernel('ld-symbols'), parts: [1], symbols: 5 },
  { name: 'ld-emit-relocs', elf: kernel('ld-emit-relocs'), parts: [0.5, 1], symbols: 5 },
  ...['ld-pie', 'lld-pie', 'ld-high-half', 'ld-tls'].map((name) => {
    return { name, elf: kernel(name), parts: [0.5, 1], symbols: 0 };
  }),
].flatMap(({ parts, ...rest }) => parts.map((part) => ({ ...rest, part })));

interface Opened {
  readonly session: DebugSession;
  readonly bench: Workbench;
  readonly moment: number;
  readonly core: Uint8Array;
}

function open(elf: Uint8Array, part: number): Opened {
  const session = openSession({ elf, machine: DEFAULT_MACHINE });
  const moment = Math.floor(session.summary().opCount * part);
  const core = written(elfCorePlan(imageAt(session, moment)));
  return { session, bench: workbenchOf(session), moment, core };
}

/** Addresses of a kernel's symbols where it was loaded, as readelf prints them: without mere numbers. */
function symbolAddresses(path: string, offset: bigint): bigint[] {
  const places = linesOf(
    run('readelf', ['-sW', path]),
    /^\d+: (\w{16})\s+\w+ (?:FUNC|OBJECT|NOTYPE)\s+\w+\s+\w+\s+\d+ \S+$/,
  );
  return places.map(([address]) => BigInt(`0x${address}`) + offset);
}

/** The bytes that the engine shows; `null` where not all are mapped. */
function ourBytes({ bench, moment }: Opened, address: bigint): Uint8Array | null {
  const first = pageOfVirt(address) * 4096 + Number(address & 0xfffn);
  const found = bench.calls['memory.bytes']({ space: 'virtual', first, length: BYTES, moment });
  return found.missing.length === 0 ? found.bytes : null;
}

/** Bytes at addresses as gdb examines them in a core file, 16 at each; `null` where it can access none. */
function gdbBytes(core: Uint8Array, addresses: readonly bigint[]): (Uint8Array | null)[] {
  const lines = addresses.flatMap((address, i) => [
    `echo \\n@${i}\\n`,
    `python`,
    `try: gdb.execute("x/${BYTES}xb 0x${address.toString(16)}")`,
    `except gdb.MemoryError as error: print(error)`,
    `end`,
  ]);
  const script = ['set architecture i386:x86-64', 'set pagination off', ...lines, ''].join('\n');
  const text = withFiles({ core, script }, (pathOf) =>
    run('gdb', ['-nx', '-batch', '-c', pathOf('core'), '-x', pathOf('script')]),
  );
  const blocks = text.split(/^@\d+$/m).slice(1);
  return blocks.map((block) => {
    const bytes = linesOf(block, /^0x\w+[^:]*:\s+(.*)$/).flatMap(([words = '']) => words.split(/\s+/));
    return bytes.length === BYTES ? Uint8Array.from(bytes, Number) : null;
  });
}

describe.skipIf(!GDB || !READELF)('gdb', () => {
  it(`reads the same bytes at ${SYMBOLS} random symbols`, () => {
    const random = new Random(SEED, 2);
    let compared = 0;
    let unmapped = 0;
    const seen = new Set<string>();
    for (const { name, elf, part, symbols } of KERNELS.filter((one) => one.symbols > 0)) {
      const opened = open(elf, part);
      const offset = BigInt(opened.session.summary().virtualAddressOffset ?? 0);
      const all = withFiles({ elf }, (pathOf) => symbolAddresses(pathOf('elf'), offset));
      const addresses = Array.from({ length: symbols }, () => random.pick(all));
      const theirs = gdbBytes(opened.core, addresses);
      expect(theirs).toHaveLength(addresses.length);
      addresses.forEach((address, i) => {
        const ours = ourBytes(opened, address);
        expect([name, part, address, theirs[i]]).toEqual([name, part, address, ours]);
        compared++;
        if (ours === null) unmapped++;
        else seen.add(String(ours));
      });
    }
    expect(compared).toBeGreaterThanOrEqual(SYMBOLS);
    // Of what is compared nearly all must be bytes, and they must differ.
    expect(unmapped).toBeLessThan(SYMBOLS / 5);
    expect(seen.size).toBeGreaterThan(SYMBOLS / 2);
  });
});

describe.skipIf(!READELF).each(KERNELS)('the core of $name at $part of its load', ({ elf, part }) => {
  const opened = READELF ? open(elf, part) : null;

  it('has the runs that the ranges have, by what readelf lists', () => {
    const { bench, moment, core } = opened as Opened;
    const listed = withFiles({ core }, (pathOf) => programHeaders(pathOf('core')))
      .filter(({ type, virt }) => type === 'LOAD' && !isPhysical(virt))
      .map(({ virt, phys, memSize, writable, executable }) => ({
        first: virt,
        phys,
        bytes: memSize,
        rights: `R${writable ? 'W' : executable ? ' ' : ''}${executable ? 'X' : ''}`,
      }));
    const query = { filter: '', merge: 'frames', sort: 'address', descending: false } as const;
    const { rows } = bench.calls['ranges.find']({ moment, query });
    const runs: { first: bigint; phys: bigint; bytes: bigint; rights: string }[] = [];
    for (const row of bench.calls['ranges.rows']({ moment, query, first: 0, count: rows })) {
      const run = { first: BigInt(row.first), phys: BigInt(row.phys), bytes: BigInt(row.pages) * 4096n };
      const last = runs.at(-1);
      // A core does not tell owners apart.
      const goesOn =
        last !== undefined &&
        last.first + last.bytes === run.first &&
        last.phys + last.bytes === run.phys &&
        last.rights === row.rights;
      if (goesOn) last.bytes += run.bytes;
      else runs.push({ ...run, rights: row.rights });
    }
    expect(runs.length).toBeGreaterThan(0);
    expect(listed).toEqual(runs);
  });
});

/** Whether an address of a core is one of the window on memory that no page shows. */
function isPhysical(virt: bigint): boolean {
  return virt >= PHYSICAL_WINDOW && virt < 2n * PHYSICAL_WINDOW;
}
