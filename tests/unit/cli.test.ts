import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { version } from '../../package.json';
import { buildElf } from '../fixtures/elf-builder';
import type { ElfSpec } from '../fixtures/elf-builder';
import { useCommandLine } from './command-line';

/** One page of file content and two of bss in the upper half; no configuration section. */
function smallKernel({ memsz = 0x3000, ...spec }: ElfSpec & { memsz?: number } = {}): Uint8Array {
  const segment = { vaddr: 0xffff_8000_0000_0000n, offset: 0x1000, flags: 'rwx', filesz: 0x80, memsz };
  return buildElf({ segments: [segment], ...spec });
}

const { at, run, start } = useCommandLine();

beforeEach(() => writeFileSync(at('kernel.elf'), smallKernel()));

describe('report', () => {
  it('prints text for people and exits with 0', () => {
    const { status, stdout, stderr } = run('report', 'kernel.elf');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^kernel\.elf\n {2}The kernel loads\.\n/);
    expect(stdout).toContain('0xffff800000000000');
    expect(stdout).toContain('has no .bootloader-config section');
    expect(readdirSync(at('tmp'))).toEqual([]);
  });

  it('prints exactly one JSON object with --json, warnings beside it', () => {
    const { status, stdout, stderr } = run('report', '--json', 'kernel.elf');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'ok',
      message: null,
      virtualAddressOffset: '0',
      entryPoint: '0xffff800000000000',
      tls: null,
      framesAllocated: 6,
      pageRuns: [['0xffff800000000000', '0x1006000', 3, '0x3']],
      tables: [
        ['0x1002000', 4, '0x0'],
        ['0x1003000', 3, '0x3'],
        ['0x1004000', 2, '0x3'],
        ['0x1005000', 1, '0x3'],
      ],
    });
    expect(stderr).toMatch(/^loadscope: warning: [^\n]*\n$/);
  });

  it('says nothing of a configuration that it is told to leave alone', () => {
    expect(run('report', '--json', '--config', 'default', 'kernel.elf').stderr).toBe('');
  });

  it('exits with 1 where the load fails, what is no ELF included', () => {
    writeFileSync(at('text'), 'This is no kernel at all, just a text that is long enough.');
    const text = run('report', 'text', '--json');
    expect(text.status).toBe(1);
    expect(JSON.parse(text.stdout)).toMatchObject({
      status: 'error',
      message: 'Did not find ELF magic number',
    });
    writeFileSync(at('rel.elf'), smallKernel({ type: 'REL' }));
    const relocatable = run('report', 'rel.elf');
    expect(relocatable.status).toBe(1);
    expect(relocatable.stdout).toContain('The loader panics: not implemented');
  });

  it('loads by the release that is asked for, else by the one of the machine file', () => {
    writeFileSync(at('pie.elf'), smallKernel({ type: 'DYN' }));
    const machine = {
      memoryMap: [{ start: '0x100000', length: '0x4000000', kind: 'usable' }],
      kernelAddress: '0x200000',
      mappings: { kernelBase: '0x1000' },
    };
    const entryPoint = (...args: string[]): unknown => {
      const { stdout } = run('report', 'pie.elf', '--json', '--machine', 'm.json', ...args);
      return (JSON.parse(stdout) as Record<string, unknown>)['entryPoint'];
    };
    // Only 0.11.17 knows a kernel base.
    writeFileSync(at('m.json'), JSON.stringify(machine));
    expect(entryPoint()).toBe('0x8000000000');
    expect(entryPoint('--loader', '0.11.17')).toBe('0xffff800000001000');
    writeFileSync(at('m.json'), JSON.stringify({ ...machine, loader: '0.11.17' }));
    expect(entryPoint()).toBe('0xffff800000001000');
    expect(entryPoint('--loader', '0.11.8')).toBe('0x8000000000');
    expect(run('report', 'pie.elf', '--machine', 'm.json').stdout).toContain('bootloader 0.11.17');
  });

  it('takes a machine file', () => {
    const machine = {
      memoryMap: [{ start: '0x100000000', length: '0x100000', kind: 'usable' }],
      kernelAddress: '0x100000000',
      firstFreeFrame: '0x100010000',
    };
    writeFileSync(at('m.json'), JSON.stringify(machine));
    const { status, stdout } = run('report', 'kernel.elf', '--json', '--machine', 'm.json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tables: [
        ['0x100010000', 4, '0x0'],
        ['0x100011000', 3, '0x3'],
        ['0x100012000', 2, '0x3'],
        ['0x100013000', 1, '0x3'],
      ],
    });
    writeFileSync(at('m.json'), JSON.stringify({ ...machine, kernelAddress: '0x100000010' }));
    const unaligned = run('report', 'kernel.elf', '--json', '--machine', 'm.json');
    expect(unaligned.status).toBe(1);
    expect(JSON.parse(unaligned.stdout)).toMatchObject({
      message: 'Loaded kernel ELF file is not sufficiently aligned',
    });
  });
});

