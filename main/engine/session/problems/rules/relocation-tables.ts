/** Relocations that the loader does not see, and tables that it refuses. */
import { hex } from '../../../../../shared/address';
import { DYNAMIC_ENTRY_SIZE } from '../../../elf/dynamic';
import { RELA_SIZE } from '../../../elf/rela';
import { count } from '../../../trace/describe-span';
import {
  dynamicTagName,
  readDynamicTables,
  TAG,
  type DynamicEntry,
  type DynamicTable,
} from '../dynamic-tables';
import { refusedDetail } from '../failure/dynamic-failures';
import { fact, type Finding } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import { flagsMend, mend, noSymbolsMends, rustMends } from '../mends';
import { counted } from '../phrases';
import { RelocationEntry } from '../relocation-entry';
import { relocationTypeName, typeMends } from '../relocation-types';
import type { Rule, RuleContext } from './rule';

/** A pointer to a function that is called through the procedure linkage table. */
const R_JUMP_SLOT = 7;

/** Bytes of a relocation without addend. */
const REL_SIZE = 16n;

/** What the dynamic tables say that the loader passes over, or refuses. */
export const relocationTables: Rule = (context) => {
  const { kernel, findings } = context;
  const tables = readDynamicTables(kernel);
  for (const table of tables) {
    checkRel(context, table);
    checkPlt(context, table);
    checkPartial(context, table);
    checkRefused(context, table);
  }
  if (kernel.headers.length === 0) return;
  const none = tables.length === 0;
  findings.pass('ignored-relocations', none ? 'There is no dynamic table' : 'No relocations are passed over');
  if (!none) findings.pass('refused-relocations', 'The loader knows every tag of the dynamic table');
};

function entryPlace(kernel: KernelFacts, { offset }: DynamicEntry): Pick<Finding, 'place' | 'link' | 'file'> {
  return {
    place: hex(offset),
    link: kernel.fileLink(offset),
    file: kernel.clipped(offset, DYNAMIC_ENTRY_SIZE),
  };
}

function checkRel({ kernel, findings }: RuleContext, { entries }: DynamicTable): void {
  const rel = entries.get(TAG.REL);
  const size = entries.get(TAG.RELSZ)?.value ?? 0n;
  if (rel === undefined || size === 0n) return;
  findings.add('ignored-relocations', () => ({
    group: 'preflight',
    severity: 'warning',
    title: `${counted(size / REL_SIZE, 'relocation')} in DT_REL ${size / REL_SIZE === 1n ? 'is' : 'are'} ignored`,
    consequence: 'pointers keep the values that they have in the file',
    ...entryPlace(kernel, rel),
    detail: {
      what: [
        'The loader looks for DT_RELA, relocations with addends, and passes over DT_REL, those without.',
        'Nothing is relocated: pointers in the kernel’s data still count from address 0.',
      ],
      facts: [fact('DT_REL', kernel.address(rel.value), kernel.link(rel.value)), fact('DT_RELSZ', hex(size))],
      mends: [
        flagsMend('Have the linker write relocations with addends; on x86-64 that is its default.', [
          { flag: '-z rela', note: 'lld' },
        ]),
        ...rustMends(['-zrela']),
      ],
    },
  }));
}

function checkPlt({ kernel, findings }: RuleContext, { entries }: DynamicTable): void {
  const plt = entries.get(TAG.JMPREL);
  const size = entries.get(TAG.PLTRELSZ)?.value ?? 0n;
  if (plt === undefined || size === 0n) return;
  // A linker may let DT_RELA cover them: then they are applied.
  const rela = entries.get(TAG.RELA)?.value;
  const covered = entries.get(TAG.RELASZ)?.value ?? 0n;
  if (rela !== undefined && plt.value >= rela && plt.value + size <= rela + covered) return;
  findings.add('ignored-relocations', () => {
    const first = RelocationEntry.read(kernel, plt.value);
    const number = size / BigInt(RELA_SIZE);
    return {
      group: 'preflight',
      severity: 'warning',
      title: `${counted(number, 'relocation')} of the procedure linkage table ${number === 1n ? 'is' : 'are'} ignored`,
      consequence: 'calls through it jump to wherever the file says',
      ...entryPlace(kernel, plt),
      detail: {
        what: [
          'DT_JMPREL has the relocations of the procedure linkage table (PLT), by which functions are called whose address is found when the program starts.',
          'The loader passes over them, so the table’s pointers keep the values of the file: relative to address 0, or to a dynamic linker that is not there.',
        ],
        facts: [
          fact('DT_JMPREL', kernel.address(plt.value), kernel.link(plt.value)),
          fact('DT_PLTRELSZ', hex(size)),
          ...(first === null
            ? []
            : [fact('Type of the first', relocationTypeName(first.type), kernel.fileLink(first.place))]),
        ],
        // Those of functions that choose functions, or of what needs a dynamic linker otherwise, have mends of their own.
        mends: first === null || first.type === R_JUMP_SLOT ? noSymbolsMends() : typeMends(first.type),
      },
    };
  });
}

