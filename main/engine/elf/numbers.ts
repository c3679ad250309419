/** Numbers of the ELF format that more than one reader looks for. */

export const PT_LOAD = 1;
export const PT_DYNAMIC = 2;
export const PT_NOTE = 4;
export const PT_TLS = 7;

export const SHT_SYMTAB = 2;
export const SHT_STRTAB = 3;
export const SHT_RELA = 4;
export const SHT_DYNAMIC = 6;
export const SHT_NOTE = 7;
export const SHT_NOBITS = 8;
export const SHT_DYNSYM = 11;

export const SHF_ALLOC = 0x2n;
export const SHF_TLS = 0x400n;

export const STT_SECTION = 3;
export const STT_FILE = 4;
/** Symbols of thread-local storage are offsets in the template, not addresses. */
export const STT_TLS = 6;

export const SHN_UNDEF = 0;
/** Numbers of sections from here on have other meanings: an absolute value is a number, not an address of the kernel. */
export const FIRST_RESERVED_SECTION = 0xff00;
/** The one of them that says that the number stands elsewhere. */
export const SHN_XINDEX = 0xffff;
