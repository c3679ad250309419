import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourcesHash } from '../../../scripts/build.mjs';
import { displayAddress, hasDisplay } from '../../../scripts/display.mjs';
import { readLaunchArguments } from '../../../scripts/launch-arguments.mjs';
import { LAYERS, layerOf, refusal } from '../../../scripts/layers-rule.mjs';
import { withLock } from '../../../scripts/lock.mjs';
import { matchesLock } from '../../../scripts/node-modules.mjs';
import { decode, encode, recompress } from '../../../scripts/png.mjs';
import { countPlaywright, countVitest } from '../../../scripts/stages.mjs';
import { missingLibraries } from '../../../scripts/system-packages.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('withLock', () => {
  it('lets one in at a time', async () => {
    const path = join(folder, 'lock');
    const events: string[] = [];
    const work = (name: string) =>
      withLock(path, async () => {
        events.push(`${name} in`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        events.push(`${name} out`);
      });
    await Promise.all([work('a'), work('b')]);
    expect(events).toEqual(['a in', 'a out', 'b in', 'b out']);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a process that is gone', '4194999', 0],
    ['a process that shows no life', String(process.pid), 60],
  ])('takes the lock of %s', async (_name, pid, secondsAgo) => {
    const path = join(folder, 'lock');
    writeFileSync(path, pid);
    const time = new Date(Date.now() - secondsAgo * 1000);
    utimesSync(path, time, time);
    expect(await withLock(path, () => Promise.resolve('done'))).toBe('done');
  });

  it('is free again after a failure', async () => {
    const path = join(folder, 'lock');
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });
});

describe('matchesLock', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/only-mac': { version: '1.0.0', integrity: 'sha512-m', optional: true },
  };
  const write = (present: object | null): void => {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
    if (present === null) return;
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
  };

  it.each([
    ['nothing is installed', null, false],
    ['all is there but packages of other systems', { 'node_modules/a': wanted['node_modules/a'] }, true],
    ['a package is missing', {}, false],
    ['a version differs', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }, false],
    ['the content differs', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }, false],
  ])('where %s', (_name, present, matches) => {
    write(present);
    expect(matchesLock(folder)).toBe(matches);
  });
});

describe('sourcesHash', () => {
  it('changes with content, names and place, and with nothing else', () => {
    const hash = (): string => sourcesHash(folder);
    mkdirSync(join(folder, 'main', 'host'), { recursive: true });
    writeFileSync(join(folder, 'main', 'index.ts'), 'a');
    const first = hash();
    writeFileSync(join(folder, 'README.md'), 'not part of the build');
    expect(hash()).toBe(first);
    writeFileSync(join(folder, 'main', 'index.ts'), 'b');
    const second = hash();
    expect(second).not.toBe(first);
    writeFileSync(join(folder, 'main', 'host', 'x.ts'), '');
    expect(hash()).not.toBe(second);
  });
});

describe('counting', () => {
  it('counts vitest files that failed outside of their tests', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'pending' }] },
        { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    };
    expect(countVitest(report)).toEqual({ passed: 3, failed: 3, skipped: 3 });
  });

  it('counts a Playwright error outside of any test', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 6, failed: 2, skipped: 2 });
  });
});

describe('recompress', () => {
  const rgb = Buffer.from(Array.from({ length: 7 * 5 * 3 }, (_, index) => (index * 37) % 256));
  const picture = { width: 7, height: 5, rgb };

  it('writes every pixel as it is', () => {
    expect(decode(encode(picture))).toEqual(picture);
  });

  it('joins neighbouring shades, and keeps white', () => {
    const soft = decode(
      recompress(encode({ ...picture, rgb: Buffer.from([...rgb.subarray(3), 255, 255, 255]) })),
    );
    expect([...soft.rgb.subarray(-3)]).toEqual([255, 255, 255]);
    for (const [index, value] of soft.rgb.subarray(0, -3).entries()) {
      expect(Math.abs(value - rgb[index + 3]!)).toBeLessThanOrEqual(1);
    }
    expect(new Set(soft.rgb).size).toBeLessThan(new Set(rgb).size);
  });

  it('reads all row filters, and leaves out an alpha channel', () => {
    // 1 × 5 pixels, each row with another filter; all of them come out as 10, 20, 30.
    const rows = [
      [0, 10, 20, 30, 255],
      [1, 10, 20, 30, 255],
      [2, 0, 0, 0, 0],
      [3, 5, 10, 15, 128],
      [4, 0, 0, 0, 0],
    ];
    const picture = { width: 1, height: 5, rgb: Buffer.from(Array(5).fill([10, 20, 30]).flat()) };
    const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 5, 8, 6, 0, 0, 0]);
    const part = (type: string, data: Buffer): Buffer => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(data.length);
      return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
    };
    const data = deflateSync(Buffer.from(rows.flat()));
    const png = Buffer.concat([Buffer.alloc(8), part('IHDR', header), part('IDAT', data)]);
    expect(decode(recompress(png))).toEqual(picture);
  });
});

