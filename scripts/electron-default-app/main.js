// What `electron FOLDER` runs where the Electron build brings no default application of its own: it starts the
// application in FOLDER as if Electron had been made for it. Options before FOLDER: --version, -r MODULE.
'use strict';

const { app } = require('electron');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** Splits the command line into modules to load first and the application's folder or file. */
function readArguments(args) {
  const preload = [];
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i];
    if (arg === '-r' || arg === '--require') preload.push(args[(i += 1)]);
    else if (arg.startsWith('--require=')) preload.push(arg.slice('--require='.length));
    else if (arg === '--version' || arg === '-v') return { preload, version: true, entry: null };
    else if (!arg.startsWith('-')) return { preload, version: false, entry: path.resolve(arg) };
  }
  return { preload, version: false, entry: null };
}

/** Gives Electron the name, version and folder of the application before its first line runs. */
function adoptPackage(folder) {
  const file = path.join(folder, 'package.json');
  if (!fs.existsSync(file)) return;
  const description = JSON.parse(fs.readFileSync(file, 'utf8'));
  const name = description.productName || description.name;
  if (name) app.setName(name);
  if (description.version) app.setVersion(description.version);
  app.setAppPath(folder);
}

/** Ends with a message; a window without an application would tell nobody anything. */
function fail(message) {
  console.error(message);
  process.exit(1);
}

const { preload, version, entry } = readArguments(process.argv.slice(1));
if (version) {
  console.log(`v${process.versions.electron}`);
  process.exit(0);
}
process.defaultApp = true;
if (preload.length > 0) Module._preloadModules(preload);
if (entry === null) fail('usage: electron [-r MODULE] FOLDER [ARGUMENT …]');
else if (!fs.existsSync(entry)) fail(`electron: ${entry} does not exist`);
else {
  const isFolder = fs.statSync(entry).isDirectory();
  adoptPackage(isFolder ? entry : path.dirname(entry));
  Module._load(entry, null, true);
}
