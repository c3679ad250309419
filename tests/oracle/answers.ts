/** What must come out of the corpus: from the real loader where it can be built, else from the committed answers. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { format } from 'prettier';
import { CORPUS } from '../fixtures/corpus';
import type { MachineJson } from '../fixtures/corpus';
import { buildElf } from '../fixtures/elf-builder';
import { linkedKernels } from '../fixtures/kernels';
import type { Answer } from './answer';
import { BUILDS, DEFAULT_BUILD, type Build } from './builds';
import { OracleProcess } from './oracle-process';
import { buildOracle } from './run.mjs';

/** An ELF file and the machine that it is loaded on. */
export interface Input {
  readonly name: string;
  readonly elf: Uint8Array;
  readonly machine?: MachineJson;
}

const SAMPLE = fileURLToPath(new URL('../../resources/sample-kernel/sample-kernel.elf', import.meta.url));

/** The corpus, the kernels by real linkers and the sample kernel. */
export function inputs(): Input[] {
  const built = CORPUS.map(({ name, elf, machine }) => ({
    name,
    elf: buildElf(elf),
    ...(machine && { machine }),
  }));
  const linked = linkedKernels().map(({ name, elf }) => ({ name, elf }));
  return [...built, ...linked, { name: 'sample-kernel', elf: new Uint8Array(readFileSync(SAMPLE)) }];
}

/**
 * Asks the real loader about inputs, one process for all of them.
 *
 * @throws Error where the oracle cannot be built
 */
export async function oracleAnswers(all: readonly Input[], build: Build): Promise<Answer[]> {
  const program = buildOracle(build.overflowChecks, build.loader);
  if ('reason' in program) throw new Error(`no oracle: ${program.reason}`);
  const process = new OracleProcess(program.path);
  try {
    return await Promise.all(all.map((input) => process.ask(input)));
  } finally {
    process.close();
  }
}

/** Asks the real loader about one input; see {@link oracleAnswers}. */
export async function oracleAnswer(input: Input, build: Build): Promise<Answer> {
  return (await oracleAnswers([input], build))[0] as Answer;
}

type Answers = Readonly<Record<string, Answer>>;

function answersPath({ loader, overflowChecks }: Build): string {
  const name = `${loader}-overflow-checks-${overflowChecks ? 'on' : 'off'}.json`;
  return fileURLToPath(new URL(`../golden/oracle/${name}`, import.meta.url));
}

function readAnswers(build: Build): Answers {
  return JSON.parse(readFileSync(answersPath(build), 'utf8')) as Answers;
}

/**
 * The committed answers by the names of their inputs. Those of the default build are there for every input; of the
 * other builds, only those that they answer otherwise.
 */
export function committedAnswers(build: Build): Answers {
  return { ...readAnswers(DEFAULT_BUILD), ...readAnswers(build) };
}

/** Asks the real loader about every input and writes the answers to be committed; the result is the files' paths. */
export async function updateCommittedAnswers(): Promise<string[]> {
  const all = inputs();
  const asked = [];
  for (const build of BUILDS) {
    const given = await oracleAnswers(all, build);
    asked.push({ build, answers: all.map(({ name }, index) => [name, given[index] as Answer] as const) });
  }
  const reference = new Map(asked.find(({ build }) => build === DEFAULT_BUILD)?.answers);
  const paths: string[] = [];
  for (const { build, answers } of asked) {
    const own = answers.filter(
      ([name, answer]) => build === DEFAULT_BUILD || !isDeepStrictEqual(answer, reference.get(name)),
    );
    const path = answersPath(build);
    mkdirSync(dirname(path), { recursive: true });
    const text = JSON.stringify(Object.fromEntries(own));
    writeFileSync(path, await format(text, { parser: 'json', printWidth: 110 }));
    paths.push(path);
  }
  return paths;
}