describe('errors of ours', () => {
  it.each([
    [[], 'Which command'],
    [['show'], 'There is no command "show"'],
    [['report'], 'FILE is missing'],
    [['report', 'a', 'b'], '"b" is too many'],
    [['report', 'kernel.elf', '--fast'], "Unknown option '--fast'"],
    [['report', 'kernel.elf', '--out', 'x'], "Unknown option '--out'"],
    [['report', 'kernel.elf', '--loader', '0.11.9'], '--loader takes 0.11.8 or 0.11.17, not "0.11.9"'],
    [['report', 'kernel.elf', '--overflow-checks', 'yes'], '--overflow-checks takes on or off, not "yes"'],
    [['report', 'kernel.elf', '--config', 'x'], '--config takes kernel or default'],
    [['report', 'none.elf'], 'none.elf does not exist'],
    [['report', '.'], '. is a folder'],
    [['report', 'kernel.elf', '--machine', 'none.json'], 'none.json does not exist'],
    [['search'], 'FILE is missing'],
    [['search', 'kernel.elf'], 'PATTERN is missing'],
    [['search', 'kernel.elf', 'zz'], '“z” in “zz” is no hexadecimal digit'],
    [['search', 'none.elf', '??'], 'The pattern matches everywhere'],
    [
      ['search', 'kernel.elf', '00', '--space', 'disk'],
      '--space takes physical or virtual or file, not "disk"',
    ],
    [['search', 'kernel.elf', 'a', '--text', '--regex'], '--text and --regex exclude each other'],
    [['search', 'kernel.elf', '00', '--width', '2'], '--width goes with --number'],
    [
      ['search', 'kernel.elf', '300', '--number', '--width', '1'],
      '300 is no unsigned number of 1 byte: those are 0 to 255',
    ],
    [['search', 'kernel.elf', '(a', '--regex'], 'This ( is never closed. It is character 1.'],
    [['search', 'kernel.elf', 'né', '--text', '--encoding', 'ascii'], 'ASCII has no “é”. It is character 2.'],
    [['search', 'kernel.elf', '00', '--range', '9-1'], '--range takes two addresses'],
    [['search', 'kernel.elf', '00', '--colour', 'red'], '--colour takes free or'],
    [['search', 'kernel.elf', '00', '--align', '3'], 'cannot be aligned to 3 bytes'],
    [['search', 'kernel.elf', '00', '--limit', '0'], 'cannot end after 0 matches'],
    [['search', 'kernel.elf', '00', '--limit', 'x'], '--limit takes a whole number, not "x"'],
    [['search', 'kernel.elf', '00', '--moment', '99999', '--json'], 'Moment 99999 does not exist'],
    [['export', 'kernel.elf', '--out', 'x'], 'needs --format raw'],
    [['export', 'kernel.elf', '--format', 'raw'], 'needs --out PATH'],
    [['export', 'kernel.elf', '--format', 'zip', '--out', 'x'], '--format takes raw or elf-core, not "zip"'],
    [['export', 'kernel.elf', '--format', 'raw', '--out', 'x', '--moment', '-1'], 'moment'],
    [
      ['export', 'kernel.elf', '--format', 'raw', '--out', 'x', '--moment', '1e9'],
      '--moment takes a whole number',
    ],
    [
      ['export', 'kernel.elf', '--format', 'raw', '--out', 'x', '--moment', '99999'],
      'Moment 99999 does not exist',
    ],
    [['export', 'kernel.elf', '--format', 'raw', '--out', 'none/x'], 'does not exist'],
    [['export', 'kernel.elf', '--format', 'raw', '--out', 'kernel.elf'], 'is the kernel file itself'],
  ])('exits with 2 and one line at %j', (args, text) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^loadscope: [^\n]*\n$/);
    expect(stderr).toContain(text);
    expect(readdirSync(at()).sort()).toEqual(['kernel.elf', 'tmp']);
    expect(readdirSync(at('tmp'))).toEqual([]);
  });

  it('names every wrong field of a machine file', () => {
    writeFileSync(at('m.json'), '{"memoryMap": [], "kernelAddress": 5, "cpus": 2}');
    const { status, stderr } = run('report', 'kernel.elf', '--machine', 'm.json');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^loadscope: The machine file m\.json has 3 wrong fields: .*memoryMap.*kernelAddress.*cpus/,
    );
  });

  it('refuses a kernel that the machine has no room for', () => {
    const machine = { memoryMap: [{ start: '0x0', length: '0x1000', kind: 'usable' }], kernelAddress: '0x0' };
    writeFileSync(at('m.json'), JSON.stringify(machine));
    const { status, stderr } = run('report', 'kernel.elf', '--machine', 'm.json');
    expect(status).toBe(2);
    expect(stderr).toContain('reaches beyond the end of memory');
  });
});

