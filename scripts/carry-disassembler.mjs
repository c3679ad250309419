/** The disassembler's WebAssembly in builds: iced-x86 reads it from the folder that its code is in. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';

const PACKAGE = 'iced-x86';
const FILE = 'iced_x86_bg.wasm';

/**
 * Puts the file beside the programs of a build where one of them has the disassembler in it.
 *
 * @returns {import('vite').Plugin}
 */
export function carryDisassembler() {
  return {
    name: 'carry-disassembler',
    generateBundle(_options, outputs) {
      const uses = Object.values(outputs).some(
        (output) => output.type === 'chunk' && output.moduleIds.some((id) => id.includes(`/${PACKAGE}/`)),
      );
      if (!uses) return;
      const home = dirname(createRequire(import.meta.url).resolve(PACKAGE));
      this.emitFile({ type: 'asset', fileName: FILE, source: readFileSync(join(home, FILE)) });
    },
  };
}
