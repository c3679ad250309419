/** Programs of ours that run in Node: built as the application is built. */
import { carryDisassembler } from './carry-disassembler.mjs';
import { ROOT } from './paths.mjs';

/**
 * Builds programs with all that they import, but Node's modules and Electron. What users run is built code; a test
 * runner's transformed code is slower.
 *
 * @param {Readonly<Record<string, string>>} entries path of each program's source, by name
 * @param {string} outDir folder for them, which is not cleared: `NAME.cjs` each
 * @returns {Promise<void>}
 * @throws what the build throws
 */
export async function bundle(entries, outDir) {
  const { build } = await import('vite');
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    plugins: [carryDisassembler()],
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      // What the application's build aims at: a syntax that it would not lower must not pass here.
      target: 'node16.17',
      rolldownOptions: {
        external: ['electron'],
        input: { ...entries },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[name]-[hash].cjs' },
      },
    },
  });
}
