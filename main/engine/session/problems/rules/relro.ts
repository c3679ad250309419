import { PAGE_SIZE } from '../../../../../shared/address';
import type { ProblemDetail } from '../../../../../shared/problem-types';
import type { ProgramHeader } from '../../../elf/program-header';
import { fact } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import { flagsMend, mend, rustcMend, rustMends, scriptMend } from '../mends';
import { counted, listed, rangeText } from '../phrases';
import { visitInSteps } from '../steps';
import { refusedHeader, type HeaderDetail } from './refused-header';
import type { LongRule, RuleContext } from './rule';

/** Pages of a RELRO segment, `first` to `end` (excluded): it is rounded outwards at both ends. */
interface Pages {
  readonly first: number;
  readonly end: number;
}

/** Bytes of the file's addresses that lose WRITABLE although RELRO does not ask for them. */
interface Spill {
  readonly start: bigint;
  readonly end: bigint;
}

function pagesOf(kernel: KernelFacts, { virtualAddr, memSize }: ProgramHeader): Pages {
  const first = kernel.pageOf(virtualAddr);
  const last = kernel.pageOf(virtualAddr + memSize - 1n);
  return { first, end: memSize === 0n && kernel.pageOf(virtualAddr - 1n) < first ? first : last + 1 };
}

/** A RELRO segment over pages that nobody maps. */
export function relroDetail(kernel: KernelFacts, header: ProgramHeader): HeaderDetail {
  const { first, end } = pagesOf(kernel, header);
  const gap = kernel.pages.firstGap(first, end);
  return {
    title: `RELRO covers page ${gap === null ? kernel.pageText(first) : kernel.pageText(gap)}, which is not mapped`,
    what: [
      'After the relocations, the loader makes every page of a GNU_RELRO segment read-only, rounded outwards to whole pages, and panics at a page that no LOAD has mapped.',
      header.memSize === 0n
        ? 'This one is empty, and it does not begin at the start of a page: the page of its address is looked at all the same.'
        : 'The segment reaches beyond the LOAD that it protects, or names other addresses.',
    ],
    facts: [
      fact(
        'RELRO',
        `${kernel.address(header.virtualAddr)}, ${counted(header.memSize, 'byte')}`,
        kernel.headerLink(header.index),
      ),
      fact('Pages', `${kernel.pageText(first)}, ${counted(Math.max(0, end - first), 'page')}`),
      ...(gap === null ? [] : [fact('Not mapped', kernel.pageText(gap))]),
    ],
    mends: withoutRelroMends('End RELRO with the LOAD, or do without it.'),
  };
}

function withoutRelroMends(words: string): ProblemDetail['mends'] {
  return [
    flagsMend(words, [{ flag: '-z norelro', note: 'GNU ld, lld: nothing is made read-only' }]),
    rustcMend('For a Rust kernel.', ['-Crelro-level=off']),
    ...rustMends(['-znorelro']).slice(1),
  ];
}

/** RELRO over unmapped pages, and what else loses WRITABLE on its edge pages. */
export const relro: LongRule = function* (context) {
  const { kernel, findings } = context;
  const headers = kernel.ofType('GnuRelro');
  yield* visitInSteps(headers, (header) => {
    checkMapped(context, header);
    checkSpill(context, header);
  });
  if (kernel.headers.length === 0) return;
  const [first] = headers;
  if (first === undefined) {
    findings.pass('relro-unmapped', 'There is no RELRO segment');
    return;
  }
  const link = kernel.headerLink(first.index);
  findings.pass('relro-unmapped', 'Every page of RELRO is mapped', link);
  findings.pass('relro-spill', 'RELRO ends where its pages end', link);
};

function checkMapped({ kernel, findings, failed }: RuleContext, header: ProgramHeader): void {
  if (failed === null || failed.finding.place === `header ${header.index}`) return;
  const { first, end } = pagesOf(kernel, header);
  if (kernel.loads.length === 0 || kernel.pages.firstGap(first, end) === null) return;
  findings.add('relro-unmapped', () =>
    refusedHeader(kernel, header.index, relroDetail(kernel, header), 'the loader would panic here'),
  );
}

/** Writable memory on the edge pages of a RELRO segment, that no RELRO segment asks for. */
function spillsOf(kernel: KernelFacts, header: ProgramHeader): Spill[] {
  if (header.memSize === 0n) return [];
  const start = header.virtualAddr;
  const end = start + header.memSize;
  const inPage = (address: bigint): bigint => BigInt.asUintN(12, address + kernel.base);
  const page = BigInt(PAGE_SIZE);
  const edges: Spill[] = [
    { start: start - inPage(start), end: start },
    { start: end, end: end + ((page - inPage(end)) % page) },
  ];
  return edges.flatMap((edge) => writableIn(kernel, edge));
}

