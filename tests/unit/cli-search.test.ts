import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCommandLine } from '../built-command-line';
import { buildElf } from '../fixtures/elf-builder';

let built = '';
let folder = '';

beforeAll(async () => {
  built = await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), 'loadscope-cli-test-'));
  // One page of file content and two of bss in the upper half; no configuration section.
  const segment = {
    vaddr: 0xffff_8000_0000_0000n,
    offset: 0x1000,
    flags: 'rwx',
    filesz: 0x80,
    memsz: 0x3000,
  };
  writeFileSync(join(folder, 'kernel.elf'), buildElf({ segments: [segment] }));
}, 60_000);
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(built, 'cli.cjs'), ...args], { cwd: folder, encoding: 'utf8' });
}

describe('search', () => {
  it('prints where bytes stand in physical memory, and whose memory that is', () => {
    const { status, stdout, stderr } = run('search', 'kernel.elf', '7f', '45', '4c 46 02');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^0x1000000 {2}kernel file, unmapped\n1 match in \d+ bytes of physical memory at moment \d+\.\n$/,
    );
  });

  it('searches what the kernel sees, at any moment', () => {
    const zeros = [
      'search',
      'kernel.elf',
      '00 00 00 00 00 00 00 00',
      '--space',
      'virtual',
      '--align',
      '4096',
    ];
    const after = run(...zeros);
    expect(after.stdout.split('\n').slice(0, 2)).toEqual([
      '0xffff800000001000  0x1007000  LOAD 1 bss',
      '0xffff800000002000  0x1008000  LOAD 1 bss',
    ]);
    expect(run(...zeros, '--moment', '0')).toMatchObject({
      status: 0,
      stdout: 'No match in 0 bytes of virtual memory at moment 0.\n',
    });
  });

  it('searches for text, numbers and regular expressions, in the file too', () => {
    const text = run(
      'search',
      'kernel.elf',
      'elf',
      '--text',
      '--ignore-case',
      '--space',
      'file',
      '--limit',
      '1',
    );
    expect(text.stdout).toMatch(/^0x1 {2}0x1000001 {2}kernel file, unmapped\n/);
    const number = run(
      'search',
      'kernel.elf',
      '0x464c457e',
      '--number',
      '--tolerance',
      '1',
      '--align',
      '4096',
    );
    expect(number.stdout).toMatch(/^0x1000000 {2}kernel file, unmapped\n1 match in /);
    const regex = run(
      'search',
      'kernel.elf',
      '\\x7f[A-Z]+',
      '--regex',
      '--json',
      '--range',
      '0x1000000-0x1000002',
    );
    expect(JSON.parse(regex.stdout)).toMatchObject({
      regex: '\\x7f[A-Z]+',
      ignoreCase: false,
      matches: [{ address: '0x1000000', length: 3 }],
      bytes: 3,
    });
  });

  it('searches only what is asked for', () => {
    const count = (...more: string[]): number => {
      const { stdout } = run(
        'search',
        'kernel.elf',
        '00',
        '--json',
        '--align',
        '64',
        '--limit',
        '100000',
        ...more,
      );
      return (JSON.parse(stdout) as { matches: unknown[] }).matches.length;
    };
    const all = count();
    expect(count('--mapped')).toBeLessThan(all);
    expect(count('--colour', 'bss')).toBeLessThan(all);
    expect(count('--colour', 'pageTable', '--colour', 'bss')).toBeGreaterThan(count('--colour', 'bss'));
  });

  it('ends at the limit and says so', () => {
    const { stdout } = run('search', 'kernel.elf', '00', '--limit', '2');
    const lines = stdout.split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toBe('The first 2 matches; there are more (see --limit).');
  });

  it('prints exactly one JSON object with --json', () => {
    const { status, stdout } = run('search', '--json', 'kernel.elf', '7f454c46', '--moment', '0');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      pattern: '7f454c46',
      space: 'physical',
      moment: 0,
      matches: [
        {
          address: '0x1000000',
          phys: '0x1000000',
          owner: 'kernel file, unmapped',
          provenance: 'fileUnmapped',
        },
      ],
      complete: true,
      bytes: 3 * 4096,
    });
    const none = run('search', '--json', 'kernel.elf', 'de ad be ef de ad');
    expect(JSON.parse(none.stdout)).toMatchObject({ matches: [], complete: true });
  });
});
