import { hex } from '../../../../../shared/address';
import type { ProgramHeader } from '../../../elf/program-header';
import { fact } from '../findings';
import { severalTlsMends } from '../failure/plan-failures';
import { scriptMend } from '../mends';
import { counted } from '../phrases';
import { visitInSteps } from '../steps';
import type { LongRule, RuleContext } from './rule';

/** The template of thread-local variables: one, and in memory. */
export const tls: LongRule = function* (context) {
  const { kernel, findings } = context;
  const headers = kernel.ofType('Tls');
  checkSecond(context, headers[1], headers);
  yield* visitInSteps(headers, (header) => checkPlace(context, header));
  if (kernel.headers.length === 0) return;
  const [first] = headers;
  const link = first === undefined ? null : kernel.headerLink(first.index);
  findings.pass('several-tls', 'One TLS segment at most', link);
  if (first !== undefined) findings.pass('tls-outside-load', 'The TLS template lies in a LOAD', link);
};

function checkSecond(
  { kernel, findings, failed }: RuleContext,
  second: ProgramHeader | undefined,
  headers: readonly ProgramHeader[],
): void {
  if (second !== undefined && failed !== null && failed.rule !== 'several-tls') {
    findings.add('several-tls', () => ({
      group: 'next',
      severity: 'error',
      title: `${counted(headers.length, 'TLS segment')}, and the loader takes one`,
      consequence: 'the load would fail with “multiple TLS segments not supported”',
      place: `header ${second.index}`,
      link: kernel.headerLink(second.index),
      file: kernel.headerPlace(second.index),
      detail: {
        what: [
          'There is one template of thread-local variables in a kernel; the loader gives up at the second.',
          'All thread-local sections belong in one segment.',
        ],
        facts: headers
          .slice(0, 4)
          .map((header) =>
            fact(
              `Header ${header.index}`,
              kernel.address(header.virtualAddr),
              kernel.headerLink(header.index),
            ),
          ),
        mends: severalTlsMends(),
      },
    }));
  }
}

/** The bytes of the template have to be in memory; what has none needs no place. */
function checkPlace({ kernel, findings }: RuleContext, header: ProgramHeader): void {
  if (header.fileSize === 0n) return;
  const { virtualAddr, fileSize } = header;
  const start = Number(virtualAddr & 0xffff_ffff_ffffn);
  const first = kernel.loadAt(virtualAddr);
  const inside = first !== null && kernel.addresses.firstGap(start, start + Number(fileSize)) === null;
  if (inside) return;
  findings.add('tls-outside-load', () => ({
    group: 'preflight',
    severity: 'warning',
    title:
      first === null
        ? 'The TLS template is in no LOAD'
        : `The TLS template reaches out of LOAD ${first.number}`,
    consequence: 'the kernel faults, or copies other bytes, when it sets up thread-local variables',
    place: kernel.address(virtualAddr),
    link: kernel.headerLink(header.index),
    file: kernel.headerPlace(header.index),
    detail: {
      what: [
        'PT_TLS names the first values of thread-local variables. The loader maps nothing for it: it only tells the kernel where they are.',
        'So they have to lie in a LOAD. Here the kernel is given an address at which its bytes are not.',
      ],
      facts: [
        fact('Address', kernel.address(virtualAddr), kernel.link(virtualAddr)),
        fact(
          'In the file',
          `${counted(fileSize, 'byte')} at ${hex(header.offset)}`,
          kernel.fileLink(Number(header.offset)),
        ),
        fact('In memory', counted(header.memSize, 'byte')),
      ],
      mends: [
        scriptMend('Name two segments for the section: one that is mapped, and TLS.', [
          'PHDRS {',
          '  data PT_LOAD FLAGS(6);',
          '  tls PT_TLS;',
          '}',
          '+ .tdata : { *(.tdata .tdata.*) } :data :tls',
          '+ .tbss : { *(.tbss .tbss.*) } :data :tls',
        ]),
      ],
    },
  }));
}
