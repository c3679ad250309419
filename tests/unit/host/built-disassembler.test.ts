import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EngineWorker } from '../../../main/host/engine-worker';
import { buildCommandLine } from '../../built-command-line';
import { buildElf } from '../../fixtures/elf-builder';

let built = '';
let folder = '';

beforeAll(async () => {
  built = await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), 'loadscope-disassembler-'));
}, 60_000);
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

it('comes with the build: programs in a folder without packages read instructions', async () => {
  expect(readdirSync(built)).toEqual(
    expect.arrayContaining(['disassembler.cjs', 'iced_x86_bg.wasm', 'demangler.wasm']),
  );
  const path = join(folder, 'k.elf');
  writeFileSync(path, buildElf({ segments: [{ vaddr: 0x1000, flags: 'rx', filesz: 0x1000 }] }));
  const worker = EngineWorker.start(join(built, 'engine-worker.cjs'));
  try {
    await worker.load({ path });
    const rows = await worker.call('inspect.data', { space: 'file', position: 0x1000, moment: 0 });
    const instruction = rows.filter(({ group }) => group === 'instruction');
    // The file begins there with 32 d9.
    expect(instruction.map(({ label, value }) => [label, value])).toEqual([
      ['text', 'xor bl, cl'],
      ['bytes', '32 d9'],
      ['next', '0x1002'],
    ]);
  } finally {
    await worker.close();
  }
});