describe('missingLibraries', () => {
  it('reads what ldd did not find', () => {
    const output =
      '\tlibdl.so.2 => /lib/libdl.so.2 (0x1)\n\tlibgtk-3.so.0 => not found\n\tlibnss3.so => not found\n';
    expect(missingLibraries(output)).toEqual(['libgtk-3.so.0', 'libnss3.so']);
  });
});

describe('displays', () => {
  it.each([
    [':0', { path: '/tmp/.X11-unix/X0' }],
    ['unix:12.0', { path: '/tmp/.X11-unix/X12' }],
    ['host:1.0', { host: 'host', port: 6001 }],
    ['nonsense', null],
  ])('reads %s', (display, address) => {
    expect(displayAddress(display)).toEqual(address);
  });

  it.runIf(process.platform === 'linux')('has no display where none answers', async () => {
    expect(await hasDisplay({})).toBe(false);
    expect(await hasDisplay({ DISPLAY: ':58231' })).toBe(false);
    expect(await hasDisplay({ WAYLAND_DISPLAY: 'wayland-9', XDG_RUNTIME_DIR: folder })).toBe(false);
  });
});

describe('readLaunchArguments', () => {
  it('takes the sample kernel where no file is named', () => {
    const { file, flags } = readLaunchArguments(['--theme=dark'], {});
    expect(file).toMatch(/sample-kernel\.elf$/);
    expect(flags).toEqual(['--theme=dark']);
  });

  it('resolves the file from where the command was typed', () => {
    const { file } = readLaunchArguments(['my kernels/k.elf'], { INIT_CWD: '/home/me' });
    expect(file).toBe('/home/me/my kernels/k.elf');
  });

  it('passes a machine on, with its path from where the command was typed', () => {
    const args = ['--machine', 'big.json', '--config', 'default', 'k.elf'];
    expect(readLaunchArguments(args, { INIT_CWD: '/home/me' })).toEqual({
      file: '/home/me/k.elf',
      flags: ['--machine=/home/me/big.json', '--config=default'],
    });
  });

  it('takes one file only', () => {
    expect(() => readLaunchArguments(['a', 'b'], {})).toThrow('"b" is too many');
  });
});

describe('layers', () => {
  const why = (file: string, source: string, names: string[] = ['x']) =>
    refusal('/repo', file, source, names);

  it('finds the layer of a file', () => {
    expect(layerOf('main/engine/paging/mapper.ts')).toBe('main/engine/paging');
    expect(layerOf('main/index.ts')).toBe('main');
    expect(layerOf('tests/unit/x.test.ts')).toBeNull();
  });

  it('names every layer of the architecture', () => {
    expect([...LAYERS.keys()]).toContain('main/engine/session');
    expect(LAYERS.get('shared')).toEqual([]);
  });

  it.each([
    ['main/engine/paging/mapper.ts', '../memory/physical-memory'],
    ['main/engine/session/source/loader-source.ts', '../../loader/segments.ts?raw'],
    ['main/engine/session/machine-file.ts', 'zod'],
    ['main/engine/memory/image-file.ts', 'node:fs'],
    ['main/host/window.ts', '../../shared/contract'],
    ['main/index.ts', './host/window'],
    ['renderer/panels/x.vue', '../../shared/contract'],
    ['renderer/main.ts', 'vue'],
  ])('lets %s import %s', (file, source) => {
    expect(why(file, source)).toBeNull();
  });

  it.each([
    ['main/engine/memory/buffer-memory.ts', '../paging/mapper'],
    ['main/engine/loader/segments.ts', '../trace/recorder'],
    ['main/engine/elf/elf-file.ts', 'node:fs'],
    ['main/engine/elf/elf-file.ts', 'fs'],
    ['main/engine/session/debug-session.ts', 'electron'],
    ['main/engine/loader/segments.ts', 'zod'],
    ['main/host/documents.ts', '../index'],
    ['renderer/main.ts', '../main/host/validate'],
    ['renderer/main.ts', '../preload/index'],
    ['renderer/main.ts', 'electron'],
    ['preload/index.ts', '../renderer/api/client'],
    ['shared/contract.ts', '../main/host/validate'],
    ['shared/contract.ts', 'zod'],
  ])('refuses %s to import %s', (file, source) => {
    expect(why(file, source)).not.toBeNull();
  });

  it('keeps raw messages in their two files', () => {
    expect(why('main/host/ipc.ts', 'electron', ['ipcMain'])).toBeNull();
    expect(why('preload/index.ts', 'electron', ['ipcRenderer'])).toBeNull();
    expect(why('main/host/window.ts', 'electron', ['ipcMain'])).toContain('main/host/ipc.ts');
    expect(why('main/index.ts', 'electron', ['*'])).toBe('import Electron by names');
  });
});
