import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRegularFile } from '../../../main/host/regular-file';
import { FailureError } from '../../../shared/result';

let folder = '';
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-file-'));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(FailureError);
    return (error as FailureError).failure.code;
  }
  throw new Error('nothing was thrown');
}

describe('readRegularFile', () => {
  it('reads the whole file', () => {
    writeFileSync(at('k.elf'), 'kernel');
    expect(new TextDecoder().decode(readRegularFile(at('k.elf')))).toBe('kernel');
  });

  it('says what is wrong with a path', () => {
    writeFileSync(at('empty'), '');
    execFileSync('mkfifo', [at('pipe')]);
    expect(codeOf(() => readRegularFile(at('none')))).toBe('file.notFound');
    expect(codeOf(() => readRegularFile(at('empty/none')))).toBe('file.notFound');
    expect(codeOf(() => readRegularFile(folder))).toBe('file.isDirectory');
    expect(codeOf(() => readRegularFile(at('empty')))).toBe('file.empty');
    expect(codeOf(() => readRegularFile('/dev/zero'))).toBe('file.notRegular');
    expect(codeOf(() => readRegularFile(at('pipe')))).toBe('file.notRegular');
    expect(codeOf(() => readRegularFile(`${folder}/\0`))).toBe('file.unreadable');
    symlinkSync('circle', at('circle'));
    expect(codeOf(() => readRegularFile(at('circle')))).toBe('file.notFound');
    expect(codeOf(() => readRegularFile(at('n'.repeat(300))))).toBe('file.notFound');
  });

  it('says that a file may not be read', () => {
    writeFileSync(at('secret'), 'kernel', { mode: 0 });
    const root = process.getuid?.() === 0;
    if (root) {
      process.seteuid?.(65534);
    }
    try {
      expect(codeOf(() => readRegularFile(at('secret')))).toBe('file.permission');
    } finally {
      if (root) {
        process.seteuid?.(0);
      }
    }
  });

  it('asks about the size before it reads', () => {
    writeFileSync(at('k.elf'), 'kernel');
    const checkSize = (size: number): void => {
      throw new FailureError('file.tooLarge', `${size} bytes are too many.`);
    };
    expect(codeOf(() => readRegularFile(at('k.elf'), { checkSize }))).toBe('file.tooLarge');
  });

  it('refuses a file that does not fit in memory', () => {
    writeFileSync(at('k.elf'), '');
    truncateSync(at('k.elf'), 2 ** 42);
    expect(codeOf(() => readRegularFile(at('k.elf')))).toBe('file.tooLarge');
  });

  it('notices a file that shrinks, grows or is written while it is read', () => {
    const during = (change: () => void) => codeOf(() => readRegularFile(at('k.elf'), { checkSize: change }));
    writeFileSync(at('k.elf'), 'kernel');
    expect(during(() => truncateSync(at('k.elf'), 2))).toBe('file.changed');
    expect(during(() => appendFileSync(at('k.elf'), 'more'))).toBe('file.changed');
  });

  it('can be cancelled', () => {
    writeFileSync(at('k.elf'), 'kernel');
    expect(codeOf(() => readRegularFile(at('k.elf'), { isCancelled: () => true }))).toBe('load.cancelled');
  });
});