describe('export', () => {
  it('writes the physical image', () => {
    const { status, stdout } = run('export', 'kernel.elf', '--format', 'raw', '--out', 'out.raw');
    expect([status, stdout]).toEqual([0, 'Wrote out.raw: 5368709120 bytes, raw.\n']);
    const { size, blocks } = statSync(at('out.raw'));
    expect(size).toBe(5 * 2 ** 30);
    expect(blocks * 512).toBeLessThan(2 ** 20);
    expect(readdirSync(at()).sort()).toEqual(['kernel.elf', 'out.raw', 'tmp']);
    expect(readdirSync(at('tmp'))).toEqual([]);
  });

  it('writes a core file of any moment', () => {
    const core = (moment: string): Buffer => {
      const { status } = run(
        'export',
        'kernel.elf',
        '--format',
        'elf-core',
        '--out',
        'a.core',
        '--moment',
        moment,
      );
      expect(status).toBe(0);
      return readFileSync(at('a.core'));
    };
    const before = core('0');
    expect(before.readBigUInt64LE(64 + 16)).toBe(0x1_0000_0100_0000n);
    expect(before.length).toBe(4096 + 3 * 4096);
    run('export', 'kernel.elf', '--format', 'elf-core', '--out', 'a.core');
    const after = readFileSync(at('a.core'));
    expect(after.readBigUInt64LE(64 + 16)).toBe(0xffff_8000_0000_0000n);
    expect(after.readBigUInt64LE(64 + 24)).toBe(0x1006000n);
    expect(after.length).toBe(4096 + 9 * 4096);
  });

  it('writes the state that a failed load reached, and exits with 1', () => {
    const memoryMap = [{ start: '0x100000', length: '0x100000', kind: 'usable' }];
    writeFileSync(at('m.json'), JSON.stringify({ memoryMap, kernelAddress: '0x100000' }));
    writeFileSync(at('bad.elf'), smallKernel({ memsz: 0x10_0000 }));
    const args = ['--format', 'raw', '--out', 'bad.raw', '--machine', 'm.json'];
    const { status, stderr } = run('export', 'bad.elf', ...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^loadscope: the load failed \(.*\); bad\.raw has the state that it reached\.\n$/);
    expect(statSync(at('bad.raw')).size).toBe(2 * 2 ** 20);
  });
});

describe('the process', () => {
  it('prints help and version', () => {
    expect(run('--version')).toMatchObject({ status: 0, stdout: `loadscope ${version}\n` });
    const help = run('report', '--help');
    expect(help.status).toBe(0);
    expect(help.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('does not mind a reader that goes away', async () => {
    const child = start('report', '--json', 'kernel.elf');
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(status).toBe(0);
    expect(stderr).not.toContain('EPIPE');
  });

  it('leaves nothing behind when it is interrupted', async () => {
    writeFileSync(at('slow.elf'), smallKernel({ memsz: 0x8000_0000 }));
    writeFileSync(at('slow.raw'), 'old');
    const child = start('export', 'slow.elf', '--format', 'raw', '--out', 'slow.raw');
    // The export writes to a file of its own first.
    await vi.waitFor(() => expect(readdirSync(at())).toHaveLength(5), { timeout: 20_000, interval: 10 });
    child.kill('SIGINT');
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(status).toBe(130);
    expect(readFileSync(at('slow.raw'), 'latin1')).toBe('old');
    expect(readdirSync(at()).sort()).toEqual(['kernel.elf', 'slow.elf', 'slow.raw', 'tmp']);
    expect(readdirSync(at('tmp'))).toEqual([]);
  }, 30_000);
});
