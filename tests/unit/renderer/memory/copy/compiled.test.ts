/** Source code that bytes are copied as, given to the compilers themselves. A tool that is not there is named. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CopiedBytes } from '../../../../../renderer/panels/memory/copy/copied-bytes';
import { copyAs, formatOf } from '../../../../../renderer/panels/memory/copy/formats';

const BYTES = Uint8Array.from({ length: 256 + 37 }, (_, i) => (i * 7) & 255);

function textOf(id: string, more: Partial<CopiedBytes> = {}): string {
  const range = { space: 'virtual', first: 0, length: BYTES.length } as const;
  const copy = copyAs(formatOf(id), { ...range, bytes: BYTES, missing: [], encoding: 'ascii', ...more });
  if ('problem' in copy) throw new Error(copy.problem);
  return copy.text;
}

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-copy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function isThere(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(`${tool} is not installed: what is copied for it is not tried out`);
    return false;
  }
}

/** What a tool prints. */
function output(tool: string, args: string[]): Uint8Array {
  return new Uint8Array(execFileSync(tool, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }));
}

describe('what is copied', () => {
  it('for TypeScript is what JavaScript reads', () => {
    const found: unknown = runInNewContext(`${textOf('typescript')}data`, { Uint8Array });
    expect(found).toEqual(BYTES);
  });

  it('as base64 is what Node reads', () => {
    expect(new Uint8Array(Buffer.from(textOf('base64'), 'base64'))).toEqual(BYTES);
  });

  it.skipIf(!isThere('python3'))('for Python is what it reads', () => {
    const script = `${textOf('python')}import sys\nsys.stdout.buffer.write(data)\n`;
    expect(output('python3', ['-c', script])).toEqual(BYTES);
  });

  it.skipIf(!isThere('gcc'))('for C is what it compiles', () => {
    const rest = '#include <stdio.h>\nint main(void) { return fwrite(data, sizeof data, 1, stdout) != 1; }\n';
    writeFileSync(at('data.c'), textOf('c') + rest);
    output('gcc', ['-Wall', '-Werror', '-o', at('from-c'), at('data.c')]);
    expect(output(at('from-c'), [])).toEqual(BYTES);
  });

  it.skipIf(!isThere('rustc'))(
    'for Rust is what it compiles',
    () => {
      const rest = 'fn main() { use std::io::Write; std::io::stdout().write_all(&DATA).unwrap(); }\n';
      writeFileSync(at('data.rs'), textOf('rust') + rest);
      output('rustc', ['-D', 'warnings', '-o', at('from-rust'), at('data.rs')]);
      expect(output(at('from-rust'), [])).toEqual(BYTES);
    },
    60_000,
  );

  it.skipIf(!isThere('hexdump'))('as a dump is what hexdump prints', () => {
    const bytes = new Uint8Array(16 * 40 + 5);
    bytes.set(BYTES);
    for (const length of [1, 8, 9, 16, 17, 16 * 39, bytes.length]) {
      writeFileSync(at('bytes'), bytes.subarray(0, length));
      const text = textOf('hexdump', { bytes: bytes.subarray(0, length), length });
      expect(text, `${length} bytes`).toBe(new TextDecoder().decode(output('hexdump', ['-C', at('bytes')])));
    }
  });

  it.skipIf(!isThere('gcc') || !isThere('gdb'))(
    'for gdb writes, shows and saves the bytes',
    () => {
      writeFileSync(
        at('room.c'),
        `unsigned char room[${BYTES.length}];\nint main(void) { return room[0]; }\n`,
      );
      output('gcc', ['-g', '-no-pie', '-static', '-o', at('room'), at('room.c')]);
      const text = new TextDecoder().decode(output('gdb', ['-batch', '-ex', 'p/x (long)&room', at('room')]));
      const first = Number(/0x[0-9a-f]+/.exec(text)?.[0]);
      const commands = ['gdb-set', 'gdb-x', 'gdb-dump'].map((id) => textOf(id, { first })).join('');
      writeFileSync(at('commands'), `break main\nrun\n${commands}`);
      const shown = new TextDecoder().decode(output('gdb', ['-batch', '-x', at('commands'), at('room')]));
      expect(new Uint8Array(readFileSync(at('bytes.bin')))).toEqual(BYTES);
      expect(shown).toContain('0x00\t0x07\t0x0e');
    },
    30_000,
  );
});