/** Most ranges of a spill that are listed; hostile files have thousands of LOADs in a page. */
const MOST_RANGES = 8;

/** The parts of a range, which lies in one page, that are memory of a writable LOAD. */
function writableIn({ writable }: KernelFacts, { start, end }: Spill): Spill[] {
  if (end <= start) return [];
  const low = Number(BigInt.asUintN(48, start));
  const high = low + Number(end - start);
  return writable.within(low, high, MOST_RANGES).map((run) => ({
    start: start + BigInt(Math.max(run.start, low) - low),
    end: start + BigInt(Math.min(run.end, high) - low),
  }));
}

/** Whether nothing but gaps between sections is concerned, where it is known what sections there are. */
function isPadding(
  kernel: KernelFacts,
  { virtualAddr, memSize }: ProgramHeader,
  spills: readonly Spill[],
): boolean {
  if (kernel.sectionsIn(virtualAddr, virtualAddr + memSize, 1).length === 0) return false;
  return spills.every(({ start, end }) => kernel.sectionsIn(start, end, 1).length === 0);
}

function checkSpill({ kernel, findings }: RuleContext, header: ProgramHeader): void {
  const spills = spillsOf(kernel, header);
  if (spills.length === 0 || isPadding(kernel, header, spills)) return;
  findings.add('relro-spill', () => {
    const bytes = spills.reduce((sum, { start, end }) => sum + end - start, 0n);
    const sections = [
      ...new Set(spills.slice(0, MOST_RANGES).flatMap(({ start, end }) => kernel.sectionsIn(start, end))),
    ];
    const into = sections.length > 0 ? listed(sections, 2) : 'its neighbours';
    const first = spills[0] as Spill;
    return {
      group: 'preflight',
      severity: 'warning',
      title: `RELRO spills into ${into}`,
      consequence: `${counted(bytes, 'byte')}${sections.length > 0 ? ` of ${into}` : ''} ${bytes === 1n ? 'turns' : 'turn'} read-only`,
      place: kernel.address(first.start),
      link: kernel.link(first.start),
      file: kernel.headerPlace(header.index),
      detail: {
        what: [
          'The loader makes RELRO read-only after the relocations, and rounds it outwards to whole pages at both ends.',
          'So its neighbours on the edge pages lose WRITABLE too: the first write to them faults, long after the load.',
          `${counted(bytes, 'byte')} of writable memory ${bytes === 1n ? 'is' : 'are'} concerned.`,
        ],
        facts: [
          fact(
            'RELRO',
            rangeText(kernel.loaded(header.virtualAddr), kernel.loaded(header.virtualAddr) + header.memSize),
            kernel.headerLink(header.index),
          ),
          ...spills
            .slice(0, MOST_RANGES)
            .map(({ start, end }) =>
              fact(
                'Loses WRITABLE',
                `${rangeText(kernel.loaded(start), kernel.loaded(end - 1n) + 1n)}, ${counted(end - start, 'byte')}`,
                kernel.link(start),
              ),
            ),
          ...(sections.length > 0 ? [fact('Sections', sections.join(' '))] : []),
          ...symbolFacts(kernel, spills),
        ],
        mends: [
          scriptMend('End RELRO at the end of a page.', [
            '.data.rel.ro : { *(.data.rel.ro .data.rel.ro.*) } :data :relro',
            '+ . = ALIGN(CONSTANT(MAXPAGESIZE));',
            '.data : { *(.data .data.*) } :data',
          ]),
          mend('With GNU ld’s own layout', 'Its two macros do the same.', [
            '. = DATA_SEGMENT_ALIGN(CONSTANT(MAXPAGESIZE), CONSTANT(COMMONPAGESIZE));',
            '. = DATA_SEGMENT_RELRO_END(0, .);',
          ]),
          flagsMend('Without a script', [
            { flag: '-z separate-loadable-segments', note: 'lld: RELRO in a LOAD of its own' },
            { flag: '-z norelro', note: 'or none at all' },
          ]),
          ...rustMends(['-zseparate-loadable-segments']),
        ],
      },
    };
  });
}

/** Symbols whose bytes lose WRITABLE, at most a few by name. */
function symbolFacts({ view }: KernelFacts, spills: readonly Spill[]): ProblemDetail['facts'] {
  const names = spills
    .slice(0, MOST_RANGES)
    .flatMap(({ start, end }) => view.symbols.between(start, end).map(({ name }) => name));
  return names.length === 0 ? [] : [fact('Symbols', `${listed(names, 6)}`)];
}
