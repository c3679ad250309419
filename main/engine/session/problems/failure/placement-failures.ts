/** No place in the address space is found for the kernel. */
import { hex } from '../../../../../shared/address';
import { LEVEL_4_SIZE } from '../../../paging/level-4-entries';
import { count } from '../../../trace/describe-span';
import { fact } from '../findings';
import { flagsMend, machineMend, mend, rustcMend, scriptMend, staticMends } from '../mends';
import { counted } from '../phrases';
import { loadKernelLine, type Explanation, type Failure, type FailureText } from './failure-context';
import { aboutHeader } from './header-place';

function alignment({ kernel }: Failure): Explanation {
  const isPower = (value: bigint): boolean => value !== 0n && (value & (value - 1n)) === 0n;
  const largest = kernel.loads.reduce((max, { header }) => (header.align > max ? header.align : max), 0n);
  const one = kernel.headers.find(({ header, type }) => type === 'Load' && header.align === largest) ?? null;
  return {
    title: `The largest alignment of a LOAD is ${hex(largest)}, no power of two`,
    what: [
      'The loader looks for a place that is aligned as the most demanding LOAD wants it.',
      isPower(largest)
        ? 'It can only align to powers of two.'
        : `p_align ${hex(largest)} is no power of two${largest === 0n ? ': all of them say 0' : ''}.`,
    ],
    facts: [fact('p_align', hex(largest), one === null ? null : kernel.headerLink(one.header.index))],
    mends: [
      flagsMend('Segments of a kernel are aligned to pages.', [
        { flag: '-z max-page-size=4096', note: 'GNU ld, lld' },
      ]),
    ],
    ...aboutHeader(kernel, one),
  };
}

function empty({ kernel }: Failure): Explanation {
  return {
    title: 'A position-independent kernel without any memory',
    what: [
      `The file is ET_DYN, and its ${counted(kernel.loads.length, 'LOAD')} ${kernel.loads.length === 1 ? 'asks' : 'ask'} for 0 bytes of memory.`,
      'The loader looks for 0 free level 4 entries and panics over that.',
    ],
    facts: [fact('LOAD segments', count(kernel.loads.length))],
    mends: [
      scriptMend('Put the sections into LOADs.', [
        'PHDRS {',
        '+  text PT_LOAD FLAGS(5);',
        '+  data PT_LOAD FLAGS(6);',
        '}',
      ]),
      flagsMend('Or keep what nothing refers to.', [
        { flag: '--no-gc-sections', note: 'GNU ld, lld' },
        { flag: '-e _start', note: 'names the entry, which keeps what it needs' },
      ]),
    ],
    place: 'program headers',
    file: kernel.headerPlace(0),
  };
}

function noRoom({ kernel, view }: Failure, match: RegExpExecArray | null): Explanation {
  const wanted = match?.[1] ?? '?';
  let low: bigint | null = null;
  let high: bigint | null = null;
  for (const { header } of kernel.loads) {
    const end = header.virtualAddr + header.memSize;
    if (low === null || header.virtualAddr < low) low = header.virtualAddr;
    if (high === null || end > high) high = end;
  }
  const size = (high ?? 0n) - (low ?? 0n);
  const used = view.usedLevel4Entries.length;
  return {
    title: `No ${wanted === '1' ? 'level 4 entry is' : `${wanted} level 4 entries in a row are`} free`,
    what: [
      `From its lowest to its highest address the kernel spans ${hex(size)} bytes, and each level 4 entry covers ${hex(LEVEL_4_SIZE)}: it needs ${wanted} in a row.`,
      `${counted(used, 'entry is', 'entries are')} taken by the bootloader, by fixed mappings and by what lies outside of the dynamic range.`,
    ],
    facts: [
      fact('Lowest address', hex(low ?? 0n)),
      fact('End', hex(high ?? 0n)),
      fact('Level 4 entries taken', `${used} of 512`),
    ],
    mends: [
      scriptMend('Keep the segments together: one base, one upward run of addresses.', [
        'SECTIONS {',
        '+  . = 0xffffffff80000000;',
        '  .text : { *(.text .text.*) }',
      ]),
      mend('In the kernel’s BootloaderConfig', 'A wider dynamic range, or fewer fixed mappings.', [
        'config.mappings.dynamic_range_start = Some(0x8000_0000_0000);',
      ]),
      ...staticMends('Or link for one address: then nothing is looked for.'),
    ],
    place: 'level 4 entries',
  };
}

