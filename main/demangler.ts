/**
 * The demangler of C++ and Rust names: crates cpp_demangle and rustc-demangle, by way of WebAssembly (package
 * gecko-profiler-demangle, from which only the WebAssembly is used).
 *
 * A name of 200 bytes can stand for one of gigabytes. So the memory that it may use is bounded before it is made: a name
 * that wants more ends it, and another one is made for the next name.
 */
import type { Demangler } from './engine/session/kernel/demangler';
import { looksMangled } from './engine/session/kernel/demangler';

/** Pages of 64 KiB that the demangler may have: it is made with 17. */
const MOST_PAGES = 64;
/** Longer names are not looked at. */
const MOST_NAME_BYTES = 4096;
/** A file in which so many names were too hard is made to be: from then on only easy ones are tried. */
const MOST_HARD_NAMES = 16;
/** References to parts before in an easy name: what it stands for has at most a few hundred times its own size. */
const MOST_EASY_REFERENCES = 12;
const MEMORY_SECTION = 5;
const [CAPITAL_S, CAPITAL_T, CAPITAL_B] = [0x53, 0x54, 0x42];

/** What the WebAssembly offers, as wasm-bindgen makes it. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  demangle_any(at: number, length: number): readonly [at: number, length: number];
  __wbindgen_malloc(length: number, align: number): number;
  __wbindgen_free(at: number, length: number, align: number): void;
  readonly __wbindgen_export_0: WebAssembly.Table;
  __wbindgen_start(): void;
}

/** @param wasm the package's `index_bg.wasm` */
export function createDemangler(wasm: Uint8Array): Demangler {
  const program = new WebAssembly.Module(withBoundedMemory(wasm, MOST_PAGES));
  let running: Running | null = null;
  let hard = 0;
  return {
    demangle(name) {
      if (name.length > MOST_NAME_BYTES || !looksMangled(name, 0)) return null;
      if (hard >= MOST_HARD_NAMES && references(name) > MOST_EASY_REFERENCES) return null;
      running ??= new Running(start(program));
      try {
        return running.demangle(name);
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
        // What it was doing when it ended is not undone: it is not to be used any more.
        running = null;
        hard++;
        return null;
      }
    },
  };
}

function start(program: WebAssembly.Module): Exports {
  const imports = {
    './index_bg.js': {
      __wbindgen_init_externref_table: () => {
        const table = exports.__wbindgen_export_0;
        const at = table.grow(4);
        table.set(0, undefined);
        [undefined, null, true, false].forEach((value, i) => table.set(at + i, value));
      },
    },
  };
  const exports = new WebAssembly.Instance(program, imports).exports as unknown as Exports;
  exports.__wbindgen_start();
  return exports;
}

/** A demangler at work. */
class Running {
  private bytes: Uint8Array;
  /** The result before, which is given back when the next name comes. */
  private kept: readonly [at: number, length: number] | null = null;

  constructor(private readonly exports: Exports) {
    this.bytes = new Uint8Array(exports.memory.buffer);
  }

  /** The result as it stands in the demangler's memory. */
  demangle(name: Uint8Array): Uint8Array | null {
    const { exports, kept } = this;
    if (kept !== null) exports.__wbindgen_free(kept[0], kept[1], 1);
    this.kept = null;
    const from = exports.__wbindgen_malloc(name.length, 1) >>> 0;
    this.memory().set(name, from);
    this.kept = exports.demangle_any(from, name.length);
    const at = this.kept[0] >>> 0;
    const found = this.memory().subarray(at, at + this.kept[1]);
    return isUnread(found, name) ? null : found;
  }

  /** All of its memory: a new array where it has grown. */
  private memory(): Uint8Array {
    if (this.bytes.length === 0) this.bytes = new Uint8Array(this.exports.memory.buffer);
    return this.bytes;
  }
}

/** Whether a result is the name itself, or what is left of it without its first character. */
function isUnread(found: Uint8Array, name: Uint8Array): boolean {
  const dropped = name.length - found.length;
  if (dropped !== 0 && dropped !== 1) return false;
  for (let i = 0; i < found.length; i++) if (found[i] !== name[i + dropped]) return false;
  return true;
}

/** About how often a name refers to a part before, never too few. */
function references(name: Uint8Array): number {
  let count = 0;
  for (const byte of name) if (byte === CAPITAL_S || byte === CAPITAL_T || byte === CAPITAL_B) count++;
  return count;
}

/**
 * The same program with an upper bound for its memory.
 *
 * @throws Error where it is not built as the pinned release is
 */
function withBoundedMemory(wasm: Uint8Array, mostPages: number): Uint8Array<ArrayBuffer> {
  for (let at = 8; at < wasm.length;) {
    const size = varint(wasm, at + 1);
    const body = at + 1 + size.length;
    if (wasm[at] === MEMORY_SECTION) {
      // One memory, without an upper bound so far.
      if (wasm[body] !== 1 || wasm[body + 1] !== 0) break;
      const least = varint(wasm, body + 2);
      const bounded = [1, 1, ...varintOf(least.value), ...varintOf(mostPages)];
      const parts = [[MEMORY_SECTION], varintOf(bounded.length), bounded].flat();
      const rest = wasm.subarray(body + size.value);
      const out = new Uint8Array(at + parts.length + rest.length);
      out.set(wasm.subarray(0, at));
      out.set(parts, at);
      out.set(rest, at + parts.length);
      return out;
    }
    at = body + size.value;
  }
  throw new Error('the demangler has no memory of its own');
}

/** An unsigned LEB128 number. */
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly length: number } {
  let value = 0;
  for (let length = 0; ; length++) {
    const byte = bytes[at + length] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * length);
    if (byte < 0x80) return { value, length: length + 1 };
  }
}

function varintOf(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varintOf(Math.floor(value / 0x80))];
}
