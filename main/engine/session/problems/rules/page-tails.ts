/** Bytes that the kernel can see although no segment of its own has them: pages show whole frames. */
import { hex, PAGE_SIZE } from '../../../../../shared/address';
import type { ProblemDetail } from '../../../../../shared/problem-types';
import type { LoadSegment } from '../../../trace/ownership';
import { fact } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import { mend, noEmptyMends, ownPagesMends, scriptMend } from '../mends';
import { filePages } from '../page-claims';
import { counted, listed, purposeOf } from '../phrases';
import { visitInSteps } from '../steps';
import type { LongRule, Rule } from './rule';

/** Bytes of the file from `start` to `end`, excluded. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What a LOAD's last page shows behind its bytes, and what a file size beyond the memory size shows. */
export const pageTails: LongRule = function* ({ kernel, findings }) {
  yield* visitInSteps(kernel.loads, (load) => {
    const { header } = load;
    const tail = tailOf(kernel, load);
    if (tail !== null) addTail(kernel, findings, load, tail);
    if (header.fileSize > header.memSize) addExcess(kernel, findings, load);
  });
  if (kernel.loads.length === 0) return;
  findings.pass('bytes-after-segment', 'Nothing shows behind the end of a segment');
  findings.pass('bytes-after-memory', 'No segment has more bytes in the file than in memory');
};

/** What lld fills gaps behind code with: the instruction int3. */
const TRAP = 0xcc;

/** Behind the last byte of a LOAD on its last page; `null` where it is zeroed, or there are only zeros and traps. */
function tailOf({ view }: KernelFacts, { header }: LoadSegment): Stretch | null {
  const { elf } = view;
  if (header.memSize > header.fileSize || filePages(header) === 0) return null;
  const end = Number(header.offset + header.fileSize);
  const pageEnd = Math.ceil(end / PAGE_SIZE) * PAGE_SIZE;
  const last = Math.min(pageEnd, elf.length);
  let start = end;
  while (start < last && (elf[start] === 0 || elf[start] === TRAP)) start++;
  return start < last ? { start, end: last } : null;
}

/** Most LOADs that are named. */
const MOST_NAMED = 8;

/** Whose the bytes are. @param loads the others that have some of them */
function ownersOf({ view }: KernelFacts, { start, end }: Stretch, loads: readonly LoadSegment[]): string {
  // Hostile files have thousands on one page: their names would take longer to make than anybody reads.
  if (loads.length > MOST_NAMED) return counted(loads.length, 'other LOAD');
  if (loads.length > 0)
    return listed(loads.map(({ number, header }) => `LOAD ${number} (${purposeOf(header)})`));
  const sections = view.sections
    .filter(({ offset, size, allocated }) => !allocated && offset < end && offset + size > start)
    .map(({ name }) => name);
  return sections.length > 0 ? listed(sections) : 'no segment';
}

/** Pages of one's own where another LOAD follows; else the last page is filled. */
function tailMends(
  kernel: KernelFacts,
  { header: { virtualAddr, memSize } }: LoadSegment,
  next: LoadSegment | undefined,
): ProblemDetail['mends'] {
  const memoryEnd = virtualAddr + memSize;
  const [last = '.data'] = kernel.sectionsIn(memoryEnd - 1n, memoryEnd, 1);
  if (next !== undefined) {
    const { header } = next;
    const [first = '.data'] = kernel.sectionsIn(header.virtualAddr, header.virtualAddr + header.memSize, 1);
    return ownPagesMends(last, first);
  }
  return [
    scriptMend('Fill the last page of the segment, at the end of its last section.', [
      `${last} : {`,
      `  *(${last} ${last}.*)`,
      '+  . = ALIGN(CONSTANT(MAXPAGESIZE));',
      '}',
    ]),
  ];
}

