import { fact } from '../findings';
import { flagsMend, mend, rustMends, scriptMend } from '../mends';
import { counted, flagsFor, listed } from '../phrases';
import { PT_GNU_STACK } from '../segment-types';
import type { Rule } from './rule';

/** Memory that can be written and executed. */
export const writeExecute: Rule = ({ kernel, findings }) => {
  for (const { header, number } of kernel.loads) {
    if (!header.isWrite || !header.isExecute) continue;
    findings.add('write-execute', () => {
      const sections = kernel.sectionsIn(header.virtualAddr, header.virtualAddr + header.memSize);
      return {
        group: 'preflight',
        severity: 'warning',
        title: `LOAD ${number} is writable and executable`,
        consequence: `${counted(header.memSize, 'byte')} can be changed and run`,
        place: kernel.address(header.virtualAddr),
        link: kernel.link(header.virtualAddr),
        file: kernel.headerPlace(header.index),
        detail: {
          what: [
            'Its header asks for all rights, and the loader gives them: the pages are PRESENT and WRITABLE, without NO_EXECUTE.',
            'Whoever can write one wrong byte there can make it run. Code and data belong in segments of their own.',
          ],
          facts: [
            fact('Flags of the pages', flagsFor(header), kernel.headerLink(header.index)),
            ...(sections.length > 0 ? [fact('Sections', listed(sections, 6))] : []),
          ],
          mends: [
            scriptMend('One segment for code, one for data.', [
              'PHDRS {',
              '+  text PT_LOAD FLAGS(5);',
              '+  data PT_LOAD FLAGS(6);',
              '}',
              '.text : { *(.text .text.*) } :text',
              '+ . = ALIGN(CONSTANT(MAXPAGESIZE));',
              '.data : { *(.data .data.*) } :data',
            ]),
            flagsMend('Without a script: drop -N (--omagic), and let the linker warn.', [
              { flag: '-z separate-code', note: 'GNU ld' },
              { flag: '--rosegment', note: 'lld' },
              { flag: '--fatal-warnings --warn-rwx-segments', note: 'GNU ld: fails the build' },
            ]),
            ...rustMends(['-zseparate-code']),
          ],
        },
      };
    });
  }
  if (kernel.loads.length > 0)
    findings.pass('write-execute', 'No segment asks for both writing and execution');
};

/** A stack that is to be executable; the loader does not look at it. */
export const executableStack: Rule = ({ kernel, findings }) => {
  for (const { header, type } of kernel.headers) {
    if (type !== 'OsSpecific' || kernel.rawType(header) !== PT_GNU_STACK || !header.isExecute) continue;
    findings.add('executable-stack', () => ({
      group: 'preflight',
      severity: 'warning',
      title: 'GNU_STACK asks for execution',
      consequence: 'the loader ignores the request',
      place: `header ${header.index}`,
      link: kernel.headerLink(header.index),
      file: kernel.headerPlace(header.index),
      detail: {
        what: [
          'PT_GNU_STACK with the flag for execution says that the program wants to run code on its stack.',
          'The bootloader maps the kernel’s stack without execution whatever the header says. Code that relies on it (trampolines of nested functions) faults.',
          'Mostly nobody wants this: one object file, often an assembly source, does not say that it needs no executable stack.',
        ],
        facts: [fact('Header', `number ${header.index}`, kernel.headerLink(header.index))],
        mends: [
          mend('In each assembly source', 'One line at its end.', ['.section .note.GNU-stack,"",@progbits']),
          flagsMend('Or once for all', [{ flag: '-z noexecstack', note: 'GNU ld, lld' }]),
          ...rustMends(['-znoexecstack']),
        ],
      },
    }));
  }
  if (kernel.headers.length > 0) findings.pass('executable-stack', 'No executable stack is asked for');
};
