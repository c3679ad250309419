/** The port to a disassembler: the engine itself uses no native code. */

/** How an instruction goes on. */
export type Flow =
  | 'next'
  | 'jump'
  | 'conditionalJump'
  | 'indirectJump'
  | 'call'
  | 'indirectCall'
  | 'return'
  | 'interrupt'
  | 'exception'
  | 'transaction';

/** An instruction of x86-64. */
export interface Instruction {
  /** In Intel's syntax, addresses as `0x…` numbers without leading zeros. */
  readonly text: string;
  /** In lower case, e.g. `mov`. */
  readonly mnemonic: string;
  readonly length: number;
  readonly flow: Flow;
  /** Where a direct jump or call leads; else `null`. */
  readonly target: bigint | null;
  /** The address of a memory operand relative to the instruction; else `null`. */
  readonly memory: bigint | null;
  /** Only the kernel may execute it. */
  readonly isPrivileged: boolean;
}

export interface Disassembler {
  /**
   * The instruction that some bytes begin with.
   *
   * @param bytes 15 are always enough
   * @param address where the first byte is executed
   * @returns `null` where they begin with none
   */
  decode(bytes: Uint8Array, address: bigint): Instruction | null;
  /**
   * Lengths of instructions, one behind the other from the first byte on: no text is made, and it is fast.
   *
   * @param bytes what is decoded; behind `end` may be bytes of an instruction that begins before it
   * @param end no instruction begins here or behind it
   * @param lengths receives the length at the first byte of each instruction, 1 for a byte that begins none
   * @param bad receives 1 at bytes that begin none
   * @returns where the last one ends
   */
  measure(bytes: Uint8Array, end: number, lengths: Uint8Array, bad: Uint8Array): number;
}

/** Where bytes are executed. */
export interface CodePlace {
  /**
   * Address of the byte in the kernel's address space; where no page shows it, the one that it would have; `null` for
   * none.
   */
  readonly address: bigint | null;
  /** What forbids to execute it, in words; empty where nothing does. */
  readonly forbidden: string;
  /** The symbol at an address of the kernel, e.g. `main+0x10`. */
  readonly symbolAt: (address: bigint) => string | null;
}
