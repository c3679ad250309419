import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { PROBLEM_RULES } from '../../shared/problem-types';
import { buildElf, type ElfSpec } from '../fixtures/elf-builder';
import { SAMPLE_ELF } from '../fixtures/loaded';
import { sarifMistakes } from '../fixtures/sarif-shape';
import { useCommandLine, type Run } from './command-line';

const text = { vaddr: 0x400000, flags: 'rx', filesz: 0x1000 } as const;
const fine: ElfSpec = { segments: [text] };
const warned: ElfSpec = { segments: [{ ...text, flags: 'rwx' }] };
const failing: ElfSpec = { segments: [text, { ...text, vaddr: 0x400800, offset: 0x1800, flags: 'rw' }] };

const { at, run: runCommand } = useCommandLine();
const run = (...args: string[]): Run => runCommand('check', '--config', 'default', ...args);

beforeEach(() => {
  for (const [name, spec] of Object.entries({ fine, warned, failing }))
    writeFileSync(at(name), buildElf(spec));
});

describe('check', () => {
  it('prints what it found in each file, with something to do', () => {
    const { status, stdout, stderr } = run('fine', 'failing');
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toBe(`fine
  loads (bootloader 0.11.8); nothing found.
  passed   21 checks

failing
  fails: map_to failed (bootloader 0.11.8); 1 error.
  error    LOAD 1 and LOAD 2 share page 0x400000 [shared-page]
           step 6: map_to failed: PageAlreadyMapped
           → In the linker script: start each segment on a page of its own:
             before each change of segment:
               . = ALIGN(CONSTANT(MAXPAGESIZE));
  passed   19 checks

2 files: 1 not fine.
`);
    expect(readdirSync(at('tmp'))).toEqual([]);
  });

  it('stays within 80 columns, but for lines to copy', () => {
    writeFileSync(at('sample'), SAMPLE_ELF);
    const { stdout } = run('sample', 'failing', 'warned');
    const long = stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith(' '.repeat(15)));
    expect(long).toEqual([]);
  });

  it('fails for warnings only if it is told to', () => {
    expect(run('warned').status).toBe(0);
    expect(run('warned', '--strict').status).toBe(1);
    expect(run('fine', '--strict').status).toBe(0);
  });

  it('says which file cannot be read, and checks the others', () => {
    const { status, stdout } = run('nothing', 'failing');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^nothing\n {2}cannot be read: nothing does not exist\./);
    expect(stdout).toContain('share page 0x400000');
    expect(stdout).toMatch(/2 files: 2 not fine, 1 of them unreadable\.\n$/);
  });

  it('reads files, no folders and nothing that is empty', () => {
    mkdirSync(at('folder'));
    writeFileSync(at('empty'), '');
    const { status, stdout } = run('folder', 'empty', 'fine');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^folder\n {2}cannot be read: folder is a folder\./);
    expect(stdout).toContain('\nempty\n  cannot be read: empty is empty.');
    expect(stdout).toMatch(/3 files: 2 not fine, 2 of them unreadable\.\n$/);
  });

  it('does not fail a kernel in another language for having no configuration, even if it is strict', () => {
    const { status, stdout } = runCommand('check', '--strict', 'fine');
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining('note     The kernel has no .bootloader-config'),
    ]);
    expect(stdout).toContain('loadscope check KERNEL --config default');
  });

  it('prints all of a mend: alternatives with who takes them, new lines among those that are there', () => {
    expect(run('warned').stdout).toContain(`
           → In the linker script: one segment for code, one for data:
                 PHDRS {
               +   text PT_LOAD FLAGS(5);
               +   data PT_LOAD FLAGS(6);
                 }
`);
    writeFileSync(at('shifted'), buildElf({ segments: [{ ...text, offset: 0x1010, align: 1 }] }));
    expect(run('shifted').stdout).toContain('               -z separate-code       (GNU ld, lld)\n');
  });

  it('checks a file that is no ELF at all', () => {
    writeFileSync(at('text'), 'This is no kernel at all.');
    const { status, stdout } = run('text');
    expect(status).toBe(1);
    expect(stdout).toContain('This is no ELF file [load-failure]');
  });

  it('takes a machine and a loader', () => {
    expect(run('fine', '--loader', '0.11.17').stdout).toContain('(bootloader 0.11.17)');
    expect(run('fine', '--machine', 'nowhere.json').status).toBe(2);
  });

  it.each([
    [[], 'FILE is missing.'],
    [['fine', '--json', '--sarif'], '--json and --sarif exclude each other.'],
    [['fine', '--sariff'], "Unknown option '--sariff'"],
    [['fine', '--loader', '1'], '--loader takes 0.11.8 or 0.11.17'],
  ])('refuses %j', (args, message) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('shows no control characters of a file’s names', () => {
    writeFileSync(
      at('odd'),
      buildElf({ ...warned, sections: [{ name: '.\u001b[2J', bytes: Uint8Array.of(1) }] }),
    );

    expect(run('odd').stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

describe('check --json', () => {
  it('is one object with every file', () => {
    const { status, stdout, stderr } = run('--json', 'warned', 'nothing', 'failing');
    expect(status).toBe(2);
    expect(stderr).toBe('loadscope: nothing does not exist. Check the path.\n');
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      files: [
        {
          path: 'warned',
          status: 'ok',
          message: null,
          problems: [{ rule: 'write-execute', severity: 'warning' }],
          more: [],
        },
        { path: 'nothing', status: 'unreadable', failure: { code: 'file.notFound' } },
        {
          path: 'failing',
          status: 'error',
          message: 'map_to failed',
          problems: [
            {
              id: 'shared-page-1',
              rule: 'shared-page',
              group: 'failure',
              severity: 'error',
              file: { offset: 120, length: 56 },
            },
          ],
        },
      ],
    });
  });
});

describe('check --sarif', () => {
  interface Log {
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      invocations: {
        executionSuccessful: boolean;
        exitCode: number;
        toolExecutionNotifications?: unknown[];
      }[];
      artifacts: { location: { uri: string } }[];
      results: { ruleId: string; level: string; locations: { physicalLocation: object }[] }[];
    }[];
  }
  const log = (...args: string[]): Log => JSON.parse(run('--sarif', ...args).stdout) as Log;

  it('has the shape that SARIF 2.1.0 wants', () => {
    writeFileSync(at('sample'), SAMPLE_ELF);
    expect(sarifMistakes(log('fine', 'failing', 'nothing', 'warned', 'sample'))).toEqual([]);
  });

  it('has all rules, a result for each finding, its bytes', () => {
    const [only] = log('failing').runs;
    expect(only?.tool.driver.rules.map(({ id }) => id)).toEqual(PROBLEM_RULES);
    expect(only?.results).toMatchObject([
      {
        ruleId: 'shared-page',
        ruleIndex: PROBLEM_RULES.indexOf('shared-page'),
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'failing', index: 0 },
              region: { byteOffset: 120, byteLength: 56 },
            },
          },
        ],
      },
    ]);
    expect(only?.invocations).toMatchObject([{ executionSuccessful: true, exitCode: 1 }]);
  });

  it('says what could not be read', () => {
    const [only] = log('nothing').runs;
    expect(only?.invocations).toMatchObject([
      {
        executionSuccessful: false,
        exitCode: 2,
        toolExecutionNotifications: [{ level: 'error', descriptor: { id: 'file.notFound' } }],
      },
    ]);
  });

  it('says how many there are beyond those that are listed', () => {
    const segments = Array.from({ length: 25 }, (_, i) => ({
      ...text,
      vaddr: 0x400000 + i * 0x1000,
      flags: 'rwx',
    }));
    writeFileSync(at('many'), buildElf({ segments }));
    const many = log('many');
    expect(sarifMistakes(many)).toEqual([]);
    const [only] = many.runs;
    expect(only?.results.filter(({ ruleId }) => ruleId === 'write-execute')).toHaveLength(20);
    expect(only?.invocations).toMatchObject([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          {
            level: 'note',
            message: { text: '5 more of write-execute are not listed.' },
            associatedRule: { id: 'write-execute' },
          },
        ],
      },
    ]);
  });

  it.each(['a b%c#d?.elf', 'ä:ö.elf', '\\back.elf'])('writes the address of %s as one', (name) => {
    writeFileSync(at(name), buildElf(fine));
    const uris = log(name, at(name)).runs[0]?.artifacts.map(({ location }) => location.uri);
    expect(fileURLToPath(new URL(uris![0]!, pathToFileURL(at('/'))))).toBe(at(name));
    expect(uris![1]).toBe(pathToFileURL(at(name)).href);
  });
});
