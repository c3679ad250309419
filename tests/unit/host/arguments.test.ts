import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchChoice, readLaunchArguments } from '../../../main/host/arguments';
import { DEFAULT_CHOICE } from '../../../main/host/load-choice';

const read = (...args: string[]) => readLaunchArguments(['/opt/electron', ...args], '/app', '/home/me');

describe('readLaunchArguments', () => {
  it('takes the argument after the application', () => {
    expect(read('/app', 'kernel.elf')).toEqual({
      file: '/home/me/kernel.elf',
      machine: null,
      config: null,
      theme: null,
    });
    expect(read('/app', '/boot/kernel')).toMatchObject({ file: '/boot/kernel' });
  });

  it('finds it between the flags of Electron and of others', () => {
    const { file, theme } = read('--inspect=0', '/app', '--no-sandbox', '--theme=dark', '/boot/kernel');
    expect([file, theme]).toEqual(['/boot/kernel', 'dark']);
  });

  it('takes the first argument where the application is packaged', () => {
    expect(read('/boot/kernel')).toMatchObject({ file: '/boot/kernel' });
  });

  it('takes a machine and where mappings come from, with their values behind them or behind =', () => {
    expect(read('/app', '--machine', 'm.json', '--config=default', 'k.elf')).toMatchObject({
      file: '/home/me/k.elf',
      machine: '/home/me/m.json',
      config: 'default',
    });
    expect(read('/app', 'k.elf', '--machine=/m/big.json', '--config')).toMatchObject({
      file: '/home/me/k.elf',
      machine: '/m/big.json',
      config: null,
    });
  });

  it('has no file where there is none, and follows the system where the theme is unknown', () => {
    expect(read('/app', '--theme=pink')).toMatchObject({ file: null, theme: null });
  });
});

describe('launchChoice', () => {
  it('is the default where nothing is said, and refuses what is no such choice', () => {
    expect(launchChoice({ machine: null, config: null })).toEqual(DEFAULT_CHOICE);
    expect(launchChoice({ machine: null, config: 'default' })).toMatchObject({ config: 'default' });
    expect(() => launchChoice({ machine: null, config: 'kernal' })).toThrow('not "kernal"');
    expect(() => launchChoice({ machine: '/none/m.json', config: null })).toThrow('does not exist');
  });

  it('reads the machine and keeps the name of its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loadscope-machine-'));
    try {
      const path = join(folder, 'big.json');
      const region = { start: '0x0', length: '0x10000000000', kind: 'usable' };
      writeFileSync(path, JSON.stringify({ memoryMap: [region], kernelAddress: '0x1000000' }));
      const { machine } = launchChoice({ machine: path, config: null });
      expect(machine?.name).toBe('big.json');
      expect(machine?.machine.memoryMap).toEqual([{ start: 0, length: 2 ** 40, kind: 'usable' }]);
      writeFileSync(path, '{ "memoryMap": 7 }');
      expect(() => launchChoice({ machine: path, config: null })).toThrow(/has 2 wrong fields/);
      truncateSync(path, 2 ** 20 + 1);
      expect(() => launchChoice({ machine: path, config: null })).toThrow('too large');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
