import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportPlan } from '../../../../main/engine/export/image-reader';
import { rawPlan } from '../../../../main/engine/export/raw';
import { writeExport } from '../../../../main/engine/export/sink';
import { FailureError } from '../../../../shared/result';
import { image } from './image';

let folder = '';
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-sink-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const PLAN = rawPlan(image({ 2: 7, 5: 9 }));

/** A plan that fails after its first chunk, as a disk does. */
function failingPlan(error: Error): ExportPlan {
  return {
    size: 8192,
    total: 8192,
    *chunks() {
      yield { position: 0, bytes: new Uint8Array(4096).fill(1), done: 4096 };
      throw error;
    },
  };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(FailureError);
    const { code, message, advice } = (error as FailureError).failure;
    expect(message).toMatch(/\.$/);
    expect(code === 'export.cancelled' || advice !== '').toBe(true);
    return code;
  }
  throw new Error('nothing was thrown');
}

/** Root may do everything, so root becomes nobody for a moment. */
function asOrdinaryUser(run: () => void): void {
  const root = process.getuid?.() === 0;
  if (root) {
    process.seteuid?.(65534);
  }
  try {
    run();
  } finally {
    if (root) {
      process.seteuid?.(0);
    }
  }
}

const errno = (code: string): Error => Object.assign(new Error(`${code}: no`), { code });

describe('writeExport', () => {
  it('writes the file, its holes unwritten, and nothing beside it', () => {
    const progress: number[][] = [];
    const result = writeExport(PLAN, {
      path: at('out.raw'),
      onProgress: (written, total) => progress.push([written, total]),
    });
    expect(result).toEqual({ path: at('out.raw'), bytes: 64 * 4096 });
    const bytes = readFileSync(at('out.raw'));
    expect(bytes.length).toBe(64 * 4096);
    expect([bytes[2 * 4096 - 1], bytes[2 * 4096], bytes[5 * 4096 + 4095], bytes[6 * 4096]]).toEqual([
      0, 7, 9, 0,
    ]);
    expect(progress.at(-1)).toEqual([8192, 8192]);
    expect(readdirSync(folder)).toEqual(['out.raw']);
  });

  it('leaves holes in a large file', () => {
    writeExport(rawPlan(image({ 1: 1, 100_000: 2 }, [], 2 ** 20)), { path: at('large.raw') });
    const { size, blocks } = statSync(at('large.raw'));
    expect(size).toBe(2 ** 32);
    expect(blocks * 512).toBeLessThan(2 ** 20);
  });

  it('replaces a file and keeps its permissions', () => {
    writeFileSync(at('out.raw'), 'old', { mode: 0o640 });
    writeExport(PLAN, { path: at('out.raw') });
    expect(statSync(at('out.raw')).mode & 0o777).toBe(0o640);
    expect(statSync(at('out.raw')).size).toBe(64 * 4096);
  });

  it('writes the target of a link', () => {
    writeFileSync(at('real.raw'), 'old');
    symlinkSync(at('real.raw'), at('link.raw'));
    writeExport(PLAN, { path: at('link.raw') });
    expect(statSync(at('real.raw')).size).toBe(64 * 4096);
    expect(readdirSync(folder).sort()).toEqual(['link.raw', 'real.raw']);
  });

  it('writes the target of a link to a file that is not there yet', () => {
    symlinkSync('second.raw', at('first.raw'));
    symlinkSync('real.raw', at('second.raw'));
    writeExport(PLAN, { path: at('first.raw') });
    expect(statSync(at('real.raw')).size).toBe(64 * 4096);
    expect(lstatSync(at('first.raw')).isSymbolicLink()).toBe(true);
    symlinkSync('circle.raw', at('circle.raw'));
    expect(codeOf(() => writeExport(PLAN, { path: at('circle.raw') }))).toBe('export.noFolder');
  });

  it('removes what an export has left whose process was killed, and no other file', () => {
    const host = hostname()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 32);
    const dead = `.loadscope-${host}-4194999-abc-def.tmp`;
    const others = [
      `.loadscope-${host}-${process.pid}-abc-def.tmp`,
      `.loadscope-${host}-4194999-abc-def.img`,
      '.loadscope-elsewhere-4194999-abc-def.tmp',
    ];
    for (const name of [dead, ...others]) writeFileSync(at(name), 'half');
    writeExport(PLAN, { path: at('out.raw') });
    expect(readdirSync(folder).sort()).toEqual([...others, 'out.raw'].sort());
  });

  it.each([
    ['ENOSPC', 'export.noSpace'],
    ['EDQUOT', 'export.noSpace'],
    ['EFBIG', 'export.tooLarge'],
    ['EACCES', 'export.permission'],
    ['EIO', 'export.failed'],
  ])('keeps the old file at %s', (code, expected) => {
    writeFileSync(at('out.raw'), 'old');
    expect(codeOf(() => writeExport(failingPlan(errno(code)), { path: at('out.raw') }))).toBe(expected);
    expect(readFileSync(at('out.raw'), 'latin1')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out.raw']);
  });

  it.each([0, 1, 2])('keeps the old file when it is cancelled after %i polls', (polls) => {
    writeFileSync(at('out.raw'), 'old');
    let asked = 0;
    const isCancelled = (): boolean => asked++ >= polls;
    expect(codeOf(() => writeExport(PLAN, { path: at('out.raw'), isCancelled }))).toBe('export.cancelled');
    expect(readFileSync(at('out.raw'), 'latin1')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out.raw']);
  });

  it('refuses more than the disk can hold before it writes anything', () => {
    const huge = { ...PLAN, total: 2 ** 60 };
    expect(codeOf(() => writeExport(huge, { path: at('out.raw') }))).toBe('export.noSpace');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses a folder, a device, a missing folder and the kernel itself', () => {
    mkdirSync(at('sub'));
    writeFileSync(at('kernel.elf'), 'elf');
    const write = (path: string) => codeOf(() => writeExport(PLAN, { path, source: at('kernel.elf') }));
    expect(write(at('sub'))).toBe('export.isDirectory');
    expect(write('/dev/null')).toBe('export.notRegular');
    expect(write(at('none/out.raw'))).toBe('export.noFolder');
    expect(write(at('kernel.elf/out.raw'))).toBe('export.noFolder');
    expect(write(at('sub/../kernel.elf'))).toBe('export.isSource');
    expect(readFileSync(at('kernel.elf'), 'latin1')).toBe('elf');
    expect(readdirSync(folder).sort()).toEqual(['kernel.elf', 'sub']);
  });

  it('refuses a file and a folder that may not be written', () => {
    chmodSync(folder, 0o755);
    writeFileSync(at('fixed.raw'), 'old', { mode: 0o444 });
    mkdirSync(at('fixed'), { mode: 0o555 });
    asOrdinaryUser(() => {
      expect(codeOf(() => writeExport(PLAN, { path: at('fixed.raw') }))).toBe('export.permission');
      expect(codeOf(() => writeExport(PLAN, { path: at('fixed/out.raw') }))).toBe('export.permission');
    });
    expect(readFileSync(at('fixed.raw'), 'latin1')).toBe('old');
  });
});
