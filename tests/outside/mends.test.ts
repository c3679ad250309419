/**
 * What findings say would mend a kernel does: kernels with a fault are linked by real linkers, then again with the flags
 * and lines of the linker script that the finding itself has, and the finding is gone.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mend, Problem, ProblemRule } from '../../shared/problem-types';
import { diagnosedFile } from '../fixtures/diagnosed';
import { compile, findLinkers, link, type Linker } from './linkers';
import { run } from './tools';

const [GNU, LLD] = findLinkers('mends of findings') as [Linker, Linker];
const PIE = ['-fpie', '-fvisibility=hidden'];
const OBJECTS: Readonly<Record<string, readonly [source: string, ...options: string[]]>> = {
  'pie.o': ['kernel.c', ...PIE],
  'static.o': ['kernel.c', '-fno-pie'],
  'shared.o': ['kernel.c', '-fpic'],
  'large.o': ['kernel.c', '-fno-pie', '-mcmodel=large'],
  'symbols.o': ['symbols.c', '-fpic'],
  'tls.o': ['tls.c', '-fno-pie'],
};
const EXECUTABLE = ['-pie', '--no-dynamic-linker', 'pie.o'];

/** The lines of a mend that are new, for this linker: notes name who takes a flag. */
function linesFor({ lines }: Mend, { name }: Linker): string[] {
  return lines
    .filter(({ added, note }) => added && (note === '' || new RegExp(`\\b${name}\\b`).test(note)))
    .map(({ text }) => text.trim());
}

function mendOf({ detail }: Problem, title: string): Mend {
  const found = detail.mends.find((mend) => mend.title === title);
  if (found === undefined)
    throw new Error(`no mend "${title}" among ${detail.mends.map((one) => one.title)}`);
  return found;
}

