import { describe, expect, it } from 'vitest';
import { readLaunchArguments } from '../../../main/host/arguments';

const read = (...args: string[]) => readLaunchArguments(['/opt/electron', ...args], '/app', '/home/me');

describe('readLaunchArguments', () => {
  it('takes the argument after the application', () => {
    expect(read('/app', 'kernel.elf')).toEqual({ file: '/home/me/kernel.elf', theme: 'system' });
    expect(read('/app', '/boot/kernel')).toMatchObject({ file: '/boot/kernel' });
  });

  it('finds it between the flags of Electron and of others', () => {
    const { file, theme } = read('--inspect=0', '/app', '--no-sandbox', '--theme=dark', '/boot/kernel');
    expect([file, theme]).toEqual(['/boot/kernel', 'dark']);
  });

  it('takes the first argument where the application is packaged', () => {
    expect(read('/boot/kernel')).toMatchObject({ file: '/boot/kernel' });
  });

  it('has no file where there is none, and follows the system where the theme is unknown', () => {
    expect(read('/app', '--theme=pink')).toEqual({ file: null, theme: 'system' });
  });
});