function addTail(
  kernel: KernelFacts,
  findings: Parameters<Rule>[0]['findings'],
  load: LoadSegment,
  tail: Stretch,
): void {
  const { header, number } = load;
  const end = header.virtualAddr + header.fileSize;
  const into = tail.start - Number(header.offset + header.fileSize);
  findings.add('bytes-after-segment', () => {
    const size = tail.end - tail.start;
    const others = kernel.view.owners.segmentsOfFile(tail.start, tail.end).filter((one) => one !== load);
    const whose = ownersOf(kernel, tail, others);
    return {
      group: 'preflight',
      severity: 'note',
      title: `${counted(size, 'byte')} of others show behind LOAD ${number}`,
      consequence: `as ${purposeOf(header)}, on its last page`,
      place: kernel.address(end),
      link: kernel.link(end + BigInt(into)),
      file: kernel.clipped(tail.start, size),
      detail: {
        what: [
          `LOAD ${number} ends in the middle of a page, and the loader maps the last frame of the file whole.`,
          `What follows in the file can be read there with the segment’s own rights (${purposeOf(header)}): bytes of ${whose}.`,
          'That is harmless where nobody looks behind the end; a program that expects zeros there, or a boundary that protects something, is mistaken.',
        ],
        facts: [
          fact('Ends at', kernel.address(end), kernel.link(end - (header.fileSize > 0n ? 1n : 0n))),
          fact('Shows', `${hex(tail.start)}–${hex(tail.end - 1)} of the file`, kernel.fileLink(tail.start)),
          fact('Whose', whose),
        ],
        mends: tailMends(kernel, load, others[0]),
      },
    };
  });
}

function addExcess(
  kernel: KernelFacts,
  findings: Parameters<Rule>[0]['findings'],
  { header, number }: LoadSegment,
): void {
  const excess = header.fileSize - header.memSize;
  const end = header.virtualAddr + header.memSize;
  findings.add('bytes-after-memory', () => ({
    group: 'preflight',
    severity: 'warning',
    title: `LOAD ${number} has ${counted(excess, 'byte')} more in the file than in memory`,
    consequence: 'they are mapped all the same',
    place: kernel.address(end),
    link: kernel.link(header.virtualAddr),
    file: kernel.headerPlace(header.index),
    detail: {
      what: [
        'p_filesz may not be larger than p_memsz; the loader does not check that, and maps all bytes of the file.',
        'What lies behind the size in memory is no part of the segment for anybody else: relocations there are refused, and the loader’s own mark (COPIED, bit 9) stays set on pages that it copies.',
      ],
      facts: [
        fact('p_filesz', hex(header.fileSize), kernel.headerLink(header.index)),
        fact('p_memsz', hex(header.memSize)),
        fact('Memory ends at', kernel.address(end), kernel.link(end)),
      ],
      mends: [
        mend('Link the kernel again', 'No linker writes this; something has changed the header since.', [
          'readelf -lW KERNEL',
        ]),
      ],
    },
  }));
}

/** LOADs without memory that still take a page, or end an older loader. */
export const emptyLoads: Rule = ({ kernel, findings, failed }) => {
  for (const { header, number } of kernel.loads) {
    if (header.memSize !== 0n) continue;
    const pages = filePages(header);
    if (pages === 0 && (header.virtualAddr & 0xfffn) === 0n) continue;
    if (failed?.rule === 'empty-load' && failed.finding.place === `header ${header.index}`) continue;
    findings.add('empty-load', () => ({
      group: 'preflight',
      severity: 'warning',
      title: `LOAD ${number} is empty`,
      consequence:
        pages === 0 ? 'release 0.11.8 may panic over it' : `the loader maps ${counted(pages, 'page')} for it`,
      place: `header ${header.index}`,
      link: kernel.headerLink(header.index),
      file: kernel.headerPlace(header.index),
      detail: {
        what: [
          'It asks for no memory. The loader computes first and last frame of its bytes all the same: where the offset is not at the start of a page, both are the same, and that frame is mapped.',
          'Such a page can be another segment’s, and then the load fails. At its end, release 0.11.8 also looks at the page of an empty segment’s address, and panics where it is not mapped.',
        ],
        facts: [
          fact('p_vaddr', hex(header.virtualAddr), kernel.headerLink(header.index)),
          fact('p_offset', hex(header.offset), kernel.fileLink(Number(header.offset))),
          fact('Pages', counted(pages, 'page')),
        ],
        mends: noEmptyMends(),
      },
    }));
  }
  if (kernel.loads.length > 0) findings.pass('empty-load', 'No LOAD is empty');
};
