import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';
import {
  buildReport,
  hashFrames,
  pageRuns,
  reportJson,
  tableRows,
} from '../../../../main/engine/session/report';
import type { ReportSource, Sha256 } from '../../../../main/engine/session/report';
import { reportText, wrap } from '../../../../main/engine/session/report-text';
import type { LoadSummary } from '../../../../shared/load-types';

const NX = 0x8000_0000;

function sha256(): Sha256 {
  const hash = createHash('sha256');
  return { update: (bytes) => void hash.update(bytes), digestHex: () => hash.digest('hex') };
}

/** Two trees under the root in frame 1: entry 1 over frames 2, 3, 4 and entry 511 over frames 5, 6, 7. */
function tables(): BufferMemory {
  const memory = new BufferMemory(64 * 4096);
  const link = (table: number, index: number, frame: number, flags: number, high = 0): void =>
    memory.writeEntry(table, index, ((frame << 12) | flags) >>> 0, high);
  link(1, 1, 2, 3);
  link(2, 0, 3, 7);
  link(3, 0, 4, 3);
  link(4, 0, 16, 1);
  link(4, 1, 17, 1);
  link(1, 511, 5, 3, NX);
  link(5, 511, 6, 3);
  link(6, 511, 7, 3);
  link(6, 5, 0, 0x83);
  link(7, 511, 20, 0x203, NX);
  return memory;
}

const PAGES = [
  { page: 2 ** 27, frame: 16, entryHigh: 0, entryLow: (16 << 12) | 1 },
  { page: 2 ** 27 + 1, frame: 17, entryHigh: 0, entryLow: (17 << 12) | 1 },
  { page: 2 ** 27 + 2, frame: 18, entryHigh: NX, entryLow: (18 << 12) | 1 },
  { page: 2 ** 27 + 4, frame: 19, entryHigh: NX, entryLow: (19 << 12) | 1 },
  { page: 2 ** 35 - 1, frame: 2 ** 31, entryHigh: NX | 8, entryLow: 0x203 },
  { page: 2 ** 35, frame: 2 ** 31 + 1, entryHigh: NX | 8, entryLow: 0x1203 },
];

const SUMMARY: LoadSummary = {
  status: 'ok',
  message: null,
  explanation: null,
  fileSize: 78_344,
  virtualAddressOffset: '549755813888',
  entryPoint: '0x80000010a0',
  tls: { startAddr: '0x8000005000', fileSize: '0x10', memSize: '0x20' },
  opCount: 1234,
  stepCount: 99,
  framesAllocated: 25,
  pagesMapped: 6,
  stages: [
    {
      span: 1,
      kind: 'plan',
      title: 'Plan',
      detail: '5 ops',
      provenance: 'free',
      firstMoment: 1,
      lastMoment: 5,
      status: 'done',
    },
    {
      span: 2,
      kind: 'segment',
      title: 'LOAD 1',
      detail: 'R · 5 pages',
      provenance: 'fileReadOnly',
      firstMoment: 6,
      lastMoment: 9,
      status: 'failed',
    },
    {
      span: 3,
      kind: 'relro',
      title: 'RELRO',
      detail: '',
      provenance: 'free',
      firstMoment: 0,
      lastMoment: 0,
      status: 'unreached',
    },
  ],
  warnings: [
    'The kernel has no .bootloader-config section: the default mappings are used, and this line is long.',
  ],
  kernelAddress: '0x1000000',
  kernelFrames: 20,
  rootTable: '0x1014000',
  physicalSize: '0x140000000',
  loader: '0.11.8',
  machine: 'BIOS, 4 GiB',
  touchedBytes: 184_320,
  loadMilliseconds: 12,
};

function source(summary: Partial<LoadSummary> = {}): ReportSource {
  const memory = tables();
  return {
    rootFrame: 1,
    memory,
    trace: { opCount: 1234 },
    summary: () => ({ ...SUMMARY, ...summary }),
    touchedFrames: () =>
      Array.from({ length: 64 }, (_, frame) => frame).filter((frame) => memory.isTouched(frame)),
    mappedPages: () => PAGES,
  };
}

describe('pageRuns', () => {
  it('merges neighbours of equal flags, sign-extends, and stops at the middle of the address space', () => {
    expect(pageRuns(PAGES)).toEqual([
      ['0x8000000000', '0x10000', 2, '0x1'],
      ['0x8000002000', '0x12000', 1, '0x8000000000000001'],
      ['0x8000004000', '0x13000', 1, '0x8000000000000001'],
      ['0x7ffffffff000', '0x80000000000', 1, '0x8000000000000203'],
      ['0xffff800000000000', '0x80000001000', 1, '0x8000000000000203'],
    ]);
  });

  it('is empty where nothing is mapped', () => {
    expect(pageRuns([])).toEqual([]);
  });
});

describe('tableRows', () => {
  it('lists tables depth first with the flags of the entry above, huge pages left out', () => {
    expect(tableRows(tables(), 1)).toEqual([
      ['0x1000', 4, '0x0'],
      ['0x2000', 3, '0x3'],
      ['0x3000', 2, '0x7'],
      ['0x4000', 1, '0x3'],
      ['0x5000', 3, '0x8000000000000003'],
      ['0x6000', 2, '0x3'],
      ['0x7000', 1, '0x3'],
    ]);
  });
});

