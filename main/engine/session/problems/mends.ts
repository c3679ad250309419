/** Lines that mend a kernel: for linker scripts, for the command line of a linker, for cargo. */
import type { Mend } from '../../../../shared/problem-types';

/** A flag for a linker, and who takes it. */
export interface LinkerFlag {
  readonly flag: string;
  readonly note: string;
}

const plain = (text: string): Mend['lines'][number] => ({ text, added: false, note: '' });
const added = (text: string, note = ''): Mend['lines'][number] => ({ text, added: true, note });

/** Lines of a linker script; those that begin with `+` are new. Behind it, a single space is no indentation. */
export function scriptMend(words: string, lines: readonly string[]): Mend {
  return {
    title: 'In the linker script',
    words,
    lines: lines.map((line) =>
      line.startsWith('+') ? added(line.slice(1).replace(/^ (?! )/, '')) : plain(line),
    ),
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

/**
 * Every segment on pages of its own.
 *
 * @param isPacked whether the linker was told not to align segments to pages: then no line of a script mends it alone
 */
export function ownPagesMends(before: string, after: string, isPacked = false): Mend[] {
  const rule = (name: string): string => `${name} : { *(${name} ${name}.*) }`;
  const script = scriptMend('Start each segment on a page of its own: before each change of segment.', [
    rule(before),
    '+ . = ALIGN(CONSTANT(MAXPAGESIZE));',
    rule(after),
  ]);
  const flags = flagsMend(
    `${isPacked ? 'First' : 'Without a script'}: drop -n (--nmagic) and -N (--omagic), and link with`,
    [
      { flag: '-z separate-loadable-segments', note: 'lld' },
      { flag: '-z separate-code', note: 'GNU ld' },
      { flag: '-z max-page-size=4096', note: 'GNU ld, lld' },
    ],
  );
  return [...(isPacked ? [flags, script] : [script, flags]), ...rustMends(['-zseparate-loadable-segments'])];
}

/** Relative relocations that are written out, one by one. */
export function unpackedRelocationMends(words: string): Mend[] {
  return [
    flagsMend(words, [
      { flag: '-z nopack-relative-relocs', note: 'GNU ld' },
      { flag: '--pack-dyn-relocs=none', note: 'lld' },
    ]),
    ...rustMends(['--pack-dyn-relocs=none']),
  ];
}

/** Nothing that is left for a dynamic linker to find. */
export function noSymbolsMends(): Mend[] {
  return [
    flagsMend('Link an executable instead of a shared library (-shared): no symbol of it is replaced.', [
      { flag: '-pie --no-dynamic-linker', note: 'GNU ld, lld' },
      { flag: '-static-pie', note: 'gcc, clang' },
    ]),
    flagsMend('Or let no symbol be replaced from outside, and none be missing.', [
      { flag: '-Bsymbolic', note: 'GNU ld, lld' },
      { flag: '--no-undefined', note: 'GNU ld, lld: names what is missing' },
    ]),
    mend('In the compiler', 'Symbols that nobody outside sees need no name in a relocation.', [
      '-fvisibility=hidden -fno-plt',
    ]),
    ...rustMends(['-pie', '--no-dynamic-linker']),
  ];
}

/** No segment that nothing is in. */
export function noEmptyMends(): Mend[] {
  return [
    scriptMend(
      'Take segments out of PHDRS that no section with bytes is in: GNU ld writes them all the same. What must not be empty can be asserted.',
      ['+ ASSERT(SIZEOF(.data) > 0, "a segment without sections")'],
    ),
  ];
}

/** A kernel that is linked for one address. */
export function staticMends(words: string): Mend[] {
  return [
    flagsMend(words, [{ flag: '-no-pie -static', note: 'gcc, clang' }]),
    rustcMend('For a Rust kernel.', ['-Crelocation-model=static']),
  ];
}
