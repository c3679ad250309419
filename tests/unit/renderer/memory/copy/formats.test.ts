import { describe, expect, it } from 'vitest';
import { MAX_COPIED, type CopiedBytes } from '../../../../../renderer/panels/memory/copy/copied-bytes';
import { COPY_FORMATS, copyAs, formatOf } from '../../../../../renderer/panels/memory/copy/formats';

const ELF = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00, 0xff, 0x0a);

function copied(bytes: Uint8Array, more: Partial<CopiedBytes> = {}): CopiedBytes {
  return {
    space: 'physical',
    first: 0x1000,
    length: bytes.length,
    bytes,
    missing: [],
    encoding: 'ascii',
    ...more,
  };
}

function textOf(id: string, of: CopiedBytes): string {
  expect(COPY_FORMATS.map((format) => format.id)).toContain(id);
  const copy = copyAs(formatOf(id), of);
  if ('problem' in copy) throw new Error(copy.problem);
  return copy.text;
}

function problemOf(id: string, of: CopiedBytes): string {
  const copy = copyAs(formatOf(id), of);
  return 'problem' in copy ? copy.problem : 'none';
}

describe('bytes are copied', () => {
  it.each([
    ['hex', '7f 45 4c 46 02 00 ff 0a'],
    ['hex-plain', '7f454c460200ff0a'],
    ['base64', 'f0VMRgIA/wo='],
    ['text', '␡ELF␂␀\ufffd\n'],
    ['address', '0x1000'],
    ['range', '0x1000..0x1007'],
    ['hexdump', '00001000  7f 45 4c 46 02 00 ff 0a                           |.ELF....|\n00001008\n'],
    [
      'c',
      'static const unsigned char data[8] = {\n    0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00, 0xff, 0x0a,\n};\n',
    ],
    ['rust', 'const DATA: [u8; 8] = [\n    0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00, 0xff, 0x0a,\n];\n'],
    ['typescript', 'const data = new Uint8Array([\n  0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00, 0xff, 0x0a,\n]);\n'],
    ['python', 'data = b"\\x7f\\x45\\x4c\\x46\\x02\\x00\\xff\\x0a"\n'],
    ['gdb-x', 'maintenance packet Qqemu.PhyMemMode:1\nx/8xb 0x1000\nmaintenance packet Qqemu.PhyMemMode:0\n'],
    ['qemu-x', 'xp /8xb 0x1000\n'],
    ['qemu-save', 'pmemsave 0x1000 8 "bytes.bin"\n'],
  ])('as %s', (id, text) => {
    expect(textOf(id, copied(ELF))).toBe(text);
  });

  it.each([
    ['address', '0xffff800000001000'],
    ['range', '0xffff800000001000..0xffff800000001007'],
    ['gdb-x', 'x/8xb 0xffff800000001000\n'],
    [
      'gdb-set',
      'set {unsigned char[8]}0xffff800000001000 = {0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00, 0xff, 0x0a}\n',
    ],
    ['gdb-dump', 'dump binary memory bytes.bin 0xffff800000001000 0xffff800000001000+8\n'],
    ['qemu-x', 'x /8xb 0xffff800000001000\n'],
    ['qemu-save', 'memsave 0xffff800000001000 8 "bytes.bin"\n'],
  ])('of virtual memory as %s, with canonical addresses', (id, text) => {
    expect(textOf(id, copied(ELF, { space: 'virtual', first: 0x8000_0000_1000 }))).toBe(text);
  });

  it('as text in an encoding', () => {
    const euro = (encoding: CopiedBytes['encoding'], ...bytes: number[]): string =>
      textOf('text', copied(Uint8Array.from(bytes), { encoding }));
    expect(euro('latin-1', 0xe4, 0x41)).toBe('äA');
    expect(euro('ascii', 0xe4, 0x41)).toBe('\ufffdA');
    expect(euro('utf-8', 0xe2, 0x82, 0xac, 0xe2, 0x41)).toBe('€\ufffdA');
    expect(euro('utf-16le', 0xac, 0x20, 0x41, 0x00)).toBe('€A');
    expect(euro('utf-16be', 0x20, 0xac, 0x00)).toBe('€\ufffd');
    expect(euro('utf-8', 0xef, 0xbb, 0xbf, 0x41)).toBe('\ufeffA');
  });

  it('as a dump with equal rows folded and a short row at the end', () => {
    const bytes = new Uint8Array(16 * 4 + 3);
    bytes[0] = 1;
    expect(textOf('hexdump', copied(bytes)).split('\n')).toEqual([
      '00001000  01 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|',
      '00001010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|',
      '*',
      '00001040  00 00 00                                          |...|',
      '00001043',
      '',
    ]);
  });

  it('as a dump that ends behind the last byte, also where the addresses end', () => {
    const endOf = (first: number): string | undefined =>
      textOf('hexdump', copied(ELF, { space: 'virtual', first }))
        .trimEnd()
        .split('\n')
        .at(-1);
    expect(endOf(2 ** 48 - ELF.length)).toBe('10000000000000000');
    expect(endOf(2 ** 47 - ELF.length)).toBe('800000000000');
  });

  it('many times over in lines', () => {
    const text = textOf('c', copied(new Uint8Array(25)));
    expect(text.split('\n')).toHaveLength(3 + 3);
    expect(textOf('python', copied(new Uint8Array(13)))).toBe(
      `data = (\n    b"${'\\x00'.repeat(12)}"\n    b"\\x00"\n)\n`,
    );
  });

  it('beyond what gdb takes as one value', () => {
    expect(textOf('gdb-set', copied(new Uint8Array(65_537), { space: 'virtual' }))).toMatch(
      /^set max-value-size unlimited\nset \{unsigned char\[65537\]\}0x1000 = \{0x00, /,
    );
  });
});

describe('bytes that are missing', () => {
  const gaps = copied(ELF, {
    missing: [
      { first: 0x1001, length: 2, reason: 'nothing is there' },
      { first: 0x1007, length: 1, reason: 'the disk failed' },
    ],
  });

  it('are question marks in hex and dumps', () => {
    expect(textOf('hex', gaps)).toBe('7f ?? ?? 46 02 00 ff ??');
    expect(textOf('hex-plain', gaps)).toBe('7f????460200ff??');
    expect(textOf('hexdump', gaps)).toContain('7f ?? ?? 46 02 00 ff ??                           |.??F...?|');
  });

  it.each(['c', 'rust', 'typescript', 'python', 'base64', 'text', 'gdb-set'])('are refused as %s', (id) => {
    expect(problemOf(id, gaps)).toBe(
      '3 of 8 bytes are missing, first at 0x1001: nothing is there. Hex and dump have ?? there; other formats need every byte.',
    );
  });

  it('do not matter where only the place is copied', () => {
    expect(textOf('address', gaps)).toBe('0x1000');
    expect(problemOf('gdb-dump', gaps)).toBe('none');
  });
});

describe('what cannot be copied', () => {
  const huge = copied(new Uint8Array(0), { length: 2 ** 40 });

  it('is more than a text holds', () => {
    expect(problemOf('hex', huge)).toBe(
      '1 TiB are too many for a text: at most 1 MiB can be copied. Save them instead (Ctrl+Shift+S).',
    );
    expect(problemOf('hex', copied(new Uint8Array(MAX_COPIED)))).toBe('none');
  });

  it('has no bound where only the place is copied', () => {
    expect(textOf('range', huge)).toBe('0x1000..0x10000000fff');
    expect(textOf('qemu-save', huge)).toBe('pmemsave 0x1000 1099511627776 "bytes.bin"\n');
  });

  it('has no address in memory', () => {
    const ofFile = copied(ELF, { space: 'file' });
    for (const { id, inMemory } of COPY_FORMATS) {
      expect(problemOf(id, ofFile).startsWith('Bytes of the file have no address'), id).toBe(
        inMemory === true,
      );
    }
  });
});

describe('formats', () => {
  it('have names of their own', () => {
    expect(new Set(COPY_FORMATS.map(({ id }) => id)).size).toBe(COPY_FORMATS.length);
    expect(new Set(COPY_FORMATS.map(({ label }) => label)).size).toBe(COPY_FORMATS.length);
  });

  it('that are not known are hex', () => {
    expect(formatOf('none').id).toBe('hex');
    expect(formatOf(undefined).id).toBe('hex');
  });
});
