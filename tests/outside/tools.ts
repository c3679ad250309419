/** Programs of others, run on files of ours. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MOST_OUTPUT = 2 ** 28;

/** Whether a program is installed; says loudly what is not checked where it is not. @param args that must succeed */
export function isThere(program: string, checks: string, args = ['--version']): boolean {
  const found = spawnSync(program, args).status === 0;
  if (!found) console.warn(`SKIPPED: ${checks}, as ${program} is not installed, or lacks a part`);
  return found;
}

/** What a program prints. @throws Error where it fails, with its own words */
export function run(program: string, args: readonly string[]): string {
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout, stderr, status } = spawnSync(program, args, {
    encoding: 'utf8',
    env,
    maxBuffer: MOST_OUTPUT,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

/** Gives files of these contents to `use`, and removes them. */
export function withFiles<T>(
  contents: Readonly<Record<string, Uint8Array | string>>,
  use: (pathOf: (name: string) => string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'loadscope-outside-'));
  try {
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
    return use((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a pattern finds in the lines of a text. */
export function linesOf(text: string, pattern: RegExp): string[][] {
  return text.split('\n').flatMap((line) => {
    const match = pattern.exec(line.trim());
    return match === null ? [] : [match.slice(1).map((part) => part ?? '')];
  });
}

/** Lines of `readelf -lW`: type, offset, virtual and physical address, sizes, flags. */
const PROGRAM_HEADER = /^(\w+)\s+0x(\w+) 0x(\w+) 0x(\w+) 0x(\w+) 0x(\w+) ([R ][W ][E ]) \w+$/;

/** A program header as readelf prints it. */
export interface PrintedHeader {
  readonly type: string;
  readonly offset: bigint;
  readonly virt: bigint;
  readonly phys: bigint;
  readonly fileSize: bigint;
  readonly memSize: bigint;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** The program headers of a file. */
export function programHeaders(path: string): PrintedHeader[] {
  return linesOf(run('readelf', ['-lW', path]), PROGRAM_HEADER).map(([type = '', ...rest]) => {
    const [offset, virt, phys, fileSize, memSize] = rest.slice(0, 5).map((digits) => BigInt(`0x${digits}`));
    const flags = rest[5] ?? '';
    return {
      type,
      offset: offset ?? 0n,
      virt: virt ?? 0n,
      phys: phys ?? 0n,
      fileSize: fileSize ?? 0n,
      memSize: memSize ?? 0n,
      writable: flags.includes('W'),
      executable: flags.includes('E'),
    };
  });
}
