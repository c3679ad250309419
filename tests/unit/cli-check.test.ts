import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROBLEM_RULES } from '../../shared/problem-types';
import { buildCommandLine } from '../built-command-line';
import { buildElf, type ElfSpec } from '../fixtures/elf-builder';
import { SAMPLE_ELF } from '../fixtures/loaded';
import { sarifMistakes } from '../fixtures/sarif-shape';

const text = { vaddr: 0x400000, flags: 'rx', filesz: 0x1000 } as const;
const fine: ElfSpec = { segments: [text] };
const warned: ElfSpec = { segments: [{ ...text, flags: 'rwx' }] };
const failing: ElfSpec = { segments: [text, { ...text, vaddr: 0x400800, offset: 0x1800, flags: 'rw' }] };

let built = '';
let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  built = await buildCommandLine();
}, 60_000);
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-check-test-'));
  mkdirSync(at('tmp'));
  for (const [name, spec] of Object.entries({ fine, warned, failing }))
    writeFileSync(at(name), buildElf(spec));
  return () => rmSync(folder, { recursive: true });
});

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(built, 'cli.cjs'), 'check', '--config', 'default', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: at('tmp') },
  });
}

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

  it.each(['a b%c#d?.elf', 'ä:ö.elf', '\\back.elf'])('writes the address of %s as one', (name) => {
    writeFileSync(at(name), buildElf(fine));
    const uris = log(name, at(name)).runs[0]?.artifacts.map(({ location }) => location.uri);
    expect(fileURLToPath(new URL(uris![0]!, pathToFileURL(`${folder}/`)))).toBe(at(name));
    expect(uris![1]).toBe(pathToFileURL(at(name)).href);
  });
});
