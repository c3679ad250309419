import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const ROOT = resolve(__dirname, '..');

/** A fresh build of the command line and of the engine worker in a temporary folder, which the caller removes. */
export async function buildCommandLine(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'loadscope-cli-'));
  const building = build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      // What the application's build aims at: a syntax that it would not lower must not pass here.
      target: 'node16.17',
      rolldownOptions: {
        input: {
          cli: join(ROOT, 'main', 'cli.ts'),
          'engine-worker': join(ROOT, 'main', 'engine-worker.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[name]-[hash].cjs' },
      },
    },
  });
  await building.catch((error: unknown) => {
    rmSync(outDir, { recursive: true });
    throw error;
  });
  return outDir;
}
