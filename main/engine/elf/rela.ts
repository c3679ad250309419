/** Bytes of one `Rela<u64>`. */
export const RELA_SIZE = 24;

/** The one relocation type that the loader applies. */
export const R_AMD64_RELATIVE = 8;

/** One `Rela<u64>` in 32-bit halves, read again and again into the same object. */
export class Rela {
  private readonly bytes = new Uint8Array(RELA_SIZE);
  private readonly words = new Uint32Array(this.bytes.buffer);

  /** The raw entry, to be filled before the fields are read. */
  get buffer(): Uint8Array {
    return this.bytes;
  }

  get offsetLow(): number {
    return this.words[0] as number;
  }

  get offsetHigh(): number {
    return this.words[1] as number;
  }

  /** Mirrors `get_type`. */
  get type(): number {
    return this.words[2] as number;
  }

  /** Mirrors `get_symbol_table_index`. */
  get symbolTableIndex(): number {
    return this.words[3] as number;
  }

  get addendLow(): number {
    return this.words[4] as number;
  }

  get addendHigh(): number {
    return this.words[5] as number;
  }
}
