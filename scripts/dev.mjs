/** `npm run dev [-- FILE]`: the window with hot reload of the renderer and restart on changes of main. */
import { join } from 'node:path';
import { forgetBuild } from './build.mjs';
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
  if (!(await hasDisplay(process.env))) throw new SetupError('There is no display to open a window on.');
  const electron = await resolveElectron();
  await ensureSystemPackages(electron, { display: false });
  const tool = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const args = [...electronFlags(process.env), ...flags, file];
  // What is built on the way is for development, however new it is.
  forgetBuild(ROOT);
  const env = { ...electronEnvironment(process.env), ELECTRON_EXEC_PATH: electron };
  return (await run(process.execPath, [tool, 'dev', '--watch', '--', ...args], { cwd: ROOT, env })).status;
});
