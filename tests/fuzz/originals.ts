import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORPUS } from '../fixtures/corpus';
import { buildElf } from '../fixtures/elf-builder';
import type { Original } from './mutant';

/** Larger files would cost more than they show. */
const MOST_BYTES = 256 * 1024;

/**
 * What mutants are made of: the corpus, kernels by real linkers, the sample kernel.
 *
 * @param root the project's folder
 */
export function originals(root: string): Original[] {
  const read = (...path: string[]): Uint8Array => new Uint8Array(readFileSync(join(root, ...path)));
  const built = CORPUS.map(({ name, elf, machine }) => ({
    name,
    elf: buildElf(elf),
    ...(machine && { machine }),
  }));
  const kernels = ['tests', 'fixtures', 'kernels'];
  const linked = readdirSync(join(root, ...kernels))
    .filter((name) => name.endsWith('.elf'))
    .sort()
    .map((name) => ({ name, elf: read(...kernels, name) }));
  const sample = { name: 'sample-kernel', elf: read('resources', 'sample-kernel', 'sample-kernel.elf') };
  return [...built, ...linked, sample].filter(({ elf }) => elf.length <= MOST_BYTES);
}
