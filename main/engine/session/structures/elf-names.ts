/** Numbers of the ELF format in words; what is not named here is shown as a number. */

type Names = Readonly<Record<number, readonly [name: string, meaning: string]>>;

export const FILE_TYPES: Names = {
  0: ['ET_NONE', 'no type'],
  1: ['ET_REL', 'object file, to be linked'],
  2: ['ET_EXEC', 'executable with fixed addresses'],
  3: ['ET_DYN', 'position-independent executable or shared object'],
  4: ['ET_CORE', 'core dump'],
};

export const MACHINES: Names = {
  0: ['EM_NONE', 'no machine'],
  3: ['EM_386', '32-bit x86'],
  40: ['EM_ARM', '32-bit Arm'],
  62: ['EM_X86_64', '64-bit x86'],
  183: ['EM_AARCH64', '64-bit Arm'],
  243: ['EM_RISCV', 'RISC-V'],
};

export const SEGMENT_TYPES: Names = {
  0: ['PT_NULL', 'unused entry'],
  1: ['PT_LOAD', 'mapped into memory'],
  2: ['PT_DYNAMIC', 'the dynamic table'],
  3: ['PT_INTERP', 'path of a dynamic linker'],
  4: ['PT_NOTE', 'notes'],
  5: ['PT_SHLIB', 'reserved: the loader refuses it'],
  6: ['PT_PHDR', 'this table itself'],
  7: ['PT_TLS', 'template of thread-local storage'],
  0x6474e550: ['PT_GNU_EH_FRAME', 'index of unwind tables'],
  0x6474e551: ['PT_GNU_STACK', 'rights of the stack'],
  0x6474e552: ['PT_GNU_RELRO', 'read-only after relocation'],
  0x6474e553: ['PT_GNU_PROPERTY', 'properties of the program'],
};

export const SECTION_TYPES: Names = {
  0: ['SHT_NULL', 'unused entry'],
  1: ['SHT_PROGBITS', 'code or data of the program'],
  2: ['SHT_SYMTAB', 'all symbols'],
  3: ['SHT_STRTAB', 'strings'],
  4: ['SHT_RELA', 'relocations with addends'],
  5: ['SHT_HASH', 'hash table of symbols'],
  6: ['SHT_DYNAMIC', 'the dynamic table'],
  7: ['SHT_NOTE', 'notes'],
  8: ['SHT_NOBITS', 'zeroed memory without bytes in the file'],
  9: ['SHT_REL', 'relocations without addends'],
  11: ['SHT_DYNSYM', 'symbols for dynamic linking'],
  14: ['SHT_INIT_ARRAY', 'addresses of constructors'],
  15: ['SHT_FINI_ARRAY', 'addresses of destructors'],
  16: ['SHT_PREINIT_ARRAY', 'addresses of early constructors'],
  17: ['SHT_GROUP', 'group of sections'],
  18: ['SHT_SYMTAB_SHNDX', 'section numbers of symbols'],
  19: ['SHT_RELR', 'packed relative relocations'],
  0x6ffffff6: ['SHT_GNU_HASH', 'hash table of symbols, by GNU'],
  0x6ffffffd: ['SHT_GNU_VERDEF', 'versions that are defined'],
  0x6ffffffe: ['SHT_GNU_VERNEED', 'versions that are needed'],
  0x6fffffff: ['SHT_GNU_VERSYM', 'versions of symbols'],
  0x70000001: ['SHT_X86_64_UNWIND', 'unwind tables'],
};

/** Bits of `sh_flags`. */
export const SECTION_FLAGS: readonly (readonly [bit: bigint, name: string, meaning: string])[] = [
  [0x1n, 'WRITE', 'writable'],
  [0x2n, 'ALLOC', 'in memory'],
  [0x4n, 'EXECINSTR', 'executable'],
  [0x10n, 'MERGE', 'duplicates may be merged'],
  [0x20n, 'STRINGS', 'zero-terminated strings'],
  [0x40n, 'INFO_LINK', 'sh_info is a section'],
  [0x80n, 'LINK_ORDER', 'ordered as the linked section'],
  [0x200n, 'GROUP', 'member of a group'],
  [0x400n, 'TLS', 'thread-local'],
  [0x800n, 'COMPRESSED', 'compressed'],
];

