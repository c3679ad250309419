import { addressAt, hex } from '../../../../shared/address';
import { formatBytes, formatCount } from '../../../composables/format';
import { MAX_COPIED, type CopiedBytes, type CopiedRange } from './copied-bytes';
import { gdbDump, gdbSet, gdbShow, qemuSave, qemuShow } from './debugger-commands';
import { base64, characters, hexdump, plainHex, spacedHex } from './plain-text';
import { cArray, pythonBytes, rustArray, typeScriptArray } from './source-code';

/** The headings under which formats are listed. */
export const FORMAT_GROUPS = ['Plain', 'Source code', 'gdb', 'QEMU monitor'] as const;
type FormatGroup = (typeof FORMAT_GROUPS)[number];

interface FormatInfo {
  readonly id: string;
  readonly group: FormatGroup;
  readonly label: string;
  /** The commands of debuggers are about memory: bytes of the file have no address there. */
  readonly inMemory?: boolean;
}

/** A way to copy bytes. */
export type CopyFormat = FormatInfo &
  (
    | { readonly needs: 'range'; readonly text: (range: CopiedRange) => string }
    | {
        /** `whole`: missing bytes cannot be written down in it. */
        readonly needs: 'bytes' | 'whole';
        readonly text: (copied: CopiedBytes) => string;
      }
  );

export const COPY_FORMATS: readonly CopyFormat[] = [
  { id: 'hex', group: 'Plain', label: 'Hex with spaces', needs: 'bytes', text: spacedHex },
  { id: 'hex-plain', group: 'Plain', label: 'Hex without spaces', needs: 'bytes', text: plainHex },
  { id: 'hexdump', group: 'Plain', label: 'Dump as hexdump -C', needs: 'bytes', text: hexdump },
  { id: 'base64', group: 'Plain', label: 'Base64', needs: 'whole', text: base64 },
  { id: 'text', group: 'Plain', label: 'Text', needs: 'whole', text: characters },
  { id: 'address', group: 'Plain', label: 'Address', needs: 'range', text: addressOf },
  { id: 'range', group: 'Plain', label: 'Range of addresses', needs: 'range', text: rangeOf },
  { id: 'c', group: 'Source code', label: 'C array', needs: 'whole', text: cArray },
  { id: 'rust', group: 'Source code', label: 'Rust array', needs: 'whole', text: rustArray },
  {
    id: 'typescript',
    group: 'Source code',
    label: 'TypeScript Uint8Array',
    needs: 'whole',
    text: typeScriptArray,
  },
  { id: 'python', group: 'Source code', label: 'Python bytes', needs: 'whole', text: pythonBytes },
  { id: 'gdb-x', group: 'gdb', label: 'gdb: show, x/…xb', inMemory: true, needs: 'range', text: gdbShow },
  { id: 'gdb-set', group: 'gdb', label: 'gdb: write, set {…}', inMemory: true, needs: 'whole', text: gdbSet },
  {
    id: 'gdb-dump',
    group: 'gdb',
    label: 'gdb: save, dump binary memory',
    inMemory: true,
    needs: 'range',
    text: gdbDump,
  },
  {
    id: 'qemu-x',
    group: 'QEMU monitor',
    label: 'QEMU: show, x or xp',
    inMemory: true,
    needs: 'range',
    text: qemuShow,
  },
  {
    id: 'qemu-save',
    group: 'QEMU monitor',
    label: 'QEMU: save, memsave or pmemsave',
    inMemory: true,
    needs: 'range',
    text: qemuSave,
  },
];

/** A format by its id; hex with spaces where there is none of it. */
export function formatOf(id: string | undefined): CopyFormat {
  return COPY_FORMATS.find((format) => format.id === id) ?? (COPY_FORMATS[0] as CopyFormat);
}

function addressOf({ space, first }: CopiedRange): string {
  return hex(addressAt(space, first));
}

/** First and last address, as "Select range" takes them. */
function rangeOf({ space, first, length }: CopiedRange): string {
  return `${hex(addressAt(space, first))}..${hex(addressAt(space, first + length - 1))}`;
}

/** A text for the clipboard, or why there is none. */
export type Copy = { readonly text: string } | { readonly problem: string };

/** Why bytes cannot be copied in a format, whatever they are; `null`: they can. */
export function problemOfRange(format: CopyFormat, { space, length }: CopiedRange): string | null {
  if (format.inMemory === true && space === 'file') {
    return 'Bytes of the file have no address in memory. Select them in physical or virtual memory.';
  }
  if (format.needs === 'range' || length <= MAX_COPIED) return null;
  return `${formatBytes(length)} are too many for a text: at most ${formatBytes(MAX_COPIED)} can be copied. Save them instead (Ctrl+Shift+S).`;
}

/**
 * Bytes in a format.
 *
 * @param copied only their range is needed by formats that need no more
 */
export function copyAs(format: CopyFormat, copied: CopiedBytes): Copy {
  const problem = problemOfRange(format, copied) ?? (format.needs === 'whole' ? problemOfGaps(copied) : null);
  return problem === null ? { text: format.text(copied) } : { problem };
}

/** Why bytes of which some are missing cannot be copied whole. */
function problemOfGaps({ missing, space, length }: CopiedBytes): string | null {
  const gap = missing[0];
  if (gap === undefined) return null;
  const count = missing.reduce((sum, run) => sum + run.length, 0);
  const where = hex(addressAt(space, gap.first));
  const what =
    count === length
      ? 'None of the bytes is there'
      : `${formatCount(count)} of ${formatCount(length)} bytes are missing`;
  return `${what}, first at ${where}: ${gap.reason}. Hex and dump have ?? there; other formats need every byte.`;
}
