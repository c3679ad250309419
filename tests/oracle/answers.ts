/** What must come out of the corpus: from the real loader where it can be built, else from the committed answers. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { CORPUS } from '../fixtures/corpus';
import type { MachineJson } from '../fixtures/corpus';
import { buildElf } from '../fixtures/elf-builder';
import { oracle } from './run.mjs';

/** A report as plain data, fields as `loadscope report --json` has them. */
export type Answer = Readonly<Record<string, unknown>>;

/** An ELF file and the machine that it is loaded on. */
export interface Input {
  readonly name: string;
  readonly elf: Uint8Array;
  readonly machine?: MachineJson;
}

const SAMPLE = fileURLToPath(new URL('../../resources/sample-kernel/sample-kernel.elf', import.meta.url));

/** The corpus and the sample kernel. */
export function inputs(): Input[] {
  const built = CORPUS.map(({ name, elf, machine }) => ({
    name,
    elf: buildElf(elf),
    ...(machine && { machine }),
  }));
  return [...built, { name: 'sample-kernel', elf: new Uint8Array(readFileSync(SAMPLE)) }];
}

/** Runs the real loader on an input. */
export function oracleAnswer(input: Input, overflowChecks: boolean): Answer {
  const directory = mkdtempSync(join(tmpdir(), 'loadscope-oracle-'));
  try {
    const elf = join(directory, 'kernel.elf');
    writeFileSync(elf, input.elf);
    if (!input.machine) return oracle(elf, { overflowChecks });
    const machine = join(directory, 'machine.json');
    writeFileSync(machine, JSON.stringify(input.machine));
    return oracle(elf, { overflowChecks, machine });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * An answer without what is not the loader's own: releases of Rust differ in how they print the reason of a failed
 * integer conversion. For comparing answers of two toolchains; the committed ones are those of nightly 1.97.
 */
export function comparable(answer: Answer): Answer {
  const { message } = answer;
  if (typeof message !== 'string') return answer;
  return { ...answer, message: message.replace(/TryFromIntError\(\w+\)/, 'TryFromIntError(())') };
}

function answersPath(overflowChecks: boolean): string {
  const name = `0.11.8-overflow-checks-${overflowChecks ? 'on' : 'off'}.json`;
  return fileURLToPath(new URL(`../golden/oracle/${name}`, import.meta.url));
}

/** The committed answers by the names of their inputs. */
export function committedAnswers(overflowChecks: boolean): Readonly<Record<string, Answer>> {
  return JSON.parse(readFileSync(answersPath(overflowChecks), 'utf8')) as Record<string, Answer>;
}

/** Asks the real loader about every input and writes the answers to be committed; the result is the file's path. */
export async function updateCommittedAnswers(overflowChecks: boolean): Promise<string> {
  const answers = inputs().map((input) => [input.name, oracleAnswer(input, overflowChecks)] as const);
  const text = JSON.stringify(Object.fromEntries(answers));
  const path = answersPath(overflowChecks);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await format(text, { parser: 'json', printWidth: 110 }));
  return path;
}