export const SYMBOL_TYPES: Names = {
  0: ['NOTYPE', 'no type'],
  1: ['OBJECT', 'data'],
  2: ['FUNC', 'function'],
  3: ['SECTION', 'section'],
  4: ['FILE', 'source file'],
  5: ['COMMON', 'common block'],
  6: ['TLS', 'thread-local variable'],
  10: ['GNU_IFUNC', 'function that chooses a function'],
};

export const SYMBOL_BINDINGS: Names = {
  0: ['LOCAL', 'local'],
  1: ['GLOBAL', 'global'],
  2: ['WEAK', 'weak'],
  10: ['GNU_UNIQUE', 'unique'],
};

export const VISIBILITIES: Names = {
  0: ['DEFAULT', 'visible as its binding says'],
  1: ['INTERNAL', 'internal'],
  2: ['HIDDEN', 'hidden from other objects'],
  3: ['PROTECTED', 'not to be replaced by other objects'],
};

/** What the number of a dynamic entry is: an address of the kernel, bytes, or a mere number. */
export type DynamicValue = 'address' | 'size' | 'number';

export const DYNAMIC_TAGS: Readonly<
  Record<number, readonly [name: string, meaning: string, value: DynamicValue]>
> = {
  0: ['DT_NULL', 'end of the table', 'number'],
  1: ['DT_NEEDED', 'name of a library that is needed', 'number'],
  2: ['DT_PLTRELSZ', 'bytes of the relocations of the PLT', 'size'],
  3: ['DT_PLTGOT', 'the global offset table', 'address'],
  4: ['DT_HASH', 'hash table of symbols', 'address'],
  5: ['DT_STRTAB', 'strings of the symbols', 'address'],
  6: ['DT_SYMTAB', 'symbols', 'address'],
  7: ['DT_RELA', 'relocations, which the loader applies', 'address'],
  8: ['DT_RELASZ', 'bytes of the relocations', 'size'],
  9: ['DT_RELAENT', 'bytes of one relocation', 'size'],
  10: ['DT_STRSZ', 'bytes of the strings', 'size'],
  11: ['DT_SYMENT', 'bytes of one symbol', 'size'],
  12: ['DT_INIT', 'function that initialises', 'address'],
  13: ['DT_FINI', 'function that finishes', 'address'],
  14: ['DT_SONAME', 'name of the library', 'number'],
  15: ['DT_RPATH', 'where to look for libraries', 'number'],
  16: ['DT_SYMBOLIC', 'look here for symbols first', 'number'],
  17: ['DT_REL', 'relocations without addends', 'address'],
  18: ['DT_RELSZ', 'bytes of the relocations without addends', 'size'],
  19: ['DT_RELENT', 'bytes of one relocation without addend', 'size'],
  20: ['DT_PLTREL', 'kind of relocations of the PLT', 'number'],
  21: ['DT_DEBUG', 'for debuggers', 'number'],
  22: ['DT_TEXTREL', 'relocations write to code', 'number'],
  23: ['DT_JMPREL', 'relocations of the PLT', 'address'],
  24: ['DT_BIND_NOW', 'all relocations before the start', 'number'],
  25: ['DT_INIT_ARRAY', 'addresses of constructors', 'address'],
  26: ['DT_FINI_ARRAY', 'addresses of destructors', 'address'],
  27: ['DT_INIT_ARRAYSZ', 'bytes of the addresses of constructors', 'size'],
  28: ['DT_FINI_ARRAYSZ', 'bytes of the addresses of destructors', 'size'],
  29: ['DT_RUNPATH', 'where to look for libraries', 'number'],
  30: ['DT_FLAGS', 'flags', 'number'],
  32: ['DT_PREINIT_ARRAY', 'addresses of early constructors', 'address'],
  33: ['DT_PREINIT_ARRAYSZ', 'bytes of the addresses of early constructors', 'size'],
  34: ['DT_SYMTAB_SHNDX', 'section numbers of symbols', 'address'],
  35: ['DT_RELRSZ', 'bytes of packed relocations', 'size'],
  36: ['DT_RELR', 'packed relative relocations, which the loader refuses', 'address'],
  37: ['DT_RELRENT', 'bytes of one packed relocation', 'size'],
  0x6ffffef5: ['DT_GNU_HASH', 'hash table of symbols, by GNU', 'address'],
  0x6ffffff0: ['DT_VERSYM', 'versions of symbols', 'address'],
  0x6ffffff9: ['DT_RELACOUNT', 'how many relocations are relative', 'number'],
  0x6ffffffb: ['DT_FLAGS_1', 'more flags', 'number'],
};

