import type { ProblemRule } from '../../../../shared/problem-types';

/** What a rule is about, for lists of rules: in outputs for machines, and in the documentation. */
export interface RuleHelp {
  /** One line. */
  readonly title: string;
  /** What it looks at, and why that matters. */
  readonly why: string;
  /** What to do about it in general; findings say more. */
  readonly mend: string;
}

/** Help for every rule. */
export const RULE_HELP: Readonly<Record<ProblemRule, RuleHelp>> = {
  'load-failure': {
    title: 'The load fails',
    why: 'The loader ends with an error or a panic that no other rule is about. The kernel does not start.',
    mend: 'See the finding: it says which header, page or field it was.',
  },
  'shared-page': {
    title: 'Two segments claim one page',
    why: 'The loader maps whole pages of 4 KiB and refuses a page that is mapped already, whatever the rights are.',
    mend: 'Begin each segment on a page of its own: . = ALIGN(CONSTANT(MAXPAGESIZE)) in the linker script, or -z separate-loadable-segments.',
  },
  'incongruent-offset': {
    title: 'Offset and address of a segment do not fit together',
    why: 'They have to leave the same rest modulo the alignment, else the loader refuses the file; with a small alignment it loads, and every byte lies at another address than it was linked for.',
    mend: 'Drop -n and -N, align to pages, and let the linker place the headers.',
  },
  'relro-spill': {
    title: 'RELRO makes its neighbours read-only',
    why: 'The loader rounds GNU_RELRO outwards to whole pages at both ends; writable data on its edge pages faults when it is written. Gaps between sections are no data.',
    mend: 'End RELRO at the end of a page, or link with -z norelro.',
  },
  'relro-unmapped': {
    title: 'RELRO covers a page that is not mapped',
    why: 'The loader panics at the first page of GNU_RELRO that no LOAD has mapped.',
    mend: 'End RELRO with its LOAD, or link with -z norelro.',
  },
  'write-execute': {
    title: 'A segment is writable and executable',
    why: 'Code that can be overwritten can be replaced by an attacker or by a bug.',
    mend: 'Put code and data into segments of their own.',
  },
  'text-relocation': {
    title: 'Relocations write to read-only or executable memory',
    why: 'The loader patches such pages without a word, each in a copy; other loaders refuse them, and the code no longer equals the file.',
    mend: 'Compile position-independent code (-fPIE), and link with -z text.',
  },
  'ignored-relocations': {
    title: 'Relocations are ignored',
    why: 'The loader applies the table of DT_RELA only: DT_REL, DT_JMPREL and a last part of an entry are passed over, and the pointers in question stay wrong.',
    mend: 'Link an executable with -z rela, without a procedure linkage table and without functions that choose functions.',
  },
  'refused-relocations': {
    title: 'The dynamic table has a tag that the loader refuses',
    why: 'Packed relocations (DT_RELR, Android’s) and other unknown tags end the load.',
    mend: 'Link with -z nopack-relative-relocs (GNU ld) or --pack-dyn-relocs=none (lld).',
  },
  'unsupported-relocation': {
    title: 'A relocation of a kind that the loader does not apply',
    why: 'The loader knows R_X86_64_RELATIVE without a symbol, and panics at every other.',
    mend: 'Link an executable (-pie) instead of a shared library, so that no symbol has to be looked up.',
  },
  'relocation-outside': {
    title: 'A relocation outside of every LOAD',
    why: 'The loader refuses to write where no LOAD segment has memory.',
    mend: 'Give the section a LOAD, or discard it.',
  },
  'relocation-spill': {
    title: 'A relocation reaches over the end of its segment',
    why: 'Only the first of its 8 bytes is checked: the rest overwrites what follows, or panics in a page that is not mapped.',
    mend: 'Align what holds pointers to 8 bytes.',
  },
  'entry-not-executable': {
    title: 'The entry point cannot be executed',
    why: 'The kernel is entered in a page that is not mapped, not executable, or holds no code; the loader does not look.',
    mend: 'Name the entry with ENTRY(…) or -e, and keep it in the code.',
  },
  'wrong-machine': {
    title: 'The file is for another processor',
    why: 'The loader does not look at e_machine, and starts the kernel on x86-64.',
    mend: 'Build for x86-64.',
  },
  'wrong-class': {
    title: 'The file is no ELF64 file',
    why: 'ELF32 files are loaded as long as they have no dynamic table, and started in 64-bit mode.',
    mend: 'Link as ELF64.',
  },
  'wrong-byte-order': {
    title: 'The file is big-endian',
    why: 'The loader reads every number as little-endian.',
    mend: 'Build for x86-64.',
  },
  'wrong-abi': {
    title: 'The file was linked for another system',
    why: 'Types of segments, symbols and relocations may mean something else; the loader does not look at EI_OSABI.',
    mend: 'Take a compiler without a system, e.g. x86_64-unknown-none.',
  },
  'segment-at-file-end': {
    title: 'A segment ends with the file, or behind it',
    why: 'The loader wants at least one byte of the file behind every segment, and says “entry point out of range” where there is none.',
    mend: 'Strip less, or append a byte; if bytes are missing, get the whole file.',
  },
  'tls-outside-load': {
    title: 'The TLS template is not in memory',
    why: 'The loader maps nothing for PT_TLS and hands its address to the kernel.',
    mend: 'Put .tdata into a LOAD and into TLS.',
  },
  'several-tls': {
    title: 'More than one TLS segment',
    why: 'The loader gives up at the second.',
    mend: 'Put .tdata and .tbss into one TLS segment.',
  },
  'executable-stack': {
    title: 'An executable stack is asked for',
    why: 'The bootloader ignores GNU_STACK and maps the stack without execution.',
    mend: 'Add .note.GNU-stack to assembly sources, or link with -z noexecstack.',
  },
  'bytes-after-segment': {
    title: 'Bytes of others show behind a segment',
    why: 'The last frame of a segment’s bytes is mapped whole, with the segment’s rights: what follows in the file can be read there. Zeros and the traps that lld fills gaps with are not counted.',
    mend: 'Give each segment pages of its own in the file, where that matters, and fill its last.',
  },
  'bytes-after-memory': {
    title: 'A segment has more bytes in the file than in memory',
    why: 'The loader maps them all the same, and treats them as nobody’s.',
    mend: 'Link the kernel again: no linker writes this.',
  },
  'unaligned-lowest': {
    title: 'The kernel is not moved by whole pages',
    why: 'The lowest address of a position-independent kernel comes to the start of a page; if it was not at the start of one, every byte lies at another address than it was linked for.',
    mend: 'Begin the first LOAD at the start of a page.',
  },
  'empty-load': {
    title: 'A LOAD is empty',
    why: 'The loader may map a page for it, which another segment may want, and release 0.11.8 may panic over it.',
    mend: 'Leave out segments without sections.',
  },
  'needs-linker': {
    title: 'A dynamic linker or shared libraries are needed',
    why: 'Nobody starts the one or loads the others.',
    mend: 'Link with -nostdlib -static-pie and --no-dynamic-linker.',
  },
  config: {
    title: 'The kernel’s own configuration',
    why: 'The section .bootloader-config is missing, cannot be read, or says what this release of the loader does not follow.',
    mend: 'Build against the bootloader_api that belongs to the loader, and keep the section; for a kernel that has none on purpose, check with --config default.',
  },
};
