/** `npm run dev [-- FILE]`: the window with hot reload of the renderer and restart on changes of main. */
import { join } from 'node:path';
import { electronEnvironment, electronFlags, resolveElectron } from './electron-runtime.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ROOT } from './paths.mjs';
import { run, runMain } from './process.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

await runMain(async () => {
  await ensureNodeModules(ROOT);
  const electron = await resolveElectron();
  await ensureSystemPackages(electron, { display: false });
  const tool = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const args = [...electronFlags(process.env), ...process.argv.slice(2)];
  const env = { ...electronEnvironment(process.env), ELECTRON_EXEC_PATH: electron };
  return (await run(process.execPath, [tool, 'dev', '--watch', '--', ...args], { cwd: ROOT, env })).status;
});