function fixedBaseOfExecutable({ view }: Failure): Explanation {
  const { kernelBase } = view.mappings;
  return {
    title: 'The kernel asks for a base, but is linked for fixed addresses',
    what: [
      'Its configuration has a fixed kernel_base, which only a position-independent kernel (ET_DYN) can be moved to.',
      'The file is ET_EXEC: its addresses stay what they are.',
    ],
    facts: [fact('kernel_base', kernelBase === 'dynamic' ? 'dynamic' : hex(kernelBase))],
    mends: [
      rustcMend('Link it position-independent.', ['-Crelocation-model=pic', '-Clink-arg=-pie']),
      mend('Or leave the base to the loader', 'In the kernel’s BootloaderConfig.', [
        'config.mappings.kernel_base = Mapping::Dynamic;',
      ]),
    ],
    place: '.bootloader-config',
  };
}

function unalignedBase({ view }: Failure): Explanation {
  const { kernelBase } = view.mappings;
  return {
    title: 'The kernel’s base is not aligned as its segments want it',
    what: [
      'kernel_base has to be a multiple of the largest p_align of the LOADs.',
      `It is ${kernelBase === 'dynamic' ? 'dynamic' : hex(kernelBase)}.`,
    ],
    mends: [
      mend('In the kernel’s BootloaderConfig', 'Choose an aligned address.', [
        'config.mappings.kernel_base = Mapping::FixedAddress(0xffff_ffff_8000_0000);',
      ]),
      flagsMend('Or ask for less alignment.', [{ flag: '-z max-page-size=4096', note: 'GNU ld, lld' }]),
    ],
    place: '.bootloader-config',
  };
}

function unalignedFile({ view }: Failure): Explanation {
  const address = hex(view.machine.kernelAddress);
  return {
    title: 'The kernel file does not lie at the start of a page',
    what: [
      'The loader maps the frames of the file themselves, so the file has to begin with one.',
      `The machine puts it at ${address}.`,
    ],
    facts: [fact('kernelAddress', address)],
    mends: [machineMend('A multiple of 0x1000.', ['"kernelAddress": "0x1000000"'])],
    place: address,
  };
}

export const placementFailures: readonly FailureText[] = [
  { text: '`align` must be a power of two', end: 'panic', source: 'level_4_entries.rs', explain: alignment },
  {
    text: 'Loaded kernel ELF file is not sufficiently aligned',
    end: 'err',
    source: loadKernelLine(51, 49),
    explain: unalignedFile,
  },
  {
    text: 'Invalid kernel_code mapping. Executable can only be mapped at virtual_address_offset 0.',
    end: 'err',
    source: 'load_kernel.rs',
    explain: fixedBaseOfExecutable,
  },
  {
    text: 'assertion failed: alignment.is_power_of_two()',
    end: 'panic',
    source: { '0.11.8': 'level_4_entries.rs:178', '0.11.17': 'level_4_entries.rs:207' },
    explain: alignment,
  },
  {
    text: /^Failed to mark level 4 entries as used: "kernel_code mapping alignment does not match elf file"$/,
    end: 'panic',
    source: 'level_4_entries.rs:85',
    explain: unalignedBase,
  },
  { text: 'window size must be non-zero', end: 'panic', source: 'level_4_entries.rs', explain: empty },
  {
    text: /^no usable level 4 entries found \((\d+) entries requested\)$/,
    end: 'panic',
    source: { '0.11.8': 'level_4_entries.rs:162', '0.11.17': 'level_4_entries.rs:191' },
    explain: noRoom,
  },
];
