/** What Node and the programs beside this one do for the engine, in the application's worker and the command line's. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createDemangler } from './demangler';
import type * as BuiltDisassembler from './disassembler';
import type { Disassembler } from './engine/session/disassembly/disassembler';
import type { Demangler } from './engine/session/kernel/demangler';
import type { HostFunctions } from './engine/session/workbench';

let disassembler: Disassembler | null = null;
let demangler: Demangler | null = null;

/** The demangler's program, which the build puts beside this one. */
const DEMANGLER = 'demangler.wasm';

/** Made when the first instruction is asked for. */
function loadDisassembler(): Disassembler {
  const load = createRequire(__filename);
  const built = load('./disassembler.cjs') as typeof BuiltDisassembler;
  return built.createDisassembler();
}

/** Native code where there is some. */
export const HOST: HostFunctions = {
  find: (bytes, needle, from) => Buffer.prototype.indexOf.call(bytes, needle, from),
  equal: (a, b) => Buffer.compare(a, b) === 0,
  sha256() {
    const hash = createHash('sha256');
    return { update: (bytes) => void hash.update(bytes), digestHex: () => hash.digest('hex') };
  },
  disassembler: () => (disassembler ??= loadDisassembler()),
  demangler: () => (demangler ??= createDemangler(readFileSync(join(__dirname, DEMANGLER)))),
};
