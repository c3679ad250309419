/** Real linkers, for kernels that are linked in a test. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isThere, run } from './tools';

/** The folder with sources of kernels. */
const SOURCES = fileURLToPath(new URL('../fixtures/kernels/source/', import.meta.url));

/** For code as kernels have it. */
const FREESTANDING = [
  ...['-std=gnu11', '-O2', '-ffreestanding', '-fno-builtin', '-fno-stack-protector', '-fno-ident'],
  ...['-fno-asynchronous-unwind-tables', '-fcf-protection=none', '-mgeneral-regs-only', '-mno-red-zone'],
];

/** A linker, as findings name it. */
export interface Linker {
  readonly name: 'GNU ld' | 'lld';
  /** How to call it; `null` where it is not installed. */
  readonly command: readonly string[] | null;
}

/** The linkers of this computer; says loudly which ones are missing. @param checks what they are for */
export function findLinkers(checks: string): Linker[] {
  const hasCompiler = isThere('gcc', checks);
  const gnu = hasCompiler && isThere('ld', `${checks}, with GNU ld`) ? ['ld'] : null;
  const lld = hasCompiler ? findLld() : null;
  if (lld === null) console.warn(`SKIPPED: ${checks}, with lld, as it is not installed`);
  return [
    { name: 'GNU ld', command: gnu },
    { name: 'lld', command: lld },
  ];
}

/** On its own, or out of the Rust toolchain. */
function findLld(): string[] | null {
  const sysroot = spawnSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const inRust = join(sysroot, 'lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld');
  const ways = [['ld.lld'], [inRust, '-flavor', 'gnu']];
  return (
    ways.find(([program = '', ...args]) => spawnSync(program, [...args, '--version']).status === 0) ?? null
  );
}

/** Compiles one of the sources. @param object where to */
export function compile(source: string, object: string, options: readonly string[]): void {
  run('gcc', [...FREESTANDING, ...options, '-c', join(SOURCES, source), '-o', object]);
}

/** Links objects. @throws Error with the linker's own words */
export function link({ name, command }: Linker, args: readonly string[]): void {
  if (command === null) throw new Error(`${name} is not installed`);
  const [program = '', ...first] = command;
  const quiet = name === 'GNU ld' ? ['--no-warn-rwx-segments'] : [];
  run(program, [...first, '-nostdlib', '--build-id=none', ...quiet, ...args]);
}
