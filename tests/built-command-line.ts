import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundle } from '../scripts/bundle.mjs';

const MAIN = resolve(__dirname, '..', 'main');

/** A fresh build of the command line and of the engine worker in a temporary folder, which the caller removes. */
export async function buildCommandLine(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'loadscope-cli-'));
  const entries = {
    cli: join(MAIN, 'cli.ts'),
    'engine-worker': join(MAIN, 'engine-worker.ts'),
    disassembler: join(MAIN, 'disassembler.ts'),
  };
  await bundle(entries, outDir).catch((error: unknown) => {
    rmSync(outDir, { recursive: true });
    throw error;
  });
  return outDir;
}
