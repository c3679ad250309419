/** Our engine against the real loader on Debian's Linux kernel, which is fetched where it can be. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fetchVmlinux } from '../../scripts/fetch-vmlinux.mjs';
import { comparable, oracleAnswer } from './answers';
import { ourAnswer } from './ours';
import { buildOracle } from './run.mjs';

const FETCH_MILLISECONDS = 600_000;

/** The kernel's path, or why there is none. */
function vmlinux(): { path: string } | { reason: string } {
  try {
    return { path: fetchVmlinux() };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

describe("Debian's Linux kernel", { timeout: FETCH_MILLISECONDS }, () => {
  const kernel = vmlinux();
  const program = buildOracle();
  const missing = [kernel, program].map((part) => ('reason' in part ? part.reason : '')).filter(Boolean);
  if (missing.length > 0) console.warn(`SKIPPED: comparison on Debian's Linux kernel, ${missing.join('; ')}`);

  it.skipIf('reason' in kernel)('loads, with its text where Linux is linked to run', () => {
    if ('reason' in kernel) return;
    const elf = new Uint8Array(readFileSync(kernel.path));
    const answer = ourAnswer({ name: 'vmlinux', elf }, true);
    expect(answer['status']).toBe('ok');
    expect(answer['pageRuns']).toContainEqual(['0xffffffff81000000', '0x1200000', expect.any(Number), '0x1']);
  });

  it.skipIf(missing.length > 0).each([true, false])(
    'loads as the real loader loads it, overflow checks: %s',
    (checks) => {
      if ('reason' in kernel) return;
      const input = { name: 'vmlinux', elf: new Uint8Array(readFileSync(kernel.path)) };
      expect(comparable(ourAnswer(input, checks))).toEqual(oracleAnswer(input, checks));
    },
  );
});
