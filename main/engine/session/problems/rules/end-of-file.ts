import { hex } from '../../../../../shared/address';
import { fact } from '../findings';
import type { Header, KernelFacts } from '../kernel-facts';
import { mend } from '../mends';
import { counted } from '../phrases';
import { refusedHeader, type HeaderDetail } from './refused-header';
import type { Rule } from './rule';

/** A segment whose bytes end with the file, or behind it. */
export function endOfFileDetail(kernel: KernelFacts, one: Header): HeaderDetail {
  const { header } = one;
  const end = header.offset + header.fileSize;
  const size = BigInt(kernel.view.elf.length);
  const name = kernel.headerName(one);
  const exactly = end === size;
  return {
    title: exactly
      ? `${name} ends exactly at the end of the file`
      : `${name} reaches beyond the end of the file`,
    what: exactly
      ? [
          'The loader wants at least one byte of the file behind every segment: its check is “less than”, where “at most” is meant.',
          'The text says “entry point out of range”, and has nothing to do with the entry point.',
          'Mostly section headers and symbols follow the segments; a stripped file can end with them.',
        ]
      : [
          `Its header announces bytes up to ${hex(end)}, and the file ends at ${hex(size)}: ${counted(end - size, 'byte is', 'bytes are')} missing.`,
          'The text says “entry point out of range”, and has nothing to do with the entry point.',
          'The file was cut off, or its headers are damaged.',
        ],
    facts: [
      fact('p_offset', hex(header.offset), kernel.headerLink(header.index)),
      fact('p_filesz', hex(header.fileSize)),
      fact('Ends at', hex(end), exactly ? kernel.fileLink(Number(size) - 1) : null),
      fact('File size', hex(size)),
    ],
    mends: exactly
      ? [
          mend('Keep the section headers', 'They lie behind the segments. Strip less, or not at all.', [
            'strip --strip-debug KERNEL',
            'llvm-strip --strip-debug KERNEL',
          ]),
          mend('Or add a byte', 'Anything behind the last segment will do.', ['printf "\\0" >> KERNEL']),
          mend('In Cargo.toml', 'For a Rust kernel: cargo strips what the profile says.', [
            '[profile.release]',
            'strip = "debuginfo"',
          ]),
        ]
      : [
          mend('Get the whole file', 'Link or copy it again, and compare its size.', [
            'ls -l KERNEL',
            'readelf -lW KERNEL',
          ]),
        ],
  };
}

/** Segments that the loader refuses because of where the file ends, after the first. */
export const endOfFile: Rule = ({ kernel, findings, failed }) => {
  const size = BigInt(kernel.view.elf.length);
  for (const one of kernel.headers) {
    const { index, offset, fileSize } = one.header;
    if (offset + fileSize < size) continue;
    if (failed === null || failed.finding.place === `header ${index}`) continue;
    findings.add('segment-at-file-end', () => refusedHeader(kernel, index, endOfFileDetail(kernel, one)));
  }
  if (kernel.headers.length > 0)
    findings.pass('segment-at-file-end', 'The file goes on behind every segment');
};
