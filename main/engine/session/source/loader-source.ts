import type { SourceFile, SourceNote } from '../../../../shared/view-types';
import { assert, defined } from '../../base/assert';

/** The source that the debugger shows is the source that ran: its text is bundled with the code. */
const TEXTS: Readonly<Record<string, string>> = import.meta.glob(
  [
    '../../loader/{load-kernel,segments,copy-on-write,kernel-memory,relocations,relocation-table,load-ranges,relro}.ts',
    '../../loader/{memory-requirements,virtual-address-offset}.ts',
    '../../elf/{elf-file,program-header,dynamic}.ts',
    '../../paging/{mapper,level-4-entries,frame-allocator}.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);

/** What each file mirrors, for the header of the source panel. */
const MIRRORS: Readonly<Record<string, string>> = {
  'load-kernel.ts': 'mirrors Loader, load_kernel.rs',
  'memory-requirements.ts': 'mirrors calc_elf_memory_requirements, load_kernel.rs',
  'segments.ts': 'mirrors handle_load_segment, load_kernel.rs',
  'copy-on-write.ts': 'mirrors make_mut, load_kernel.rs',
  'kernel-memory.ts': 'mirrors copy_from and copy_to, load_kernel.rs',
  'relocations.ts': 'mirrors handle_dynamic_segment, load_kernel.rs',
  'relocation-table.ts': 'mirrors read_relocation, load_kernel.rs',
  'load-ranges.ts': 'mirrors check_is_in_load, load_kernel.rs',
  'relro.ts': 'mirrors handle_relro_segment, load_kernel.rs',
  'virtual-address-offset.ts': 'mirrors VirtualAddressOffset, load_kernel.rs',
  'elf-file.ts': 'mirrors ElfFile and header.rs, crate xmas-elf',
  'program-header.ts': 'mirrors program.rs, crate xmas-elf',
  'dynamic.ts': 'mirrors dynamic.rs, crate xmas-elf',
  'mapper.ts': 'mirrors MappedPageTable, crate x86_64',
  'level-4-entries.ts': 'mirrors UsedLevel4Entries, level_4_entries.rs',
  'frame-allocator.ts': 'mirrors LegacyFrameAllocator, legacy_memory_region.rs',
};

/** A function of the loader in which an op can be. */
export interface SourceFunction {
  readonly file: string;
  readonly name: string;
  /** Upstream's name. */
  readonly upstream: string;
}

/** The loader's source by file name, with the lines of its functions' statements. */
export class LoaderSource {
  private readonly lines = new Map<string, readonly string[]>();
  private readonly found = new Map<string, number>();

  constructor(texts: Readonly<Record<string, string>> = TEXTS) {
    for (const [path, text] of Object.entries(texts)) {
      this.lines.set(path.slice(path.lastIndexOf('/') + 1), text.split('\n'));
    }
  }

  /** File names, in the order of a load. */
  names(): string[] {
    return Object.keys(MIRRORS).filter((name) => this.lines.has(name));
  }

  /** A file for the source panel. */
  file(name: string, stops: readonly number[], notes: readonly SourceNote[] = []): SourceFile {
    const text = defined(this.lines.get(name), `source of ${name}`).join('\n');
    return { name, text, mirrors: MIRRORS[name] ?? '', stops, notes };
  }

  /**
   * 1-based line of the first statement in `fn` that contains `anchor`. A statement is found by its text, so a
   * line number cannot go stale.
   */
  lineOf(fn: SourceFunction, anchor: string): number {
    const key = `${fn.file}\n${fn.name}\n${anchor}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const lines = defined(this.lines.get(fn.file), `source of ${fn.file}`);
    const declaration = declarationOf(fn.name);
    const at = lines.findIndex((line, index) => {
      if (!declaration.test(line)) return false;
      const body = lines.slice(index, bodyEnd(lines, index));
      return body.some((statement) => statement.includes(anchor));
    });
    assert(at >= 0, `no line of ${fn.name} in ${fn.file} contains: ${anchor}`);
    const line = lines.findIndex((statement, index) => index >= at && statement.includes(anchor)) + 1;
    this.found.set(key, line);
    return line;
  }

  /** The lines of a function, 1-based: its comment's first and the brace that closes it. */
  linesOf(fn: SourceFunction): { first: number; last: number } {
    const lines = defined(this.lines.get(fn.file), `source of ${fn.file}`);
    const declaration = declarationOf(fn.name);
    const at = lines.findIndex((line, index) => declaration.test(line) && bodyEnd(lines, index) > index);
    assert(at >= 0, `${fn.file} has no function ${fn.name}`);
    let first = at;
    while (first > 0 && COMMENT.test(lines[first - 1] as string)) first--;
    return { first: first + 1, last: Math.min(bodyEnd(lines, at) + 1, lines.length) };
  }

  /** Name of the function that a 1-based line of a file is in; nothing outside of functions and of known files. */
  functionAt(file: string, line: number): string {
    const lines = this.lines.get(file) ?? [];
    return line >= 1 && line <= lines.length ? functionAt(lines, line - 1) : '';
  }

  /** The statements with `text` in them, each with the function it is in. */
  statementsWith(text: string): { file: string; line: number; fn: string }[] {
    const found: { file: string; line: number; fn: string }[] = [];
    for (const [file, lines] of this.lines) {
      lines.forEach((line, at) => {
        if (!line.includes(text) || COMMENT.test(line)) return;
        found.push({ file, line: at + 1, fn: functionAt(lines, at) });
      });
    }
    return found;
  }
}

/** The first line of a function, a method or a generator; a call or a signature ends with its line. */
function declarationOf(name: string): RegExp {
  return new RegExp(`^(?:(?:export )?function |  (?:private )?(?:static )?\\*?)${name}\\((?!.*;$)`);
}

const COMMENT = /^\s*(\*|\/[/*])/;
const DECLARATION = /^(?:(?:export )?function | {2}(?:private |static )*\*?)(\w+)\((?!.*;$)/;

/** Name of the function or method that a line is in. */
function functionAt(lines: readonly string[], at: number): string {
  for (let index = at; index >= 0; index--) {
    const name = DECLARATION.exec(lines[index] as string)?.[1];
    if (name !== undefined) return name;
  }
  return '';
}

/**
 * Index of the line that closes a declaration: the first brace at its own depth, of a method or a function.
 * An interface's signature has no body: it ends where it begins.
 */
function bodyEnd(lines: readonly string[], declaration: number): number {
  const signatureEnd = lines.findIndex((line, index) => index >= declaration && /[;{]$/.test(line));
  if (lines[signatureEnd]?.endsWith(';') === true) return declaration;
  const closing = lines[declaration]?.startsWith('  ') === true ? '  }' : '}';
  const end = lines.findIndex((line, index) => index > signatureEnd && line.startsWith(closing));
  return end < 0 ? lines.length : end;
}
