/** Pages are missing when rights are taken away, or marks are cleared. */
import { hex } from '../../../../../shared/address';
import { fact } from '../findings';
import { mend, noEmptyMends } from '../mends';
import { counted } from '../phrases';
import { relroDetail } from '../rules/relro';
import { loadKernelLine, type Explanation, type Failure, type FailureText } from './failure-context';

function relro(failure: Failure): Explanation {
  const { kernel, header } = failure;
  if (header === null) return unmappedLoad(failure);
  return {
    rule: 'relro-unmapped',
    ...relroDetail(kernel, header.header),
    place: `header ${header.header.index}`,
    link: kernel.headerLink(header.header.index),
    file: kernel.headerPlace(header.header.index),
  };
}

/** At the end, every page of every LOAD is looked at; an empty LOAD may have a page that nobody has mapped. */
function unmappedLoad({ kernel, view }: Failure): Explanation {
  const empty = kernel.loads.filter(({ header }) => header.memSize === 0n);
  const missing = empty.find(({ header }) => {
    const page = kernel.pageOf(header.virtualAddr);
    return view.tables.translate(page, view.trace.opCount) === null;
  });
  const header = missing?.header;
  return {
    ...(missing === undefined ? {} : { rule: 'empty-load' as const }),
    title:
      missing === undefined
        ? 'A page of a LOAD is not mapped at the end of the load'
        : `LOAD ${missing.number} is empty, and its page is not mapped`,
    what: [
      'At the end the loader clears its own marks on all pages of all LOADs, by their address and size in memory, and panics at a page that is not mapped.',
      missing === undefined
        ? 'Offset and address of a segment differ, so that its pages are not those that its size says.'
        : 'For a LOAD of 0 bytes that does not begin at the start of a page, release 0.11.8 looks at the page of its address all the same. Later releases pass over empty LOADs.',
    ],
    facts:
      header === undefined
        ? []
        : [
            fact('Address', kernel.address(header.virtualAddr), kernel.link(header.virtualAddr)),
            fact('In memory', counted(header.memSize, 'byte')),
            fact('p_offset', hex(header.offset)),
          ],
    mends: [
      ...noEmptyMends(),
      mend('Or take a later loader', 'In Cargo.toml of what boots the kernel.', ['bootloader = "0.11.17"']),
    ],
    ...(header === undefined
      ? { place: 'clean-up' }
      : {
          place: `header ${header.index}`,
          link: kernel.headerLink(header.index),
          file: kernel.headerPlace(header.index),
        }),
  };
}

const TEXT = 'internal error: entered unreachable code: has the elf file not been mapped correctly?';

export const relroFailures: readonly FailureText[] = [
  { text: TEXT, stages: ['relro'], end: 'panic', source: loadKernelLine(701, 705), explain: relro },
  { text: TEXT, end: 'panic', source: loadKernelLine(522, 526), explain: unmappedLoad },
];