describe('hashFrames', () => {
  it('hashes address and bytes of every frame that is not zero', () => {
    const memory = new BufferMemory(64 * 4096);
    memory.writeBytes(3, 4095, Uint8Array.of(1), 0, 1);
    memory.zeroFrame(4);
    memory.writeBytes(9, 0, Uint8Array.of(2), 0, 1);
    const expected = createHash('sha256');
    for (const [frame, offset, value] of [
      [3, 4095, 1],
      [9, 0, 2],
    ] as const) {
      const bytes = Buffer.alloc(8 + 4096);
      bytes.writeBigUInt64LE(BigInt(frame * 4096));
      bytes[8 + offset] = value;
      expected.update(bytes);
    }
    expect(hashFrames(memory, [3, 4, 9], sha256())).toEqual({ count: 2, digest: expected.digest('hex') });
  });
});

describe('buildReport', () => {
  it('has the fields in their order and nothing else', () => {
    const report = buildReport(source(), sha256());
    expect(Object.keys(report)).toEqual([
      'status',
      'message',
      'virtualAddressOffset',
      'entryPoint',
      'tls',
      'framesAllocated',
      'pageRuns',
      'tables',
      'nonZeroFrames',
      'nonZeroFramesSha256',
    ]);
    expect(report).toMatchObject({
      status: 'ok',
      message: null,
      virtualAddressOffset: '549755813888',
      entryPoint: '0x80000010a0',
      tls: { startAddr: '0x8000005000', fileSize: '0x10', memSize: '0x20' },
      framesAllocated: 25,
      nonZeroFrames: 7,
    });
    expect(report.nonZeroFramesSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps the state of a failed load', () => {
    const failed = source({
      status: 'panic',
      message: 'no',
      virtualAddressOffset: null,
      entryPoint: null,
      tls: null,
    });
    expect(buildReport(failed, sha256())).toMatchObject({
      status: 'panic',
      message: 'no',
      entryPoint: null,
      tls: null,
    });
    expect(buildReport(source({ status: 'stopped' }), sha256()).status).toBe('error');
  });
});

describe('reportJson', () => {
  it('is the same object, one run or table a line', () => {
    const report = buildReport(source(), sha256());
    const text = reportJson(report);
    expect(JSON.parse(text)).toEqual(report);
    expect(text).toContain('    ["0x8000000000","0x10000",2,"0x1"],\n');
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(reportJson({ ...report, pageRuns: [] }))).toMatchObject({ pageRuns: [] });
  });
});

describe('reportText', () => {
  it('fits 80 columns and says verdict, facts, stages, mappings and warnings', () => {
    const text = reportText('kernel.elf', source());
    const lines = text.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => / $/.test(line))).toEqual([]);
    expect(text).toMatchInlineSnapshot(`
      "kernel.elf
        The kernel loads.

        Machine   BIOS, 4 GiB
        Loader    bootloader 0.11.8
        File      78,344 bytes at physical 0x1000000 (20 frames)
        Offset    0x8000000000
        Entry     0x80000010a0
        TLS       0x8000005000, 0x10 bytes in the file, 0x20 in memory
        Memory    6 pages mapped, 25 frames allocated, 180 KiB touched
        P4 table  0x1014000
        Trace     99 steps, 1,234 ops

      Stages
        ok    Plan            5 ops
        FAIL  LOAD 1          R · 5 pages
        -     RELRO           not reached

      Mappings
                   virtual         physical        pages  rights
              0x8000000000          0x10000            2  R-X
              0x8000002000          0x12000            1  R--
              0x8000004000          0x13000            1  R--
            0x7ffffffff000    0x80000000000            1  RW-  copied
        0xffff800000000000    0x80000001000            1  RW-  copied

      Warnings
        ! The kernel has no .bootloader-config section: the default mappings are used,
          and this line is long.
      "
    `);
  });

  it('says how a load failed, and why', () => {
    const text = reportText(
      'k.elf',
      source({
        status: 'error',
        message: 'map_to failed',
        explanation: 'Two segments want one page.',
        tls: null,
      }),
    );
    expect(text).toContain('The load fails: map_to failed\n  Two segments want one page.\n');
    expect(text).not.toContain('TLS');
    expect(reportText('k.elf', source({ status: 'panic', message: 'a\n  left: 1' }))).toContain(
      'The loader panics: a\n  left: 1\n',
    );
  });

  it('shows the first runs only', () => {
    const pages = Array.from({ length: 60 }, (_, i) => ({
      page: i * 2,
      frame: i,
      entryHigh: 0,
      entryLow: 1,
    }));
    const text = reportText('k.elf', { ...source(), mappedPages: () => pages });
    expect(text).toContain('… and 12 runs more; --json lists all.');
  });
});

describe('wrap', () => {
  it('breaks at spaces and keeps a word that is too long', () => {
    const word = 'x'.repeat(100);
    expect(wrap(`a ${word} b`, 2)).toEqual(['  a', `  ${word}`, '  b']);
  });
});
