/** The oracle's timing mode, which the benchmark measures our loads against. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Peer } from '../bench/peer';
import { kernelWithRelocations, kernelWithSegment } from '../fixtures/large-kernels';
import { buildOracle } from './run.mjs';

const program = buildOracle(false, '0.11.8');
const reason = 'reason' in program ? program.reason : null;
if (reason !== null) console.warn(`SKIPPED: the oracle's timing mode, ${reason}`);

describe.skipIf(reason !== null)('the timing mode', () => {
  const path = 'path' in program ? program.path : '';
  let folder: string;
  let peer: Peer | null = null;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'loadscope-time-'));
  });
  afterEach(async () => {
    await peer?.close();
    peer = null;
    rmSync(folder, { recursive: true, force: true });
  });

  function start(elf: Uint8Array): Peer {
    const file = join(folder, 'kernel.elf');
    writeFileSync(file, elf);
    return (peer = Peer.start(path, file));
  }

  it('loads as often as it is told to, whatever the load before has left', async () => {
    const oracle = start(kernelWithRelocations(1000));
    for (const warmth of ['warm', 'cold', 'cold', 'warm', 'warm'] as const) {
      const milliseconds = await oracle.load(warmth);
      expect(milliseconds).toBeGreaterThan(0);
      expect(milliseconds).toBeLessThan(1000);
    }
  });

  it('finds its memory untouched when it is cold', async () => {
    const oracle = start(kernelWithSegment(4096, 64 * 2 ** 20));
    await oracle.load('cold');
    const [cold, warm] = [[], []] as [number[], number[]];
    for (let run = 0; run < 5; run++) {
      warm.push(await oracle.load('warm'));
      cold.push(await oracle.load('cold'));
    }
    // 16,384 pages of the bss that the system has to give, each for the first time.
    expect(Math.min(...cold)).toBeGreaterThan(Math.min(...warm));
  });

  it('says that a kernel does not load', async () => {
    const elf = kernelWithRelocations(1);
    elf.fill(0xff, elf.length - 4096, elf.length - 4096 + 48);
    await expect(start(elf).load('warm')).rejects.toThrow('does not load');
  });

  it('says that the oracle has ended', async () => {
    const oracle = Peer.start(path, join(folder, 'missing.elf'));
    await expect(oracle.load('warm')).rejects.toThrow(/the oracle ended.*missing\.elf/s);
  });
});
