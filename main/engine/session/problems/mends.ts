/** Lines that mend a kernel: for linker scripts, for the command line of a linker, for cargo. */
import type { Mend } from '../../../../shared/problem-types';

/** A flag for a linker, and who takes it. */
export interface LinkerFlag {
  readonly flag: string;
  readonly note: string;
}

const plain = (text: string): Mend['lines'][number] => ({ text, added: false, note: '' });
const added = (text: string, note = ''): Mend['lines'][number] => ({ text, added: true, note });

/** Lines of a linker script; those that begin with `+` are new. */
export function scriptMend(words: string, lines: readonly string[]): Mend {
  return {
    title: 'In the linker script',
    words,
    lines: lines.map((line) => (line.startsWith('+') ? added(line.slice(1).trim()) : plain(line))),
  };
}

/** Flags for the linker's command line. */
export function flagsMend(words: string, flags: readonly LinkerFlag[]): Mend {
  return {
    title: 'On the linker’s command line',
    words,
    lines: flags.map(({ flag, note }) => added(flag, note)),
  };
}

/**
 * The same flags for a Rust kernel: in cargo's configuration, and from a build script.
 *
 * @param flags as one argument each, e.g. `-zseparate-loadable-segments`
 */
export function rustMends(flags: readonly string[]): Mend[] {
  const args = flags.map((flag) => `"-Clink-arg=${flag}"`).join(', ');
  return [
    {
      title: 'In .cargo/config.toml',
      words: 'For a Rust kernel; the target is the one that it is built for.',
      lines: [plain('[target.x86_64-unknown-none]'), added(`rustflags = [${args}]`)],
    },
    {
      title: 'Or in build.rs',
      words: 'For one package only.',
      lines: flags.map((flag) => added(`println!("cargo:rustc-link-arg=${flag}");`)),
    },
  ];
}

/** A Rust compiler flag (no linker's) in cargo's configuration. */
export function rustcMend(words: string, flags: readonly string[]): Mend {
  return {
    title: 'In .cargo/config.toml',
    words,
    lines: [
      plain('[target.x86_64-unknown-none]'),
      added(`rustflags = [${flags.map((flag) => `"${flag}"`).join(', ')}]`),
    ],
  };
}

/** Something to do that has lines of its own kind. */
export function mend(title: string, words: string, lines: readonly string[] = []): Mend {
  return { title, words, lines: lines.map((line) => added(line)) };
}

/** Fields of the machine file. */
export function machineMend(words: string, lines: readonly string[]): Mend {
  return mend('In the machine file', words, lines);
}

/** Every segment on pages of its own. */
export function ownPagesMends(before: string, after: string): Mend[] {
  const rule = (name: string): string => `${name} : { *(${name} ${name}.*) }`;
  return [
    scriptMend('Start each segment on a page of its own: before each change of segment.', [
      rule(before),
      '+ . = ALIGN(CONSTANT(MAXPAGESIZE));',
      rule(after),
    ]),
    flagsMend('Without a script: drop -n (--nmagic) and -N (--omagic), and link with', [
      { flag: '-z separate-loadable-segments', note: 'lld' },
      { flag: '-z separate-code', note: 'GNU ld' },
      { flag: '-z max-page-size=4096', note: 'both' },
    ]),
    ...rustMends(['-zseparate-loadable-segments']),
  ];
}

/** No relocations but RELATIVE ones in a plain RELA table. */
export function plainRelocationMends(words: string): Mend[] {
  return [
    flagsMend(words, [
      { flag: '-z nopack-relative-relocs', note: 'GNU ld: no DT_RELR' },
      { flag: '--pack-dyn-relocs=none', note: 'lld: no DT_RELR, no Android packing' },
      { flag: '-z rela', note: 'lld: with addends' },
    ]),
    ...rustMends(['--pack-dyn-relocs=none']),
  ];
}

/** Nothing that is left for a dynamic linker to find. */
export function noSymbolsMends(): Mend[] {
  return [
    flagsMend('Link everything statically, and let no symbol be replaced from outside.', [
      { flag: '-static-pie', note: 'gcc, clang' },
      { flag: '-Bsymbolic', note: 'GNU ld, lld' },
      { flag: '--no-undefined', note: 'names what is missing' },
    ]),
    mend('In the compiler', 'Symbols that nobody outside sees need no name in a relocation.', [
      '-fvisibility=hidden -fno-plt',
    ]),
    ...rustMends(['-Bsymbolic', '--no-undefined']),
  ];
}

/** A kernel that is linked for one address. */
export function staticMends(words: string): Mend[] {
  return [
    flagsMend(words, [{ flag: '-no-pie -static', note: 'gcc, clang' }]),
    rustcMend('For a Rust kernel.', ['-Crelocation-model=static']),
  ];
}
