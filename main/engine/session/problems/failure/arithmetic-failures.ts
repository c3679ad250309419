/** A sum that has no 64 bits, or an address that has no canonical form: what it was a sum of depends on the stage. */
import { hex } from '../../../../../shared/address';
import type { SpanKind } from '../../../../../shared/trace-types';
import { fact } from '../findings';
import type { Header } from '../kernel-facts';
import { machineMend, mend, scriptMend } from '../mends';
import { listed } from '../phrases';
import { loadKernelLine, type Explanation, type Failure, type FailureText } from './failure-context';
import { sumOutOfRange } from './relocation-failures';

const SPACE = 1n << 64n;
const LOWER_END = 1n << 47n;

/** Headers that the loader computes with in a stage, the first that is out of bounds in front. */
function suspects({ kernel, stage, step, header }: Failure): Header[] {
  if (header !== null && stage !== 'plan' && stage !== 'entry' && stage !== 'cleanUp') return [header];
  const all = kernel.headers.filter(({ header: one, type }) => {
    if (stage === 'cleanUp') return type === 'Load';
    if (step === 'check') return true;
    return step === 'markSegments' ? one.memSize > 0n : type === 'Load';
  });
  const isOut = ({ header: { virtualAddr, memSize, offset, fileSize } }: Header): boolean => {
    if (step === 'check') return offset + fileSize >= SPACE;
    const start = virtualAddr + kernel.base;
    const end = start + memSize;
    // The end of the lower half is an address of the upper one to release 0.11.8, and there is none before that.
    if (end === LOWER_END) return true;
    return start < 0n || end >= SPACE || !isCanonical(start) || (memSize > 0n && !isCanonical(end - 1n));
  };
  return all.filter(isOut);
}

function isCanonical(address: bigint): boolean {
  return BigInt.asUintN(64, BigInt.asIntN(48, address)) === address;
}

/** What is summed up in a stage, in words. */
const SUMS: Readonly<Partial<Record<SpanKind, string>>> = {
  segment: 'the address of a LOAD, what the kernel is moved by, and its size',
  tls: 'the address of the TLS segment and what the kernel is moved by',
  dynamic: 'the place of the relocation table or of a relocation and what the kernel is moved by',
  relro: 'address and size of the GNU_RELRO segment and what the kernel is moved by',
  cleanUp: 'address and size of a LOAD and what the kernel is moved by',
  entry: 'the entry point and what the kernel is moved by',
};

const PLAN_SUMS: Readonly<Partial<Record<SpanKind, string>>> = {
  check: 'offset and size of a segment in the file, or of the header table',
  chooseOffset: 'address and size of a LOAD, or the size of the kernel rounded up',
  markSegments: 'address and size of a segment and what the kernel is moved by',
  checkHeader: 'offset and size of a header table',
};

/** Words for where a sum went wrong. */
function sumText({ stage, step }: Failure): string {
  if (stage !== 'plan') return SUMS[stage] ?? 'two addresses';
  return PLAN_SUMS[step] ?? 'address and size of one of the configured mappings';
}

/** Whether the sum is one of offsets in the file, which linker scripts have no part in. */
function isInFile({ stage, step }: Failure): boolean {
  return stage === 'plan' && (step === 'check' || step === 'checkHeader');
}

function outOfRange(failure: Failure, title: (who: string) => string, why: string): Explanation {
  const { kernel, view, stage, step } = failure;
  if (stage === 'dynamic') return sumOutOfRange(failure);
  const mapping = stage === 'plan' && step === 'failure';
  const entry = stage === 'entry';
  const table = stage === 'plan' && step === 'checkHeader';
  const found = table ? [] : suspects(failure);
  const first = found[0] ?? null;
  const who = mapping
    ? 'A configured mapping'
    : table
      ? 'A header table'
      : entry
        ? 'The entry point'
        : first === null
          ? 'A segment'
          : kernel.headerName(first);
  const moved = view.offset;
  return {
    title: title(who),
    what: [
      `The loader adds up ${sumText(failure)}.`,
      why,
      ...(found.length > 1
        ? [`The same holds for ${listed(found.slice(1).map((one) => kernel.headerName(one)))}.`]
        : []),
    ],
    facts: [
      ...(first === null
        ? []
        : [
            fact('p_vaddr', hex(first.header.virtualAddr), kernel.headerLink(first.header.index)),
            fact('p_memsz', hex(first.header.memSize)),
            fact('p_offset', hex(first.header.offset)),
            fact('p_filesz', hex(first.header.fileSize)),
          ]),
      ...(table
        ? [
            fact('e_phoff', hex(kernel.file?.header.phOffset ?? 0n), kernel.fileLink(32)),
            fact('e_shoff', hex(kernel.file?.header.shOffset ?? 0n), kernel.fileLink(40)),
          ]
        : []),
      ...(entry ? [fact('e_entry', hex(kernel.file?.header.entryPoint ?? 0n), kernel.fileLink(24))] : []),
      ...(kernel.baseKnown
        ? [fact('Moved by', `${moved < 0n ? '-' : ''}${hex(moved < 0n ? -moved : moved)}`)]
        : []),
      ...(mapping ? mappingFacts(failure) : []),
    ],
    mends: mapping ? mappingMends() : isInFile(failure) ? offsetMends() : addressMends(failure),
    place: mapping
      ? 'mappings'
      : table
        ? 'ELF header'
        : entry
          ? 'e_entry'
          : first === null
            ? 'program headers'
            : `header ${first.header.index}`,
    ...(table
      ? { link: kernel.fileLink(32), file: kernel.clipped(32, 16) }
      : entry
        ? { link: kernel.fileLink(24), file: kernel.clipped(24, 8) }
        : first === null
          ? {}
          : { link: kernel.headerLink(first.header.index), file: kernel.headerPlace(first.header.index) }),
  };
}

