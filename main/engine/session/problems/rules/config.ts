import { configRange } from '../../../elf/bootloader-config';
import { mend } from '../mends';
import type { Rule } from './rule';

/** A configuration without the randomness that it asks for is no fault of the kernel. */
const IS_REMARK = /\(ASLR\)/;

/** What was to be said of the kernel's configuration before the load. */
export const config: Rule = ({ kernel, findings }) => {
  const { view } = kernel;
  for (const warning of view.warnings) {
    findings.add('config', () => {
      const range = configRange(view.elf);
      const [first = warning] = warning.split(/(?<=[^.])[:.] (?=[A-Za-z])/);
      return {
        group: 'preflight',
        severity: IS_REMARK.test(warning) ? 'note' : 'warning',
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
            mend('In the kernel', 'With the crate’s release that belongs to the loader.', [
              'static CONFIG: BootloaderConfig = BootloaderConfig::new_default();',
              'bootloader_api::entry_point!(kernel_main, config = &CONFIG);',
            ]),
            mend('In the linker script', 'Keep the section.', ['KEEP(*(.bootloader-config))']),
            mend('For a kernel that has none on purpose', 'Leave the section alone.', [
              'loadscope check KERNEL --config default',
            ]),
          ],
        },
      };
    });
  }
  findings.pass('config', 'Nothing is to be said of the kernel’s configuration');
};
