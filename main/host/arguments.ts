import { basename, resolve } from 'node:path';
import { choice } from './command-options';
import type { LoadChoice } from './load-choice';
import { readMachine } from './read-machine';

/** What the command line asks of the window's application. */
export interface LaunchArguments {
  /** Absolute path of the file to open. */
  readonly file: string | null;
  /** Absolute path of the description of the machine that files are loaded into. */
  readonly machine: string | null;
  /** As typed; `kernel` or `default` where it is right. */
  readonly config: string | null;
  /** `--theme=light` or `--theme=dark`; `null`: the one that was chosen last, else the system's. */
  readonly theme: 'light' | 'dark' | null;
}

/** Options with a value, which stands behind `=` or is the next argument. */
const VALUED = ['machine', 'config'] as const;

/**
 * Reads the command line of the application: `[electron, application] [--machine M.json] [--config …] [--theme=…] [FILE]`,
 * in any order. Electron has options of its own: what is not known is left alone.
 *
 * @param argv `process.argv`
 * @param appPath the application's folder, which is an argument itself unless it is packaged
 */
export function readLaunchArguments(argv: readonly string[], appPath: string, cwd: string): LaunchArguments {
  const args = argv.slice(1).filter((arg) => arg !== '');
  const own = args.findIndex((arg) => !arg.startsWith('-') && resolve(cwd, arg) === appPath);
  const theme = args.find((arg) => arg.startsWith('--theme='))?.slice('--theme='.length);
  const values = new Map<string, string>();
  const files: string[] = [];
  const rest = args.slice(own + 1);
  for (let at = 0; at < rest.length; at++) {
    const arg = rest[at] as string;
    const option = VALUED.find((name) => arg === `--${name}` || arg.startsWith(`--${name}=`));
    if (option !== undefined) {
      const value = arg === `--${option}` ? rest[++at] : arg.slice(option.length + 3);
      if (value !== undefined) values.set(option, value);
    } else if (!arg.startsWith('-')) files.push(arg);
  }
  const absolute = (path: string | undefined): string | null =>
    path === undefined ? null : resolve(cwd, path);
  return {
    file: absolute(files[0]),
    machine: absolute(values.get('machine')),
    config: values.get('config') ?? null,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  };
}

/**
 * How files are loaded that a command line asks for.
 *
 * @throws FailureError `cli.usage`, or what reading the machine's description fails with
 */
export function launchChoice({ machine, config }: Pick<LaunchArguments, 'machine' | 'config'>): LoadChoice {
  return {
    loader: null,
    machine: machine === null ? null : { machine: readMachine(machine), name: basename(machine) },
    config: choice('config', config ?? undefined, ['kernel', 'default']) ?? 'kernel',
    edits: [],
  };
}
