/** WebAssembly in builds: the disassembler's, which iced-x86 reads from the folder that its code is in, and the demangler's. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** For each file in a build: the package that it is from, its name there, and code that reads it. */
const CARRIED = [
  { name: 'iced_x86_bg.wasm', from: 'iced-x86', file: 'iced_x86_bg.wasm', reader: '/iced-x86/' },
  {
    name: 'demangler.wasm',
    from: 'gecko-profiler-demangle',
    file: 'index_bg.wasm',
    reader: '/main/demangler.ts',
  },
];

/**
 * Puts each file beside the programs of a build where one of them reads it.
 *
 * @returns {import('vite').Plugin}
 */
export function carryDisassembler() {
  return {
    name: 'carry-disassembler',
    generateBundle(_options, outputs) {
      const modules = Object.values(outputs).flatMap((output) =>
        output.type === 'chunk' ? output.moduleIds : [],
      );
      for (const { name, from, file, reader } of CARRIED) {
        if (!modules.some((id) => id.replaceAll('\\', '/').includes(reader))) continue;
        const home = dirname(createRequire(import.meta.url).resolve(`${from}/package.json`));
        this.emitFile({ type: 'asset', fileName: name, source: readFileSync(join(home, file)) });
      }
    },
  };
}
