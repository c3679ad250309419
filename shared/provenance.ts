/** Where a byte of memory comes from. The numbers are what a page's provenance column holds. */
export const PROVENANCE = {
  /** Never touched RAM, or an address with nothing behind it. */
  free: 0,
  /** File bytes mapped read-only. */
  fileReadOnly: 1,
  /** File bytes mapped executable. */
  fileCode: 2,
  /** File bytes mapped writable. */
  fileData: 3,
  /** Zeroed for a bss. */
  bss: 4,
  /** Bytes of a copied frame (copy-on-write, bss edge). */
  copied: 5,
  /** Bytes written by a relocation. */
  relocated: 6,
  /** Page-table entries. */
  pageTable: 7,
  /** Bytes of the kernel file that no page shows. */
  fileUnmapped: 8,
  /** File bytes that kernel and bootloader hand to each other: configuration, TLS template. */
  handedOver: 9,
} as const;

/** Name of a provenance. */
export type ProvenanceName = keyof typeof PROVENANCE;

/** Names in the order of their numbers. */
export const PROVENANCE_NAMES = Object.keys(PROVENANCE) as readonly ProvenanceName[];
