/** `npm start [-- FILE]`: sets up what is missing and opens FILE, or the sample kernel, in a window. */
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { hasDisplay } from './display.mjs';
import { electronEnvironment, electronFlags, resolveElectron } from './electron-runtime.mjs';
import { readLaunchArguments } from './launch-arguments.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { run, runMain, SetupError } from './process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

await runMain(async () => {
  const { file, flags } = readLaunchArguments(process.argv.slice(2), process.env);
  await ensureNodeModules(ROOT);
  if (!(await buildIfStale(ROOT))) throw new SetupError('The build failed (see above).');
  return (await hasDisplay(process.env)) ? openWindow(file, flags) : report(file);
});

/**
 * @param {string} file
 * @param {readonly string[]} flags for the application
 * @returns {Promise<number>}
 */
async function openWindow(file, flags) {
  const electron = await resolveElectron();
  await ensureSystemPackages(electron, { display: false });
  // Chromium complains of every service that a small system lacks; nothing of that is an error of ours.
  const args = [...electronFlags(process.env), '--log-level=3', ROOT, ...flags, file];
  return (await run(electron, args, { cwd: ROOT, env: electronEnvironment(process.env) })).status;
}

/**
 * Without a display: the report, in the terminal. A kernel whose load fails is a result too, not a failure of ours.
 *
 * @param {string} file
 * @returns {Promise<number>}
 */
async function report(file) {
  console.log(
    'There is no display, so no window can be opened; this is the report in the terminal instead.\n',
  );
  const { status } = await run(process.execPath, [join(ROOT, 'out', 'main', 'cli.cjs'), 'report', file]);
  return status === 1 ? 0 : status;
}
