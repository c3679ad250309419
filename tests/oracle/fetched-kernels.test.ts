/** Our engine against the real loader on kernels of Debian's packages, which are fetched where they can be. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fetchKernel } from '../../scripts/fetch-kernels.mjs';
import { comparable } from './answer';
import { oracleAnswer } from './answers';
import { BUILDS, buildName, DEFAULT_BUILD } from './builds';
import { ourAnswer } from './ours';
import { buildOracle } from './run.mjs';

const FETCH_MILLISECONDS = 600_000;

/** Each kernel and the page run that its first segment has to become. */
const KERNELS = [
  // The text where Linux is linked to run.
  ['vmlinux', ['0xffffffff81000000', '0x1200000', expect.any(Number), '0x1']],
  // One segment with everything in it, writable and executable.
  ['xen-syms', ['0xffff82d040200000', '0x1008000', expect.any(Number), '0x3']],
  // The same as ELF32. It lies in the file from 0x80 on: the bytes are shifted, as the headers show in front of them.
  ['xen', ['0x200000', '0x1000000', expect.any(Number), '0x3']],
] as const;

/** A kernel's path, or why there is none. */
function fetched(name: string): { path: string } | { reason: string } {
  try {
    return { path: fetchKernel(name) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

describe.each(KERNELS)('%s', { timeout: FETCH_MILLISECONDS }, (name, firstRun) => {
  const kernel = fetched(name);
  const program = buildOracle();
  const missing = [kernel, program].map((part) => ('reason' in part ? part.reason : '')).filter(Boolean);
  if (missing.length > 0) console.warn(`SKIPPED: comparison on ${name}, ${missing.join('; ')}`);
  const input = (): { name: string; elf: Uint8Array } => {
    if ('reason' in kernel) throw new Error(kernel.reason);
    return { name, elf: new Uint8Array(readFileSync(kernel.path)) };
  };

  it.skipIf('reason' in kernel)('loads, with its first segment where it is linked to run', () => {
    const answer = ourAnswer(input(), DEFAULT_BUILD);
    expect(answer['status']).toBe('ok');
    expect(answer['pageRuns']).toContainEqual(firstRun);
  });

  it.skipIf(missing.length > 0).each(BUILDS.map((build) => [buildName(build), build] as const))(
    'loads as the real loader loads it, %s',
    async (_, build) => {
      expect(comparable(ourAnswer(input(), build))).toEqual(await oracleAnswer(input(), build));
    },
  );
});