export const RELOCATION_TYPES: Names = {
  0: ['R_X86_64_NONE', 'nothing'],
  1: ['R_X86_64_64', 'symbol + addend, 64 bits'],
  2: ['R_X86_64_PC32', 'symbol + addend - place, 32 bits'],
  3: ['R_X86_64_GOT32', 'offset in the global offset table, 32 bits'],
  4: ['R_X86_64_PLT32', 'procedure linkage + addend - place, 32 bits'],
  5: ['R_X86_64_COPY', 'copy of a symbol'],
  6: ['R_X86_64_GLOB_DAT', 'address of a symbol'],
  7: ['R_X86_64_JUMP_SLOT', 'address of a function'],
  8: ['R_X86_64_RELATIVE', 'base + addend'],
  9: ['R_X86_64_GOTPCREL', 'offset table entry + addend - place, 32 bits'],
  10: ['R_X86_64_32', 'symbol + addend, 32 bits'],
  11: ['R_X86_64_32S', 'symbol + addend, 32 bits with sign'],
  12: ['R_X86_64_16', 'symbol + addend, 16 bits'],
  13: ['R_X86_64_PC16', 'symbol + addend - place, 16 bits'],
  14: ['R_X86_64_8', 'symbol + addend, 8 bits'],
  15: ['R_X86_64_PC8', 'symbol + addend - place, 8 bits'],
  16: ['R_X86_64_DTPMOD64', 'thread-local module'],
  17: ['R_X86_64_DTPOFF64', 'offset in thread-local storage'],
  18: ['R_X86_64_TPOFF64', 'offset from the thread pointer'],
  19: ['R_X86_64_TLSGD', 'thread-local variable, general'],
  20: ['R_X86_64_TLSLD', 'thread-local variable of the module'],
  21: ['R_X86_64_DTPOFF32', 'offset in thread-local storage, 32 bits'],
  22: ['R_X86_64_GOTTPOFF', 'offset table entry of a thread-local variable'],
  23: ['R_X86_64_TPOFF32', 'offset from the thread pointer, 32 bits'],
  24: ['R_X86_64_PC64', 'symbol + addend - place, 64 bits'],
  25: ['R_X86_64_GOTOFF64', 'offset from the global offset table, 64 bits'],
  26: ['R_X86_64_GOTPC32', 'global offset table - place, 32 bits'],
  32: ['R_X86_64_SIZE32', 'size of a symbol, 32 bits'],
  33: ['R_X86_64_SIZE64', 'size of a symbol, 64 bits'],
  36: ['R_X86_64_TLSDESC', 'descriptor of a thread-local variable'],
  37: ['R_X86_64_IRELATIVE', 'result of the function at base + addend'],
  41: ['R_X86_64_GOTPCRELX', 'as GOTPCREL, may be relaxed'],
  42: ['R_X86_64_REX_GOTPCRELX', 'as GOTPCREL, may be relaxed'],
};

/** Name and meaning of a number; `unknown` in words for one that has no name. */
export function named(names: Names, value: number, unknown = 'unknown'): readonly [string, string] {
  return names[value] ?? [`0x${value.toString(16)}`, unknown];
}
