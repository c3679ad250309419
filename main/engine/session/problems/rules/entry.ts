import { hex } from '../../../../../shared/address';
import type { ProblemDetail } from '../../../../../shared/problem-types';
import { fact, type Finding } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import { flagsMend, mend, rustMends, scriptMend } from '../mends';
import { filePages } from '../page-claims';
import { rightsOfPage } from '../../rights';
import type { Rule } from './rule';

/** What is at the entry point: `null` where an instruction of the kernel can be. */
interface Verdict {
  readonly severity: Finding['severity'];
  readonly title: string;
  readonly why: string;
  /** It is the physical address of what is mapped at another one. */
  readonly isPhysical?: boolean;
}

/** The first instruction has to be in memory that may be executed. */
export const entry: Rule = ({ kernel, findings }) => {
  const header = kernel.file?.header;
  if (header === undefined || kernel.headers.length === 0) return;
  const at = header.class64 ? { offset: 24, length: 8 } : { offset: 24, length: 4 };
  const verdict = verdictOn(kernel, header.entryPoint);
  if (verdict === null) {
    const load = kernel.loadAt(header.entryPoint);
    const where = load === null ? '' : ` is in LOAD ${load.number}`;
    findings.pass(
      'entry-not-executable',
      `Entry ${kernel.address(header.entryPoint)}${where}`,
      kernel.link(header.entryPoint),
    );
    return;
  }
  findings.add('entry-not-executable', () => ({
    group: 'preflight',
    severity: verdict.severity,
    title: verdict.title,
    consequence:
      verdict.severity === 'error' ? 'the first instruction faults' : 'what runs first is not the kernel’s',
    place: kernel.address(header.entryPoint),
    link: kernel.link(header.entryPoint) ?? kernel.fileLink(at.offset),
    file: at,
    detail: {
      what: [
        'The bootloader switches to the kernel’s page table and jumps to the entry point of the ELF header.',
        verdict.why,
        'The loader itself does not look: it hands the address on as it is.',
      ],
      facts: [
        fact('e_entry', hex(header.entryPoint), kernel.fileLink(at.offset)),
        fact('Loaded at', kernel.address(header.entryPoint), kernel.link(header.entryPoint)),
      ],
      mends: [
        ...(verdict.isPhysical === true ? virtualEntryMends() : []),
        scriptMend('Name the entry, and put it into the code.', [
          '+ ENTRY(_start)',
          '.text : { *(.text.entry) *(.text .text.*) } :text',
        ]),
        flagsMend('Without a script', [{ flag: '-e _start', note: 'GNU ld, lld' }]),
        mend('In the source', 'The name must not be mangled, and must not be thrown away.', [
          '#[unsafe(no_mangle)] pub extern "C" fn _start() -> ! { … }',
        ]),
        ...rustMends(['-e_start']),
      ],
    },
  }));
};

function verdictOn(kernel: KernelFacts, entryPoint: bigint): Verdict | null {
  const address = kernel.address(entryPoint);
  const load = kernel.loadAt(entryPoint);
  const loaded = kernel.view.message === null;
  const rights = loaded
    ? rightsOfPage(kernel.view, kernel.pageOf(entryPoint), kernel.view.trace.opCount)
    : expectedRights(kernel, entryPoint);
  if (rights === 'not mapped') {
    return {
      isPhysical: isPhysical(kernel, entryPoint),
      severity: 'error',
      title: `Entry ${address} is not mapped`,
      why: `No LOAD has memory at ${address}${entryPoint === 0n ? ': the linker found no entry and wrote 0' : isPhysical(kernel, entryPoint) ? ': it is a physical address, which a loader that runs before paging would use' : ''}.`,
    };
  }
  if (!rights.includes('X')) {
    return {
      severity: 'error',
      title: `Entry ${address} is not executable`,
      why: `Its page has the rights ${rights}: NO_EXECUTE is set, so that the first fetch faults.`,
    };
  }
  if (load === null) {
    return {
      severity: 'warning',
      title: `Entry ${address} is in no LOAD`,
      why: 'Its page is mapped, because segments are mapped in whole pages; the bytes there belong to something else in the file.',
    };
  }
  const { virtualAddr, fileSize, memSize } = load.header;
  if (memSize > fileSize && entryPoint - virtualAddr >= fileSize) {
    return {
      severity: 'error',
      title: `Entry ${address} is zeroed memory`,
      why: `It lies in the part of LOAD ${load.number} that has no bytes in the file: there are only zeros to execute.`,
    };
  }
  return null;
}

/** A script that computes the entry for a loader which runs before paging. */
function virtualEntryMends(): ProblemDetail['mends'] {
  return [
    scriptMend('Enter at the virtual address: this bootloader starts the kernel with its page table on.', [
      '+ ENTRY(_start) /* not its address minus the kernel’s base */',
    ]),
  ];
}

/** Whether the entry is the physical address of a byte whose virtual one is in a LOAD. */
function isPhysical({ loads }: KernelFacts, entryPoint: bigint): boolean {
  return loads.some(
    ({ header: { physicalAddr, virtualAddr, memSize } }) =>
      physicalAddr !== virtualAddr && entryPoint >= physicalAddr && entryPoint - physicalAddr < memSize,
  );
}

/** The rights that a page would have: those of the LOAD that claims it first. */
function expectedRights(kernel: KernelFacts, entryPoint: bigint): string {
  const claim = kernel.claims[kernel.pages.ownerAt(kernel.pageOf(entryPoint))];
  if (claim === undefined) {
    const load = kernel.loadAt(entryPoint);
    return load === null || filePages(load.header) === 0 ? 'not mapped' : rightsOf(load.header);
  }
  return rightsOf(claim.load.header);
}

function rightsOf({
  isWrite,
  isExecute,
}: {
  readonly isWrite: boolean;
  readonly isExecute: boolean;
}): string {
  return `R${isWrite ? 'W' : ''}${isExecute ? 'X' : ''}`;
}
