/**
 * Commands for gdb and for QEMU's monitor that show, write or save selected bytes of a running kernel.
 *
 * gdb knows virtual addresses; QEMU's stub reads physical ones after `maintenance packet Qqemu.PhyMemMode:1`.
 */
import { addressAt, hex } from '../../../../shared/address';
import { HEX, type CopiedBytes, type CopiedRange } from './copied-bytes';

/** Bytes that gdb takes as one value unless told otherwise: its `max-value-size`. */
const GDB_VALUE = 65_536;
/** The file that the commands write: in the folder that the debugger runs in. */
const FILE = 'bytes.bin';

/** The part of gdb's commands that differs between virtual and physical memory. */
function gdb({ space }: CopiedRange, command: string): string {
  if (space !== 'physical') return `${command}\n`;
  return `maintenance packet Qqemu.PhyMemMode:1\n${command}\nmaintenance packet Qqemu.PhyMemMode:0\n`;
}

function start({ space, first }: CopiedRange): string {
  return hex(addressAt(space, first));
}

/** Shows the bytes in gdb. */
export function gdbShow(range: CopiedRange): string {
  return gdb(range, `x/${range.length}xb ${start(range)}`);
}

/** Writes the bytes in gdb. */
export function gdbSet(copied: CopiedBytes): string {
  const list = Array.from(copied.bytes, (byte) => `0x${HEX[byte] as string}`).join(', ');
  const size = copied.length > GDB_VALUE ? 'set max-value-size unlimited\n' : '';
  return gdb(copied, `${size}set {unsigned char[${copied.length}]}${start(copied)} = {${list}}`);
}

/** Writes what gdb sees there to a file. */
export function gdbDump(range: CopiedRange): string {
  // As a sum: the end of the address space is no address.
  return gdb(range, `dump binary memory ${FILE} ${start(range)} ${start(range)}+${range.length}`);
}

/** Shows the bytes in QEMU's monitor. */
export function qemuShow(range: CopiedRange): string {
  const command = range.space === 'physical' ? 'xp' : 'x';
  return `${command} /${range.length}xb ${start(range)}\n`;
}

/** Writes what QEMU has there to a file. */
export function qemuSave(range: CopiedRange): string {
  const command = range.space === 'physical' ? 'pmemsave' : 'memsave';
  return `${command} ${start(range)} ${range.length} "${FILE}"\n`;
}
