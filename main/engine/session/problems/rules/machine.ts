/** What the ELF header says of the machine; the loader reads none of it. */
import { hex } from '../../../../../shared/address';
import { MACHINES } from '../../structures/elf-names';
import { fact, type Finding } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import { mend } from '../mends';
import type { Rule } from './rule';

const EM_NONE = 0;
const EM_386 = 3;
const EM_X86_64 = 62;

/** System V, Linux (for ifunc and unique symbols), and none at all. */
const USUAL_ABIS: ReadonlySet<number> = new Set([0, 3, 255]);

const ABIS: Readonly<Record<number, string>> = {
  1: 'HP-UX',
  2: 'NetBSD',
  4: 'GNU Hurd',
  6: 'Solaris',
  9: 'FreeBSD',
  12: 'OpenBSD',
  64: 'Arm EABI',
  97: 'Arm',
};

/** Bytes of the header's first part. */
const IDENT_SIZE = 20;

/** Machine, class, byte order, ABI. */
export const machine: Rule = ({ kernel, findings }) => {
  const { elf } = kernel.view;
  if (elf.length < IDENT_SIZE || elf[0] !== 0x7f || elf[1] !== 0x45 || elf[2] !== 0x4c || elf[3] !== 0x46)
    return;
  const number = (elf[18] as number) | ((elf[19] as number) << 8);
  const swapped = elf[5] === 2;
  if (number !== EM_X86_64 && !swapped) findings.add('wrong-machine', () => otherMachine(kernel, number));
  if (elf[4] === 1) findings.add('wrong-class', () => otherClass(kernel));
  if (swapped) findings.add('wrong-byte-order', () => bigEndian(kernel));
  if (!USUAL_ABIS.has(elf[7] as number)) findings.add('wrong-abi', () => otherAbi(kernel));
  findings.pass(
    'wrong-machine',
    swapped ? 'The machine cannot be told from a big-endian header' : 'The machine is x86-64',
    kernel.fileLink(18),
  );
  if (elf[4] === 2) findings.pass('wrong-class', 'The file is ELF64', kernel.fileLink(4));
  findings.pass('wrong-byte-order', 'The file is little-endian', kernel.fileLink(5));
  findings.pass('wrong-abi', 'No other system’s ABI is asked for', kernel.fileLink(7));
};

function field(
  kernel: KernelFacts,
  name: string,
  offset: number,
  length: number,
): Pick<Finding, 'place' | 'link' | 'file'> {
  return { place: name, link: kernel.fileLink(offset), file: { offset, length } };
}

function otherMachine(kernel: KernelFacts, number: number): Finding {
  const [name, words] = MACHINES[number] ?? [`machine ${number}`, 'another processor'];
  const maybe = number === EM_386 || number === EM_NONE;
  return {
    group: 'preflight',
    severity: maybe ? 'warning' : 'error',
    title: `The machine is ${name}, not x86-64`,
    consequence: maybe
      ? 'the kernel is started in 64-bit mode all the same'
      : 'the processor cannot run this code',
    ...field(kernel, 'e_machine', 18, 2),
    detail: {
      what: [
        `e_machine says ${number}: ${words}. The loader does not look at it, loads the file and jumps to its entry.`,
        maybe
          ? 'Some tools relabel 64-bit kernels like this for Multiboot loaders. If the code is 32-bit code, its first instructions mean something else in 64-bit mode.'
          : 'The bootloader starts kernels on x86-64, where these instructions mean something else, or nothing.',
      ],
      facts: [fact('e_machine', `${hex(number)} ${name}`, kernel.fileLink(18))],
      mends: [
        mend('Build for x86-64', '', [
          'gcc -m64 …',
          'ld -m elf_x86_64 …',
          'cargo build --target x86_64-unknown-none',
        ]),
      ],
    },
  };
}

function otherClass(kernel: KernelFacts): Finding {
  return {
    group: 'preflight',
    severity: 'warning',
    title: 'The file is ELF32',
    consequence: 'it is loaded, and started in 64-bit mode',
    ...field(kernel, 'EI_CLASS', 4, 1),
    detail: {
      what: [
        'The loader takes 32-bit files too, as long as they have no dynamic table, and widens their addresses.',
        'The kernel is started in 64-bit mode: 32-bit code does something else there, and nothing above 4 GiB can be addressed by the file.',
      ],
      facts: [fact('EI_CLASS', '0x1 ELFCLASS32', kernel.fileLink(4))],
      mends: [
        mend('Link as ELF64', '', ['ld -m elf_x86_64 …', 'gcc -m64 …']),
        mend('Do not convert it', 'objcopy to ELF32 is for loaders that take nothing else.', [
          '# objcopy -O elf32-i386 KERNEL',
        ]),
      ],
    },
  };
}

function bigEndian(kernel: KernelFacts): Finding {
  return {
    group: 'preflight',
    severity: 'error',
    title: 'The file is big-endian',
    consequence: 'the loader reads every number the wrong way round',
    ...field(kernel, 'EI_DATA', 5, 1),
    detail: {
      what: [
        'EI_DATA says that numbers are stored most significant byte first. The loader does not look at it and reads everything as little-endian.',
        'What it then says about the file is about numbers that are not there.',
      ],
      facts: [fact('EI_DATA', '0x2 ELFDATA2MSB', kernel.fileLink(5))],
      mends: [
        mend('Build for x86-64', 'It is little-endian.', [
          'cargo build --target x86_64-unknown-none',
          'gcc -m64 …',
        ]),
      ],
    },
  };
}

function otherAbi(kernel: KernelFacts): Finding {
  const number = kernel.view.elf[7] as number;
  const name = ABIS[number] ?? `number ${number}`;
  return {
    group: 'preflight',
    severity: 'warning',
    title: `The OS ABI is ${name}`,
    consequence: 'the file was linked for another system',
    ...field(kernel, 'EI_OSABI', 7, 1),
    detail: {
      what: [
        'EI_OSABI says for which system the file was linked. Kernels have System V (0), sometimes Linux (3) for what GNU has added, or none (255).',
        'The loader does not look at it. Types of segments, symbols and relocations may mean something else in this file.',
      ],
      facts: [fact('EI_OSABI', `${hex(number)} ${name}`, kernel.fileLink(7))],
      mends: [
        mend('Take a compiler without a system', '', [
          'cargo build --target x86_64-unknown-none',
          'clang --target=x86_64-unknown-none-elf …',
        ]),
      ],
    },
  };
}