function offsetMends(): Explanation['mends'] {
  return [
    mend('Get the whole file', 'No linker writes such an offset: the file was damaged, or changed since.', [
      'readelf -hlW KERNEL',
    ]),
  ];
}

function mappingMends(): Explanation['mends'] {
  return [
    mend('In the kernel’s BootloaderConfig', 'Fixed addresses have to be canonical, with room behind them.', [
      'config.mappings.kernel_stack = Mapping::FixedAddress(0xffff_8000_0000_0000);',
    ]),
    machineMend('Or in its mappings, where the machine file has them.', [
      '"mappings": { "kernelStack": "0xffff800000000000" }',
    ]),
  ];
}

function addressMends({ kernel, view: { offset: moved } }: Failure): Explanation['mends'] {
  return [
    scriptMend(
      'Addresses are canonical below 0x800000000000 and from 0xffff800000000000 on; keep the whole kernel in one half.',
      ['SECTIONS {', '+  . = 0xffffffff80000000;', '  .text : { *(.text .text.*) }'],
    ),
    ...(moved < 0n || (kernel.baseKnown && moved > 0n)
      ? [
          mend('For a position-independent kernel', 'Begin at address 0: the loader chooses the base.', [
            '. = 0;',
          ]),
        ]
      : []),
  ];
}

/** The mappings that have a fixed address. */
function mappingFacts({ view }: Failure): Explanation['facts'] & object {
  return Object.entries(view.mappings)
    .filter((entry): entry is [string, bigint] => typeof entry[1] === 'bigint')
    .map(([name, value]) => fact(name, hex(value)));
}

function overflow(failure: Failure): Explanation {
  const checked = failure.view.machine.overflowChecks;
  return outOfRange(
    failure,
    (who) => `${who}: a sum of ${isInFile(failure) ? 'offsets' : 'addresses'} overflows`,
    checked
      ? 'The sum has more than 64 bits. This build of the loader (BIOS boot) checks that and panics; a build without checks (UEFI) would wrap around and go on.'
      : 'The sum has more than 64 bits, and this release of the loader panics over that in any build.',
  );
}

function notCanonical(failure: Failure, match: RegExpExecArray | null): Explanation {
  const address = match?.[1];
  return outOfRange(
    failure,
    (who) => `${who} has an address that is not canonical`,
    `Bits 47 to 63 of a virtual address have to be equal${address === undefined ? '' : `; those of ${address} are not`}: the processor has no page for it.`,
  );
}

function noValue(failure: Failure): Explanation {
  return outOfRange(
    failure,
    (who) => `${who} ends at address 0`,
    'The loader looks for the last byte of a range by subtracting 1 from its end. The end has wrapped around to 0 (the range ends with the address space), and there is nothing before it.',
  );
}

function physical(failure: Failure): Explanation {
  return outOfRange(
    failure,
    (who) => `${who} lies beyond the physical address space`,
    'The file’s place in memory plus offset and size of the segment has more than 52 bits, which is more than a processor can address.',
  );
}

function converted(failure: Failure, match: RegExpExecArray | null): Explanation {
  const below = match?.[1] === 'Neg';
  return outOfRange(
    failure,
    (who) => `${who} would be moved ${below ? 'below address 0' : 'beyond the last address'}`,
    `The address, plus what the kernel is moved by, is ${below ? 'less than 0' : '2^64 or more'}: upstream converts it to an unsigned number of 64 bits and unwraps the result.`,
  );
}

export const arithmeticFailures: readonly FailureText[] = [
  { text: 'attempt to add with overflow', end: 'panic', source: '', explain: overflow },
  { text: 'attempt to subtract with overflow', end: 'panic', source: '', explain: overflow },
  { text: 'attempt to multiply with overflow', end: 'panic', source: '', explain: overflow },
  {
    text: /^address passed to VirtAddr::new must not contain any data in bits 48 to 64: VirtAddrNotValid\((0x[0-9a-f]+)\)$/,
    end: 'panic',
    source: 'x86_64 addr.rs:71',
    explain: notCanonical,
  },
  {
    text: 'virtual address must be sign extended in bits 48 to 64',
    end: 'panic',
    source: 'x86_64 addr.rs:81',
    explain: notCanonical,
  },
  {
    text: /^attempt to (?:add|subtract) resulted in non-canonical virtual address: VirtAddrNotValid\((0x[0-9a-f]+)\)$/,
    end: 'panic',
    source: 'x86_64 addr.rs:392',
    explain: notCanonical,
  },
  {
    text: 'physical addresses must not have any bits in the range 52 to 64 set',
    end: 'panic',
    source: 'x86_64 addr.rs',
    explain: physical,
  },
  {
    text: /^called `Result::unwrap\(\)` on an `Err` value: TryFromIntError\((Neg|Pos)Overflow\)$/,
    end: 'panic',
    source: loadKernelLine(785, 824),
    explain: converted,
  },
  { text: 'called `Option::unwrap()` on a `None` value', end: 'panic', source: '', explain: noValue },
];
