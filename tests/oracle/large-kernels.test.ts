/**
 * Our engine against the real loader on kernels too large to be kept: millions of relocations, a bss of 1 GiB, and a
 * kernel in Rust with about 19,000 relocations, which is built here.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildRustKernel } from '../fixtures/rust-kernel.mjs';
import { oracleAnswer } from './answers';
import { buildName } from './builds';
import { committedLargeAnswers, condensed, LARGE_BUILDS, LARGE_KERNELS } from './large-answers';
import { ourAnswer } from './ours';
import { buildOracle } from './run.mjs';

/** A busy machine may take this long for a bss of 1 GiB, which otherwise takes seconds. */
const TEST_MILLISECONDS = 600_000;

const builds = LARGE_BUILDS.map((build) => [buildName(build), build] as const);

const large = LARGE_KERNELS.map((kernel) => [kernel.name, kernel] as const);

describe.each(large)('%s', { timeout: TEST_MILLISECONDS }, (name, kernel) => {
  describe.each(builds)('%s', (_, build) => {
    const program = buildOracle(build.overflowChecks, build.loader);
    const missing = 'reason' in program ? program.reason : null;
    if (missing !== null) console.warn(`SKIPPED: comparison with the real loader itself, ${missing}`);
    const committed = committedLargeAnswers()[name];

    it('loads as the real loader loaded it', () => {
      expect(condensed(ourAnswer({ name, elf: kernel.bytes() }, build))).toEqual(committed);
    });

    it.skipIf(missing !== null)('has committed what the real loader answers', async () => {
      expect(condensed(await oracleAnswer({ name, elf: kernel.bytes() }, build))).toEqual(committed);
    });
  });
});

describe.each(builds)(
  'a kernel in Rust with 19,000 relocations, %s',
  { timeout: TEST_MILLISECONDS },
  (_, build) => {
    const kernel = buildRustKernel();
    const program = buildOracle(build.overflowChecks, build.loader);
    const missing = [kernel, program].map((part) => ('reason' in part ? part.reason : '')).filter(Boolean);
    if (missing.length > 0) console.warn(`SKIPPED: comparison on the Rust kernel, ${missing.join('; ')}`);

    it.skipIf(missing.length > 0)('loads as the real loader loads it', async () => {
      const elf = 'path' in kernel ? new Uint8Array(readFileSync(kernel.path)) : new Uint8Array();
      const answer = ourAnswer({ name: 'rust-kernel', elf }, build);
      expect(answer).toEqual(await oracleAnswer({ name: 'rust-kernel', elf }, build));
      expect(answer['status']).toBe('ok');
    });
  },
);
