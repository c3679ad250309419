import { resolve } from 'node:path';

/** What the command line asks of the window's application. */
export interface LaunchArguments {
  /** Absolute path of the file to open. */
  readonly file: string | null;
  /** `--theme=light` or `--theme=dark`; else the system decides. */
  readonly theme: 'light' | 'dark' | 'system';
}

/**
 * Reads the command line of the application: `[electron, application] [--theme=…] [FILE]`, in any order.
 *
 * @param argv `process.argv`
 * @param appPath the application's folder, which is an argument itself unless it is packaged
 */
export function readLaunchArguments(argv: readonly string[], appPath: string, cwd: string): LaunchArguments {
  const args = argv.slice(1).filter((arg) => arg !== '');
  const own = args.findIndex((arg) => !arg.startsWith('-') && resolve(cwd, arg) === appPath);
  const rest = args.slice(own + 1);
  const theme = args.find((arg) => arg.startsWith('--theme='))?.slice('--theme='.length);
  const file = rest.find((arg) => !arg.startsWith('-'));
  return {
    file: file === undefined ? null : resolve(cwd, file),
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  };
}
