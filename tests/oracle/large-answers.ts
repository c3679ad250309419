/** What must come out of the large kernels, which are generated; the same for every build of the loader. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { kernelWithRelocations, kernelWithSegment } from '../fixtures/large-kernels';
import type { Answer } from './answer';
import { oracleAnswer } from './answers';
import { BUILDS, type Build } from './builds';

const MIB = 2 ** 20;
const PATH = fileURLToPath(new URL('../golden/oracle/large-kernels.json', import.meta.url));

/** A large kernel's name, and how it is made: its bytes are not kept, they are up to 64 MiB. */
export interface LargeKernel {
  readonly name: string;
  readonly bytes: () => Uint8Array;
}

/** The largest that are still kernels somebody could have. */
export const LARGE_KERNELS: readonly LargeKernel[] = [
  { name: '2,000,000-relocations', bytes: () => kernelWithRelocations(2_000_000) },
  { name: 'bss-of-1-gib', bytes: () => kernelWithSegment(4096, 1024 * MIB) },
  { name: 'file-pages-of-64-mib', bytes: () => kernelWithSegment(64 * MIB, 64 * MIB) },
];

/** The builds that are asked: those without overflow checks, as these kernels overflow nothing. */
export const LARGE_BUILDS: readonly Build[] = BUILDS.filter(({ overflowChecks }) => !overflowChecks);

/** An answer with its long lists, of page runs and of tables, as their lengths and hashes: short enough to keep. */
export function condensed(answer: Answer): Answer {
  const entries = Object.entries(answer).map(([field, value]) => {
    if (!Array.isArray(value)) return [field, value] as const;
    const sha256 = createHash('sha256').update(JSON.stringify(value)).digest('hex');
    return [field, { count: value.length, sha256 }] as const;
  });
  return Object.fromEntries(entries);
}

/** The committed answers by name, {@link condensed}. */
export function committedLargeAnswers(): Readonly<Record<string, Answer>> {
  return JSON.parse(readFileSync(PATH, 'utf8')) as Record<string, Answer>;
}

/** Asks the real loader about every large kernel and writes the answers to be committed; the result is the path. */
export async function updateLargeAnswers(): Promise<string> {
  const [build] = LARGE_BUILDS as readonly [Build];
  const answers: [name: string, answer: Answer][] = [];
  for (const { name, bytes } of LARGE_KERNELS) {
    answers.push([name, condensed(await oracleAnswer({ name, elf: bytes() }, build))]);
  }
  const text = JSON.stringify(Object.fromEntries(answers));
  writeFileSync(PATH, await format(text, { parser: 'json', printWidth: 110 }));
  return PATH;
}
