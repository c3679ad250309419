/** The port to a demangler: the engine itself uses no native code. */
export interface Demangler {
  /**
   * A name as its programmer wrote it.
   *
   * @param name bytes of the name as the file has it
   * @returns UTF-8, valid until the next call; `null` where it is no mangled name, or not to be read
   */
  demangle(name: Uint8Array): Uint8Array | null;
}

const UNDERSCORE = 0x5f;
const CPP = 0x5a;
const RUST = 0x52;

/** Whether a name begins like one of C++ or Rust: `_Z…`, `_R…`. */
export function looksMangled(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1];
  return bytes[at] === UNDERSCORE && (second === CPP || second === RUST);
}
