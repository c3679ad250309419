/** The built command line, for tests of what it prints: built once a file, run in a folder of its own for each test. */
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { buildCommandLine } from '../built-command-line';

/** What a run left behind. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line of a file of tests. */
export interface CommandLine {
  /** A path in the folder of the test. It has a folder `tmp`, where temporary files go: the test can count them. */
  readonly at: (name?: string) => string;
  /** Runs it to its end. */
  readonly run: (...args: string[]) => Run;
  /** Starts it, for who wants to interrupt it. */
  readonly start: (...args: string[]) => ChildProcessByStdio<null, Readable, Readable>;
}

/** Builds the command line for the tests of a file. */
export function useCommandLine(): CommandLine {
  let built = '';
  let folder = '';
  beforeAll(async () => {
    built = await buildCommandLine();
  }, 60_000);
  afterAll(() => {
    rmSync(built, { recursive: true, force: true });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loadscope-cli-test-'));
    mkdirSync(join(folder, 'tmp'));
    return () => rmSync(folder, { recursive: true });
  });
  const options = () => ({ cwd: folder, env: { ...process.env, TMPDIR: join(folder, 'tmp') } });
  const command = (args: readonly string[]): string[] => [join(built, 'cli.cjs'), ...args];
  return {
    at: (name = '') => join(folder, name),
    run: (...args) => spawnSync(process.execPath, command(args), { ...options(), encoding: 'utf8' }),
    start: (...args) =>
      spawn(process.execPath, command(args), { ...options(), stdio: ['ignore', 'pipe', 'pipe'] }),
  };
}
