import { resolve } from 'node:path';
import { carryDisassembler } from './scripts/carry-disassembler.mjs';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

// The oldest runtime that the application supports is Electron 22 (Node 16.17, Chromium 108); without these
// targets the build would aim at the Electron version in package.json.
const NODE_TARGET = 'node16.17';
const CHROME_TARGET = 'chrome108';
const CHROME_108 = 108 << 16;

/** Rolldown's report on slow plugins says nothing about the product. */
const CHECKS = { pluginTimings: false };

const at = (path: string): string => resolve(__dirname, path);

export default defineConfig({
  main: {
    plugins: [carryDisassembler()],
    build: {
      outDir: at('out/main'),
      target: NODE_TARGET,
      // Bundled whole: the command line runs from out/main/cli.cjs without node_modules.
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        checks: CHECKS,
        input: {
          index: at('main/index.ts'),
          cli: at('main/cli.ts'),
          'engine-worker': at('main/engine-worker.ts'),
          disassembler: at('main/disassembler.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      target: NODE_TARGET,
      // A sandboxed preload script can require nothing but Electron: one file.
      externalizeDeps: false,
      rolldownOptions: {
        checks: CHECKS,
        input: { index: at('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [vue()],
    // Lightning CSS with an explicit target lowers CSS nesting, which Chromium 108 lacks.
    css: { transformer: 'lightningcss', lightningcss: { targets: { chrome: CHROME_108 } } },
    worker: { format: 'es', rolldownOptions: { checks: CHECKS } },
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      target: CHROME_TARGET,
      minify: true,
      cssMinify: 'lightningcss',
      chunkSizeWarningLimit: 8192,
      rolldownOptions: { checks: CHECKS, input: at('renderer/index.html') },
    },
  },
});
