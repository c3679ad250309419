/** What `loadscope --help` prints: at most 80 columns wide. */
export const HELP = `Loadscope: shows how rust-osdev/bootloader loads a kernel ELF.

Usage:
  loadscope report FILE [--json] [OPTIONS]
  loadscope check FILE… [--json|--sarif] [--strict] [OPTIONS]
  loadscope export FILE --format raw|elf-core --out PATH [--moment N] [OPTIONS]
  loadscope search FILE PATTERN [--text|--number|--regex]
                   [--space physical|virtual|file] [--moment N]
                   [--align N] [--limit N] [--json] [OPTIONS]
  loadscope --help | --version

report prints what the load did and the state that it reached.
  --json                    one JSON object instead of text; warnings then go to
                            standard error

check says what is wrong with kernels: why a load fails, what would fail next,
and what succeeds but will not work.
  --json                    one JSON object instead of text
  --sarif                   one SARIF 2.1.0 log instead of text
  --strict                  warnings fail as errors do
  Its exit status: 0 nothing is wrong, 1 there are errors, 2 a file cannot be
  read (the others are checked all the same).

export writes the memory as it is at a moment of the load.
  --format raw              the physical image, a sparse file
  --format elf-core         an ELF core file for readelf, objdump and gdb
  --out PATH                the file to write; an existing one stays until the
                            new one is whole
  --moment N                0 (before the load) up to the last, the default
  Memory that no page maps is in the core file at 0x1000000000000 plus its
  physical address.

search prints where something stands in memory at a moment of the load.
  PATTERN                   hexadecimal, ? for any digit: "de ad ?? e?"
  --text                    PATTERN is text
    --encoding NAME         ascii, latin-1, utf-8 (default), utf-16le, utf-16be
  --number                  PATTERN is a number, e.g. -7, 0x1000 or 1.5
    --kind NAME             unsigned (default), signed or float
    --width N               1, 2, 4 (default) or 8 bytes
    --big-endian            most significant byte first
    --tolerance N           how far off a match may be (default: not at all)
  --regex                   PATTERN is a regular expression over bytes
  --ignore-case             with --text or --regex
  --space physical          the touched physical memory, the default
  --space virtual           what the kernel's page tables map
  --space file              the kernel file
  --range FIRST-LAST        only matches between two addresses
  --mapped                  only what a page shows (physical and file)
  --colour NAME             only matches that begin in it, may be given again:
                            fileCode, bss, copied, relocated, pageTable, ...
  --moment N                as above
  --align N                 only at multiples of N, a power of two up to 4096
  --limit N                 end after N matches (default: 1000)
  --json                    one JSON object instead of a line for each match

Options of all:
  --loader 0.11.8|0.11.17   the loader's version (default: the machine file's,
                            else 0.11.8)
  --machine M.json          memory map, kernel address and so on (default: a PC
                            with 4 GiB, BIOS boot)
  --overflow-checks on|off  whether the loader was built with overflow checks
  --config kernel|default   take mappings from the kernel's .bootloader-config
                            section (default), or leave that section alone

Exit status:
  0    the kernel loads
  1    the load fails as the real loader's would; the report, or the exported
       file, has the state that was reached
  2    wrong usage, or a file that cannot be read or written
  130  interrupted
`;