/** Arguments with the flags of a finding, and without those that it tells to drop. */
function withFlags(args: readonly string[], problem: Problem, linker: Linker): string[] {
  const mend = mendOf(problem, 'On the linker’s command line');
  const dropped: readonly string[] = mend.words.match(/(?<=[ (])--?[a-zA-Z]+/g) ?? [];
  const flags = linesFor(mend, linker).flatMap((line) => line.split(' '));
  return [...args.filter((arg) => !dropped.includes(arg)), ...flags];
}

/** The new lines of the linker script that a finding has. */
function scriptLines(problem: Problem, linker: Linker): string[] {
  return linesFor(mendOf(problem, 'In the linker script'), linker);
}

const OUTPUTS = `
  .rela.dyn : { *(.rela.*) } :text
  .dynsym : { *(.dynsym) } :text
  .dynstr : { *(.dynstr) } :text
  .gnu.hash : { *(.gnu.hash) } :text
  .hash : { *(.hash) } :text`;
const REST = `
  .bss : { *(.bss .bss.* COMMON) } :data
  /DISCARD/ : { *(.comment .note* .eh_frame .interp) }`;

/** One segment a kind of section, in a row: with nothing between, they share pages. */
const inARow = (between: string): string => `
ENTRY(_start)
PHDRS { rodata PT_LOAD FLAGS(4); text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); }
SECTIONS {
  . = 0x400000;
  .rodata : { *(.rodata .rodata.*) } :rodata
  ${between}
  .text : { *(.text .text.*) } :text
  ${between}
  .data : { *(.data .data.*) } :data${REST}
}`;

/** A Multiboot kernel's layout, one segment. */
const multiboot = (start: string): string => `
ENTRY(_start)
PHDRS { all PT_LOAD FLAGS(7); }
SECTIONS {
  ${start}
  .text : SUBALIGN(16) { *(.text .text.* .rodata .rodata.* .data .data.*) } :all
  .bss : { *(.bss .bss.* COMMON) } :all
  /DISCARD/ : { *(.comment .note* .eh_frame) }
}`;

/** RELRO in the same segment as what stays writable. */
const withRelro = (between: string): string => `
ENTRY(_start)
PHDRS {
  text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); dynamic PT_DYNAMIC FLAGS(6); relro PT_GNU_RELRO FLAGS(4);
}
SECTIONS {
  . = 0x1000;
  .text : { *(.text .text.* .rodata .rodata.*) } :text${OUTPUTS}
  . = ALIGN(CONSTANT(MAXPAGESIZE));
  .data.rel.ro : { *(.data.rel.ro .data.rel.ro.*) } :data :relro
  .dynamic : { *(.dynamic) } :data :relro :dynamic
  ${between}
  .data : { *(.data .data.*) } :data${REST}
}`;

/** A position-independent kernel whose lowest address is anywhere. */
const beginningAt = (start: string): string => `
ENTRY(_start)
PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); dynamic PT_DYNAMIC FLAGS(6); }
SECTIONS {
  ${start}
  .text : { *(.text .text.* .rodata .rodata.*) } :text${OUTPUTS}
  . = ALIGN(CONSTANT(MAXPAGESIZE));
  .data.rel.ro : { *(.data.rel.ro .data.rel.ro.*) } :data
  .dynamic : { *(.dynamic) } :data :dynamic
  .data : { *(.data .data.*) } :data${REST}
}`;

const withTls = (headers: string, sections: string): string => `
ENTRY(_start)
PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); ${headers} }
SECTIONS {
  . = 0x400000;
  .text : { *(.text .text.* .rodata .rodata.*) } :text
  . = ALIGN(CONSTANT(MAXPAGESIZE));
  .data : { *(.data .data.*) } :data
  ${sections}${REST}
}`;

/** A kernel with a fault. */
interface Faulty {
  readonly title: string;
  readonly rule: ProblemRule;
  readonly linkers: readonly Linker[];
  readonly args: readonly string[];
  /** Its linker script, where it has one; and what becomes of it with the new lines of the finding's. */
  readonly script?: string;
  readonly mended?: (lines: readonly string[]) => string;
}

const BOTH = [GNU, LLD];
const joined = (lines: readonly string[]): string => lines.join('\n  ');

const FAULTY: readonly Faulty[] = [
  {
    title: 'packed relocations',
    rule: 'refused-relocations',
    linkers: [GNU],
    args: [...EXECUTABLE, '-z', 'pack-relative-relocs'],
  },
  {
    title: 'packed relocations of lld',
    rule: 'refused-relocations',
    linkers: [LLD],
    args: [...EXECUTABLE, '--pack-dyn-relocs=relr'],
  },
  {
    title: 'relocations packed for Android',
    rule: 'refused-relocations',
    linkers: [LLD],
    args: [...EXECUTABLE, '--pack-dyn-relocs=android'],
  },
  {
    title: 'relocations without addends',
    rule: 'ignored-relocations',
    linkers: [LLD],
    args: [...EXECUTABLE, '-z', 'rel'],
  },
  {
    title: 'segments packed with -N',
    rule: 'incongruent-offset',
    linkers: BOTH,
    args: ['-N', '-Ttext=0x400000', 'static.o'],
  },
  {
    title: 'segments packed with -N, all rights',
    rule: 'write-execute',
    linkers: BOTH,
    args: ['-N', '-Ttext=0x400000', 'static.o'],
  },
  {
    title: 'segments packed with -n',
    rule: 'shared-page',
    linkers: [LLD],
    args: ['-n', '-Ttext=0x400000', 'static.o'],
  },
  {
    title: 'a first byte behind the headers in the file alone',
    rule: 'incongruent-offset',
    linkers: BOTH,
    args: ['-n', 'static.o'],
    script: multiboot('. = 0x100000;'),
    mended: (lines) => multiboot(joined(lines)),
  },
  {
    title: 'segments in a row',
    rule: 'shared-page',
    linkers: BOTH,
    args: ['static.o'],
    script: inARow(''),
    mended: (lines) => inARow(joined(lines)),
  },
  {
    title: 'RELRO before writable data',
    rule: 'relro-spill',
    linkers: [LLD],
    args: EXECUTABLE,
    script: withRelro(''),
    mended: (lines) => withRelro(joined(lines)),
  },
  {
    title: 'a kernel that begins in the middle of a page',
    rule: 'unaligned-lowest',
    linkers: [LLD],
    args: EXECUTABLE,
    script: beginningAt('. = 0x200;'),
    mended: (lines) => beginningAt(joined(lines)),
  },
  {
    title: 'two TLS segments',
    rule: 'several-tls',
    linkers: BOTH,
    args: ['static.o', 'tls.o'],
    script: withTls(
      'first PT_TLS; second PT_TLS;',
      '.tdata : { *(.tdata) } :data :first .tbss : { *(.tbss) } :data :second',
    ),
    mended: ([header = '', ...sections]) => withTls(header, joined(sections)),
  },
  {
    title: 'symbols that others may replace',
    rule: 'unsupported-relocation',
    linkers: BOTH,
    args: ['-shared', 'shared.o', 'symbols.o'],
  },
  {
    title: 'calls through a procedure linkage table',
    rule: 'ignored-relocations',
    linkers: BOTH,
    args: ['-shared', 'shared.o', 'symbols.o'],
  },
  {
    title: 'an executable stack',
    rule: 'executable-stack',
    linkers: BOTH,
    args: [...EXECUTABLE, '-z', 'execstack'],
  },
  {
    title: 'a dynamic linker',
    rule: 'needs-linker',
    linkers: BOTH,
    args: ['-pie', '--dynamic-linker=/lib/ld.so', 'pie.o'],
  },
  {
    title: 'no entry',
    rule: 'entry-not-executable',
    linkers: BOTH,
    args: [...EXECUTABLE, '-e', '0'],
  },
];

let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-mends-'));
  if (BOTH.every(({ command }) => command === null)) return;
  for (const [object, [source, ...options]] of Object.entries(OBJECTS)) compile(source, at(object), options);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Links a kernel and says what is wrong with it. */
function diagnosedLink(
  linker: Linker,
  args: readonly string[],
  script?: string,
): ReturnType<typeof diagnosedFile> {
  const files = args.map((arg) => (arg.endsWith('.o') ? at(arg) : arg));
  const entry = args.includes('-e') ? [] : ['-e', '_start'];
  if (script !== undefined) writeFileSync(at('kernel.ld'), script);
  const layout = script === undefined ? [] : ['-T', at('kernel.ld')];
  link(linker, ['-s', ...entry, ...layout, ...files, '-o', at('kernel.elf')]);
  return diagnosedFile(new Uint8Array(readFileSync(at('kernel.elf'))));
}

const ROWS = FAULTY.flatMap((one) => one.linkers.map((linker) => ({ ...one, linker })));

describe('a mend takes the fault away', () => {
  it.for(ROWS)('$linker.name: $title ($rule)', (row, { skip }) => {
    const { linker, title, rule, args, script, mended } = row;
    skip(linker.command === null, `${linker.name} is not installed`);
    const [problem] = diagnosedLink(linker, args, script).of(rule);
    if (problem === undefined) throw new Error(`${title} is not found`);
    const { of, view } =
      mended === undefined
        ? diagnosedLink(linker, withFlags(args, problem, linker), script)
        : diagnosedLink(linker, args, mended(scriptLines(problem, linker)));
    expect([of(rule).map((one) => one.title), view.message]).toEqual([[], null]);
  });

  it.skipIf(GNU.command === null)('compiled as position-independent, no code is relocated', () => {
    const link = ['-pie', '--no-dynamic-linker', '-z', 'notext'];
    const [problem] = diagnosedLink(GNU, [...link, 'large.o']).of('text-relocation');
    const line = problem?.detail.mends.find(({ title }) => title === 'In the compiler')?.lines[0]?.text ?? '';
    const [compiler, ...options] = line.split(' ');
    expect(compiler).toBe('gcc');
    compile('kernel.c', at('mended.o'), options);
    expect(diagnosedLink(GNU, [...link, 'mended.o']).of('text-relocation')).toEqual([]);
  });

  it.skipIf(GNU.command === null)('a byte behind the last segment lets a stripped file load', () => {
    diagnosedLink(GNU, EXECUTABLE);
    const stripped = withoutSections(readFileSync(at('kernel.elf')));
    const [problem] = diagnosedFile(stripped).of('segment-at-file-end');
    const mend = problem?.detail.mends.find(({ title }) => title === 'Or add a byte');
    writeFileSync(at('kernel.elf'), stripped);
    run('sh', ['-c', mend?.lines[0]?.text.replace('KERNEL', at('kernel.elf')) ?? 'false']);
    const { of, view } = diagnosedFile(new Uint8Array(readFileSync(at('kernel.elf'))));
    expect([of('segment-at-file-end'), view.message]).toEqual([[], null]);
  });
});

/** A file cut off behind its last segment, as `llvm-strip --strip-sections` writes it. */
function withoutSections(bytes: Buffer): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [headers, size, count] = [Number(view.getBigUint64(32, true)), 56, view.getUint16(56, true)];
  const ends = Array.from({ length: count }, (_, i) => {
    const header = headers + i * size;
    return Number(view.getBigUint64(header + 8, true) + view.getBigUint64(header + 32, true));
  });
  view.setBigUint64(40, 0n, true);
  for (const field of [58, 60, 62]) view.setUint16(field, 0, true);
  return new Uint8Array(bytes.subarray(0, Math.max(...ends)));
}
