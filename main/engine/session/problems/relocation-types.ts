import { hex } from '../../../../shared/address';
import type { Mend } from '../../../../shared/problem-types';
import { RELOCATION_TYPES } from '../structures/elf-names';
import { flagsMend, mend, noSymbolsMends, rustcMend } from './mends';

const [DTPMOD64, TPOFF64, TLSDESC, IRELATIVE] = [16, 18, 36, 37];

/** The name of a relocation type; its number where it has none. */
export function relocationTypeName(type: number): string {
  return RELOCATION_TYPES[type]?.[0] ?? hex(type);
}

/** Whether x86-64 has relocations of a type. */
export function isRelocationType(type: number): boolean {
  return RELOCATION_TYPES[type] !== undefined;
}

/** How to be without relocations of a type. */
export function typeMends(type: number): Mend[] {
  if (!isRelocationType(type)) {
    return [
      mend(
        'Look at the table',
        'No linker writes such a type: the table is damaged, or the loader reads other bytes than the linker wrote; other findings say why.',
        ['readelf -rW KERNEL'],
      ),
    ];
  }
  if (type === IRELATIVE) {
    return [
      mend(
        'In the source',
        'IRELATIVE comes from functions that choose an implementation when the program starts (ifunc): choose at run time by a pointer of your own.',
        ['gcc -fno-builtin -ffreestanding', 'readelf -sW KERNEL | grep IFUNC'],
      ),
      flagsMend('And link no C library into the kernel.', [
        { flag: '-nostdlib -ffreestanding', note: 'gcc, clang' },
      ]),
    ];
  }
  if ((type >= DTPMOD64 && type <= TPOFF64) || type === TLSDESC) {
    return [
      mend(
        'In the compiler',
        'Thread-local variables whose place is only known when the program starts need a dynamic linker: take the model that is fixed at link time.',
        ['-ftls-model=local-exec'],
      ),
      rustcMend('For a Rust kernel.', ['-Ztls-model=local-exec']),
    ];
  }
  return noSymbolsMends();
}
