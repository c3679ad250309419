/** The kernels that the debugger's end-to-end tests are run with. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { SAMPLE, type Application, type Folders, type LaunchOptions } from './application';
import { KernelFile } from './kernel-file';

/** Relocations of the large kernel: each is a step, most are one operation. */
const MANY = 1_000_000;

/** A kernel under the name that tests of it have. */
export interface Kernel {
  readonly name: string;
  /** Where its file is; a large one is written to the test's own folder. */
  file(folders: Folders): string;
  /** What its file says, read independently. */
  readonly facts: KernelFile;
}

/** Makes a value when it is asked for first. */
function once<T>(make: () => T): () => T {
  let made: readonly [T] | null = null;
  return () => (made ??= [make()])[0];
}

const manyBytes = once(() => Buffer.from(kernelWithRelocations(MANY).buffer));
const manyFacts = once(() => new KernelFile(manyBytes()));
const sampleFacts = once(() => new KernelFile(SAMPLE));

/** The sample, and one with 1,000,000 relocations. */
export const KERNELS: readonly Kernel[] = [
  {
    name: 'sample kernel',
    file: () => SAMPLE,
    get facts() {
      return sampleFacts();
    },
  },
  {
    name: '1,000,000 relocations',
    file({ work }) {
      const path = join(work, 'many-relocations.elf');
      writeFileSync(path, manyBytes());
      return path;
    },
    get facts() {
      return manyFacts();
    },
  },
];

type Launch = (options?: LaunchOptions) => Promise<Application>;

/** Starts the application with a kernel and waits for the end of its load. */
export async function openKernel(kernel: Kernel, launch: Launch, folders: Folders): Promise<Application> {
  const app = await launch({ file: kernel.file(folders) });
  await app.waitFor('ready');
  return app;
}
