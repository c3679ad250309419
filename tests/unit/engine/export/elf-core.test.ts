import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elfCorePlan } from '../../../../main/engine/export/elf-core';
import type { MemoryImage } from '../../../../main/engine/export/image-reader';
import { writeExport } from '../../../../main/engine/export/sink';
import { image, RW, RX } from './image';

/** Whether a program is there; its tests are skipped otherwise, which this says and the summary counts. */
function has(program: string): boolean {
  const found = spawnSync(program, ['--version']).status === 0;
  if (!found) {
    console.warn(`SKIPPED: ${program} is not installed, so core files are not checked with it.`);
  }
  return found;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-core-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, source: MemoryImage): string {
  const path = join(folder, name);
  writeExport(elfCorePlan(source), { path });
  return path;
}

const PAGES = [
  { page: 0x8000000, frame: 16, ...RX },
  { page: 0x8000001, frame: 17, ...RX },
  { page: 0x8000002, frame: 40, ...RW },
  { page: 0xff8000000, frame: 16, ...RW },
];
const IMAGE = image({ 16: 0x11, 17: 0x22, 18: 0x33, 40: 0x44, 41: 0x55 }, PAGES);

interface Segment {
  type: number;
  flags: number;
  offset: bigint;
  vaddr: bigint;
  paddr: bigint;
  filesz: bigint;
  memsz: bigint;
  align: bigint;
}

function segmentsOf(file: Buffer): Segment[] {
  const count = file.readUInt16LE(56);
  const real = count === 0xffff ? file.readUInt32LE(Number(file.readBigUInt64LE(40)) + 44) : count;
  return Array.from({ length: real }, (_, i) => {
    const at = 64 + i * 56;
    return {
      type: file.readUInt32LE(at),
      flags: file.readUInt32LE(at + 4),
      offset: file.readBigUInt64LE(at + 8),
      vaddr: file.readBigUInt64LE(at + 16),
      paddr: file.readBigUInt64LE(at + 24),
      filesz: file.readBigUInt64LE(at + 32),
      memsz: file.readBigUInt64LE(at + 40),
      align: file.readBigUInt64LE(at + 48),
    };
  });
}

describe('elfCorePlan', () => {
  it('has one PT_LOAD per run, with true addresses and the right bytes', () => {
    const file = readFileSync(write('a.core', IMAGE));
    expect([file.readUInt16LE(16), file.readUInt16LE(18), file[4], file[5]]).toEqual([4, 62, 2, 1]);
    const segments = segmentsOf(file);
    expect(segments.map(({ vaddr, paddr, memsz, flags }) => [vaddr, paddr, memsz, flags])).toEqual([
      [0x80_0000_0000n, 0x10000n, 0x2000n, 5],
      [0x80_0000_2000n, 0x28000n, 0x1000n, 6],
      [0xffff_ff80_0000_0000n, 0x10000n, 0x1000n, 6],
      [0x1_0000_0001_2000n, 0x12000n, 0x1000n, 6],
      [0x1_0000_0002_9000n, 0x29000n, 0x1000n, 6],
    ]);
    const out = Buffer.alloc(4096);
    for (const { type, filesz, memsz, align, offset, vaddr, paddr } of segments) {
      expect([type, filesz, align, offset % 4096n]).toEqual([1, memsz, 4096n, 0n]);
      expect(vaddr % 4096n).toBe(0n);
      for (let done = 0; done < Number(filesz); done += 4096) {
        IMAGE.readFrames((Number(paddr) + done) / 4096, out);
        const start = Number(offset) + done;
        expect(file.subarray(start, start + 4096).equals(out)).toBe(true);
      }
    }
    expect(file.length).toBe(4096 + 5 * 4096);
  });

  it('is a valid file of an empty memory', () => {
    expect(segmentsOf(readFileSync(write('empty.core', image({}))))).toEqual([]);
  });

  it('counts more than 65,534 segments in section header 0', () => {
    const frames = Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [i * 2, 0]));
    const file = readFileSync(write('many.core', image(frames, [], 140_000)));
    expect(file.readUInt16LE(56)).toBe(0xffff);
    expect([file.readUInt16LE(58), file.readUInt16LE(60), file.readUInt16LE(62)]).toEqual([64, 1, 0]);
    const segments = segmentsOf(file);
    expect(segments).toHaveLength(70_000);
    expect(segments[69_999]?.paddr).toBe(139_998n * 4096n);
    const dataStart = Math.ceil((64 + 70_000 * 56 + 64) / 4096) * 4096;
    expect(segments[0]?.offset).toBe(BigInt(dataStart));
    expect(file.length).toBe(dataStart + 70_000 * 4096);
  });
});

describe.skipIf(!has('readelf'))('readelf', () => {
  const readelf = (...args: string[]) =>
    spawnSync('readelf', args, {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      env: { ...process.env, LC_ALL: 'C' },
    });

  it('reads the core without a complaint', () => {
    const { stdout, stderr, status } = readelf('-hlW', write('b.core', IMAGE));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('CORE (Core file)');
    expect(stdout).toContain('Advanced Micro Devices X86-64');
    expect(stdout).toMatch(
      /LOAD +0x001000 0x0000008000000000 0x0000000000010000 0x002000 0x002000 R E 0x1000/,
    );
    expect(stdout.match(/^ +LOAD /gm)).toHaveLength(5);
  });

  it('reads the extended count of segments', () => {
    const frames = Object.fromEntries(Array.from({ length: 65_535 }, (_, i) => [i * 2, 0]));
    const { stdout, stderr } = readelf('-hlW', write('c.core', image(frames, [], 140_000)));
    expect(stderr).toBe('');
    expect(stdout).toContain('65535 (65535)');
    expect(stdout.match(/^ +LOAD /gm)).toHaveLength(65_535);
  });
});

describe.skipIf(!has('gdb'))('gdb', () => {
  it("reads the kernel's memory at its virtual addresses, and the rest through the physical window", () => {
    const core = write('d.core', IMAGE);
    const ask = (address: string): string[] => ['-ex', `x/2xb ${address}`];
    const output = execFileSync(
      'gdb',
      [
        ...['-nx', '-batch', '-ex', `core-file ${core}`],
        ...['0x8000000ffe', '0x8000001000', '0x8000002000', '0xffffff8000000000', '0x1000000012000'].flatMap(
          ask,
        ),
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const values = [...output.matchAll(/^0x([0-9a-f]+):\s+(0x..)\s+(0x..)$/gm)].map((match) =>
      match.slice(1),
    );
    expect(values).toEqual([
      ['8000000ffe', '0x11', '0x11'],
      ['8000001000', '0x22', '0x22'],
      ['8000002000', '0x44', '0x44'],
      ['ffffff8000000000', '0x11', '0x11'],
      ['1000000012000', '0x33', '0x33'],
    ]);
  });
});
