/** A machine of QEMU that stands still, and what its monitor says of page tables. */
import { spawnSync } from 'node:child_process';
import { withFiles } from './tools';

export const QEMU = 'qemu-system-x86_64';

const MIB = 2 ** 20;
/** A PC of QEMU has at least this much memory here. */
const LEAST_MEMORY = 16 * MIB;
const MOST_OUTPUT = 2 ** 28;
/** Milliseconds. */
const TIME_LIMIT = 60_000;

/** Places of registers in its own description of the processor, by which its gdb stub counts. */
const REGISTER = { cr0: 27, cr3: 29, cr4: 30, efer: 32 } as const;
/** PAE and PGE. */
const CR4 = 0xa0n;
/** LME and NXE; with paging the processor sets LMA. */
const EFER = 0x900n;
/** PG, WP and PE. */
const CR0 = 0x8001_0001n;

/**
 * What the monitor answers to commands, with 4-level paging on over a memory. Nothing is executed: the registers are set
 * through the gdb stub, on standard input and output, and the monitor is asked through it.
 *
 * @param memory physical memory from address 0 on; what lies between 640 KiB and 1 MiB is the machine's own
 * @param root physical address of the level 4 table
 */
export function askMonitor(memory: Uint8Array, root: bigint, commands: readonly string[]): string[] {
  const size = Math.max(LEAST_MEMORY, Math.ceil(memory.length / MIB) * MIB);
  const bytes = new Uint8Array(size);
  bytes.set(memory);
  const input = [
    // Without having given its description, the stub does not let anybody set these registers.
    packet('qXfer:features:read:target.xml:0,ffb'),
    setRegister(REGISTER.cr3, root),
    setRegister(REGISTER.cr4, CR4),
    setRegister(REGISTER.efer, EFER),
    setRegister(REGISTER.cr0, CR0),
    ...commands.map((command) => packet(`qRcmd,${Buffer.from(command).toString('hex')}`)),
    packet('k'),
  ].join('');
  const output = withFiles({ memory: bytes }, (pathOf) => runQemu(pathOf('memory'), size, input));
  return answersIn(output, commands.length);
}

function runQemu(path: string, size: number, input: string): string {
  const backend = `memory-backend-file,id=memory,size=${size},mem-path=${path},share=off`;
  const { stdout, stderr, error } = spawnSync(
    QEMU,
    [
      ...['-machine', 'pc,memory-backend=memory', '-object', backend, '-m', `${size / MIB}M`],
      ...['-accel', 'tcg', '-cpu', 'qemu64', '-S', '-gdb', 'stdio'],
      ...['-nodefaults', '-display', 'none', '-serial', 'none', '-parallel', 'none', '-monitor', 'none'],
    ],
    { input, encoding: 'latin1', maxBuffer: MOST_OUTPUT, timeout: TIME_LIMIT },
  );
  if (error !== undefined) throw new Error(`${QEMU} did not end well: ${error.message}\n${stderr}`);
  return stdout;
}

/** A packet of gdb's remote protocol. */
function packet(text: string): string {
  const sum = [...text].reduce((total, letter) => (total + letter.charCodeAt(0)) % 256, 0);
  return `$${text}#${sum.toString(16).padStart(2, '0')}`;
}

function setRegister(place: number, value: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return packet(`P${place.toString(16)}=${bytes.toString('hex')}`);
}

/** The answers of the monitor, which come in pieces, each of them ended by `OK`. */
function answersIn(output: string, count: number): string[] {
  const [description = '', ...packets] = [...output.matchAll(/\$([^#]*)#\w\w/g)].map(([, text = '']) => text);
  const registers = packets.splice(0, Object.keys(REGISTER).length);
  if (!description.startsWith('l<?xml') || registers.some((answer) => answer !== 'OK')) {
    throw new Error(`${QEMU} did not let its registers be set: ${[description, ...registers].join(' ')}`);
  }
  const answers: string[] = [];
  let answer = '';
  for (const text of packets) {
    if (text === 'OK') {
      answers.push(answer.replaceAll('\r\n', '\n'));
      answer = '';
    } else if (text.startsWith('O')) answer += Buffer.from(text.slice(1), 'hex').toString('latin1');
  }
  if (answers.length !== count) throw new Error(`${QEMU} answered ${answers.length} of ${count} commands`);
  return answers;
}
