import { join, resolve } from 'node:path';
import { ROOT } from './paths.mjs';
import { SetupError } from './process.mjs';

const SAMPLE = join(ROOT, 'resources', 'sample-kernel', 'sample-kernel.elf');

/**
 * What `npm start` and `npm run dev` are told: `[--FLAG …] [FILE]`, in any order.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ file: string, flags: string[] }} the absolute path of the file, the sample kernel's where none is
 *   named; flags for the application
 */
export function readLaunchArguments(args, env) {
  const flags = args.filter((arg) => arg.startsWith('--'));
  const [named, ...more] = args.filter((arg) => !arg.startsWith('--'));
  if (more.length > 0) throw new SetupError(`One FILE at a time; "${more[0]}" is too many.`);
  // npm changes to the package's folder; INIT_CWD is where the user typed the command.
  const file = named === undefined ? SAMPLE : resolve(env['INIT_CWD'] ?? process.cwd(), named);
  return { file, flags };
}