function checkPartial({ kernel, findings }: RuleContext, { entries }: DynamicTable): void {
  const size = entries.get(TAG.RELASZ);
  if (size === undefined || !entries.has(TAG.RELA)) return;
  const rest = size.value % BigInt(RELA_SIZE);
  if (rest === 0n) return;
  findings.add('ignored-relocations', () => ({
    group: 'preflight',
    severity: 'warning',
    title: `The last ${counted(rest, 'byte')} of the relocations ${rest === 1n ? 'is' : 'are'} ignored`,
    consequence: 'DT_RELASZ is no whole number of entries',
    ...entryPlace(kernel, size),
    detail: {
      what: [
        `DT_RELASZ says ${count(Number(size.value))} bytes, and an entry has ${RELA_SIZE}: the loader divides and drops the rest.`,
        'A part of an entry is no entry; the table’s size is likely wrong, and entries may be missing.',
      ],
      facts: [fact('DT_RELASZ', hex(size.value), kernel.fileLink(size.offset))],
      mends: [
        mend('Link the kernel again', 'Linkers write whole entries; something has changed the table since.', [
          'readelf -dW KERNEL',
        ]),
      ],
    },
  }));
}

function checkRefused({ kernel, findings, failed }: RuleContext, { refused, header }: DynamicTable): void {
  if (refused === null || failed === null) return;
  const here = failed.failure.stage === 'dynamic' && failed.failure.header?.header.index === header.index;
  if (here && failed.rule === 'refused-relocations') return;
  const { first, count: number } = refused;
  findings.add('refused-relocations', () => ({
    group: 'next',
    severity: 'error',
    title: `The loader refuses ${dynamicTagName(first.tag)}`,
    consequence: 'the load would fail with “Invalid tag value”',
    ...entryPlace(kernel, first),
    detail: {
      ...refusedDetail(first.tag),
      facts: [
        fact('Tag', `${hex(first.tag)} ${dynamicTagName(first.tag)}`, kernel.fileLink(first.offset)),
        fact('Such entries', count(number)),
      ],
    },
  }));
}

/** A kernel that wants a dynamic linker, which nobody is. */
export const needsLinker: Rule = ({ kernel, findings }) => {
  const interpreters = kernel.ofType('Interp');
  const needed = readDynamicTables(kernel).flatMap(({ entries }) => entries.get(TAG.NEEDED) ?? []);
  const [interpreter] = interpreters;
  const [library] = needed;
  if (interpreter !== undefined || library !== undefined) {
    findings.add('needs-linker', () => ({
      group: 'preflight',
      severity: 'warning',
      title: library === undefined ? 'The file names a dynamic linker' : 'The file needs shared libraries',
      consequence: 'nobody loads them',
      place: interpreter === undefined ? hex(library?.offset ?? 0) : `header ${interpreter.index}`,
      link:
        interpreter === undefined
          ? kernel.fileLink(library?.offset ?? -1)
          : kernel.headerLink(interpreter.index),
      file:
        interpreter === undefined
          ? kernel.clipped(library?.offset ?? 0, DYNAMIC_ENTRY_SIZE)
          : kernel.headerPlace(interpreter.index),
      detail: {
        what: [
          'It was linked as a program for an operating system: a dynamic linker is to be started first, and to load the libraries that the file names (DT_NEEDED).',
          'The loader passes over both. What the kernel would find in the libraries is not there.',
        ],
        facts: [
          ...(interpreter === undefined
            ? []
            : [
                fact(
                  'PT_INTERP',
                  interpreterText(kernel, interpreter.offset),
                  kernel.fileLink(Number(interpreter.offset)),
                ),
              ]),
          ...(library === undefined
            ? []
            : [fact('DT_NEEDED', `at ${hex(library.offset)}`, kernel.fileLink(library.offset))]),
        ],
        mends: [
          flagsMend('Link without libraries and without a dynamic linker.', [
            { flag: '-nostdlib -static-pie', note: 'gcc, clang' },
            { flag: '--no-dynamic-linker', note: 'GNU ld, lld' },
          ]),
          ...rustMends(['--no-dynamic-linker', '-nostdlib']),
        ],
      },
    }));
  }
  if (kernel.headers.length > 0)
    findings.pass('needs-linker', 'No dynamic linker and no libraries are needed');
};

/** Longest path that is shown. */
const MOST_PATH = 80;

function interpreterText({ view }: KernelFacts, offset: bigint): string {
  const start = Number(offset);
  const bytes = view.elf.subarray(start, start + MOST_PATH);
  const end = bytes.indexOf(0);
  const text = new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  return text.replace(/[^\x20-\x7e]/g, '?');
}
