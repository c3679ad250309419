import { hex } from '../../../../../shared/address';
import type { ProblemDetail } from '../../../../../shared/problem-types';
import type { ProgramHeader } from '../../../elf/program-header';
import type { LoadSegment } from '../../../trace/ownership';
import { fact, type Finding } from '../findings';
import type { Header, KernelFacts } from '../kernel-facts';
import { flagsMend, mend, noEmptyMends, rustMends, scriptMend } from '../mends';
import { shiftOf } from '../page-claims';
import { counted } from '../phrases';
import { refusedHeader, type HeaderDetail } from './refused-header';
import type { Rule } from './rule';

/** @param one the header in question */
function congruentMends(kernel: KernelFacts, one: ProgramHeader): ProblemDetail['mends'] {
  if (one.memSize === 0n && one.fileSize === 0n) return noEmptyMends();
  // Where the headers are the first bytes of the file, what comes first in memory can be placed right behind them.
  const isFirst = kernel.loads.every(({ header }) => header.virtualAddr >= one.virtualAddr);
  const page = one.virtualAddr & ~0xfffn;
  return [
    flagsMend('Drop -n (--nmagic) and -N (--omagic), which pack segments in the file, and link with', [
      { flag: '-z max-page-size=4096', note: 'GNU ld, lld' },
      { flag: '-z separate-code', note: 'GNU ld, lld' },
    ]),
    ...(isFirst
      ? [
          scriptMend('Or begin behind the headers, in memory as in the file.', [
            'SECTIONS {',
            `+  . = ${hex(page)} + SIZEOF_HEADERS;`,
            '  .text : { *(.text .text.*) }',
          ]),
        ]
      : []),
    ...rustMends(['-zmax-page-size=4096']),
    mend(
      'Compare offset and address of each LOAD',
      'They must agree in their last three hexadecimal digits.',
      ['readelf -lW KERNEL'],
    ),
  ];
}

/** A header that `program::sanity_check` refuses: address and offset differ modulo its alignment. */
export function incongruentDetail(kernel: KernelFacts, one: Header): HeaderDetail {
  const { virtualAddr, offset, align } = one.header;
  return {
    title: `${kernel.headerName(one)}: offset and address differ modulo ${hex(align)}`,
    what: [
      `p_vaddr and p_offset have to leave the same rest when divided by p_align (${hex(align)}): only then can whole pages of the file be mapped where the segment wants to be.`,
      `The address leaves ${hex(virtualAddr % align)}, the offset ${hex(offset % align)}.`,
      'The loader checks every header, not only LOADs, and also those without any bytes.',
    ],
    facts: [
      fact('p_vaddr', hex(virtualAddr), kernel.headerLink(one.header.index)),
      fact('p_offset', hex(offset), kernel.fileLink(Number(offset))),
      fact('p_align', hex(align)),
    ],
    mends: congruentMends(kernel, one.header),
  };
}

/** Bytes that the kernel sees at other addresses than it was linked for, and headers that would be refused for it. */
export const shiftedBytes: Rule = (context) => {
  const { kernel, findings, failed } = context;
  for (const one of kernel.headers) {
    const { virtualAddr, offset, align, index } = one.header;
    if (align <= 1n || virtualAddr % align === offset % align) continue;
    // The loader checks headers in order: the first of these is its failure.
    if (failed?.rule === 'incongruent-offset' && failed.finding.place === `header ${index}`) continue;
    if (kernel.view.message === null) continue;
    findings.add('incongruent-offset', () => refusedHeader(kernel, index, incongruentDetail(kernel, one)));
  }
  for (const load of kernel.loads) {
    const { header } = load;
    if (header.fileSize === 0n || shiftOf(header, kernel.base) === 0) continue;
    if (header.align > 1n && header.virtualAddr % header.align !== header.offset % header.align) continue;
    const own = shiftOf(header, 0n) !== 0;
    findings.add(own ? 'incongruent-offset' : 'unaligned-lowest', () => shiftFinding(kernel, load, own));
  }
  if (kernel.loads.length === 0) return;
  findings.pass('incongruent-offset', 'Offsets agree with addresses');
  findings.pass('unaligned-lowest', 'The kernel is moved by whole pages');
};

function shiftFinding(kernel: KernelFacts, load: LoadSegment, own: boolean): Finding {
  const { header } = load;
  const shift = shiftOf(header, kernel.base);
  const far = counted(Math.abs(shift), 'byte');
  const where = shift > 0 ? 'behind' : 'before';
  const linked = kernel.loaded(header.virtualAddr);
  const entry = kernel.file?.header.entryPoint ?? 0n;
  const holdsEntry = entry >= header.virtualAddr && entry - header.virtualAddr < header.memSize;
  return {
    group: 'preflight',
    severity: 'error',
    title: `The bytes of LOAD ${load.number} lie ${far} ${where} their addresses`,
    consequence: holdsEntry
      ? 'the kernel starts in the wrong bytes'
      : 'code and data are not where the kernel looks for them',
    place: kernel.address(header.virtualAddr),
    link: kernel.link(header.virtualAddr),
    file: kernel.segmentPlace(header),
    detail: {
      what: [
        'The loader maps whole frames of the file and never moves a byte: a byte keeps its place within its page.',
        own
          ? `Offset and address of LOAD ${load.number} differ in their last three hexadecimal digits, and its p_align (${hex(header.align)}) lets that pass.`
          : notWholePages(kernel),
        `So every byte of the file that belongs at ${hex(linked)} or behind is found ${far} ${where} that. The load succeeds, and nobody says a word.`,
      ],
      facts: [
        fact('Linked for', hex(linked), kernel.link(header.virtualAddr)),
        fact(
          'Bytes begin at',
          hex(BigInt.asUintN(64, linked + BigInt(shift))),
          kernel.link(BigInt.asUintN(64, header.virtualAddr + BigInt(shift))),
        ),
        fact('p_offset', hex(header.offset), kernel.fileLink(Number(header.offset))),
        fact('p_vaddr', hex(header.virtualAddr), kernel.headerLink(header.index)),
        fact('p_align', hex(header.align)),
      ],
      mends: own ? congruentMends(kernel, header) : lowestMends(),
    },
  };
}

function notWholePages({ view, base }: KernelFacts): string {
  const { kernelBase } = view.mappings;
  return view.machine.loader !== '0.11.8' && kernelBase !== 'dynamic'
    ? `The kernel asks for base ${hex(kernelBase)}, which is not the start of a page.`
    : `The lowest address of the kernel is not the start of a page, and the loader moves the kernel so that exactly this address comes to the start of one: by ${hex(BigInt.asUintN(12, base))} modulo 4 KiB.`;
}

function lowestMends(): ProblemDetail['mends'] {
  return [
    scriptMend('Begin the first LOAD at the start of a page.', [
      'SECTIONS {',
      '+  . = 0x1000;',
      '  .text : { *(.text .text.*) }',
    ]),
    mend('For a fixed base', 'In the kernel’s BootloaderConfig: the start of a page.', [
      'config.mappings.kernel_base = Mapping::FixedAddress(0xffff_ffff_8000_0000);',
    ]),
  ];
}
