import type { Severity } from '../../../../../shared/problem-types';
import { configRange } from '../../../elf/bootloader-config';
import type { KernelFacts } from '../kernel-facts';
import { mend } from '../mends';
import type { Rule } from './rule';

/** A configuration without the randomness that it asks for is no fault of the kernel. */
const IS_REMARK = /\(ASLR\)/;

/** A kernel that was not made for this bootloader has no configuration, and is worth looking at too. */
const IS_MISSING = /has no \.bootloader-config section/;

/** Where compilers leave their names, and the longest text of that kind that is looked at. */
const COMPILERS = '.comment';
const MOST_COMPILERS = 4096;

/**
 * Whether rustc has compiled some of the kernel: only Rust kernels get the section from crate bootloader_api, so that one
 * without it has likely lost it.
 */
function isRust({ view }: KernelFacts): boolean {
  const section = view.sections.find(({ name }) => name === COMPILERS);
  if (section === undefined) return false;
  const { offset, size } = section;
  return new TextDecoder()
    .decode(view.elf.subarray(offset, offset + Math.min(size, MOST_COMPILERS)))
    .includes('rustc version');
}

/** Also for kernels whose section is to be ignored. */
const onPurpose = mend('For a kernel that has none on purpose', 'Leave the section alone.', [
  'loadscope check KERNEL --config default',
]);

function severityOf(kernel: KernelFacts, warning: string): Severity {
  if (IS_REMARK.test(warning)) return 'note';
  return IS_MISSING.test(warning) && !isRust(kernel) ? 'note' : 'warning';
}

/** What was to be said of the kernel's configuration before the load. */
export const config: Rule = ({ kernel, findings }) => {
  const { view } = kernel;
  for (const warning of view.warnings) {
    findings.add('config', () => {
      const range = configRange(view.elf);
      const severity = severityOf(kernel, warning);
      const isFirst = severity === 'note' && IS_MISSING.test(warning);
      const [first = warning] = warning.split(/(?<=[^.])[:.] (?=[A-Za-z])/);
      return {
        group: 'preflight',
        severity,
        title: first.replace(/\.$/, ''),
        consequence: warning
          .slice(first.length)
          .replace(/^[:.]\s*/, '')
          .replace(/\.$/, ''),
        place: '.bootloader-config',
        link: range === null ? null : kernel.fileLink(range.start),
        file: range === null ? null : { offset: range.start, length: range.end - range.start },
        detail: {
          what: [
            warning,
            'Kernels for this bootloader say in the section .bootloader-config where stack, boot information and other things are to be mapped; crate bootloader_api writes it.',
          ],
          mends: [
            ...(isFirst ? [onPurpose] : []),
            mend('In the kernel', 'With the crate’s release that belongs to the loader.', [
              'static CONFIG: BootloaderConfig = BootloaderConfig::new_default();',
              'bootloader_api::entry_point!(kernel_main, config = &CONFIG);',
            ]),
            mend('In the linker script', 'Keep the section.', ['KEEP(*(.bootloader-config))']),
            ...(isFirst ? [] : [onPurpose]),
          ],
        },
      };
    });
  }
  findings.pass('config', 'Nothing is to be said of the kernel’s configuration');
};
