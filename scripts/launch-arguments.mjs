import { join, resolve } from 'node:path';
import { ROOT } from './paths.mjs';
import { SetupError } from './process.mjs';

const SAMPLE = join(ROOT, 'resources', 'sample-kernel', 'sample-kernel.elf');

/** Options whose value is the next argument. */
const VALUED = new Set(['--machine', '--config']);

/**
 * What `npm start` and `npm run dev` are told: `[--FLAG …] [--machine M.json] [--config …] [FILE]`, in any order.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ file: string, flags: string[] }} the absolute path of the file, the sample kernel's where none is
 *   named; flags for the application
 */
export function readLaunchArguments(args, env) {
  const from = env['INIT_CWD'] ?? process.cwd();
  const flags = [];
  const names = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('--')) names.push(arg);
    else if (!VALUED.has(arg)) flags.push(arg);
    else flags.push(`${arg}=${arg === '--machine' ? resolve(from, args[++at] ?? '') : (args[++at] ?? '')}`);
  }
  const [named, ...more] = names;
  if (more.length > 0) throw new SetupError(`One FILE at a time; "${more[0]}" is too many.`);
  // npm changes to the package's folder; INIT_CWD is where the user typed the command.
  const file = named === undefined ? SAMPLE : resolve(from, named);
  return { file, flags };
}
