/**
 * ESLint rule `local/layers`: a folder is a layer, and a layer imports only what the allow-list names.
 *
 * The list is complete: an edge that is not in it is refused, so is a package or a Node module in a layer that
 * has no right to it.
 */
import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';

const ENGINE = [
  'base',
  'memory',
  'paging',
  'elf',
  'loader',
  'trace',
  'search',
  'query',
  'session',
  'export',
].map((name) => `main/engine/${name}`);

/**
 * For each layer the layers that it may import besides itself.
 * @type {Map<string, readonly string[]>}
 */
export const LAYERS = new Map();
LAYERS.set('shared', []);
ENGINE.forEach((layer, index) => LAYERS.set(layer, ['shared', ...ENGINE.slice(0, index)]));
LAYERS.set('main/host', ['shared', ...ENGINE]);
LAYERS.set('main', ['shared', ...ENGINE, 'main/host']);
LAYERS.set('preload', ['shared']);
LAYERS.set('renderer', ['shared']);

/** Engine files that may use Node: the ports to the disk. */
export const ENGINE_NODE_FILES = new Set(['main/engine/memory/image-file.ts', 'main/engine/export/sink.ts']);

/** Packages that the engine may use, by layer. They run anywhere too. */
const ENGINE_PACKAGES = new Map([['main/engine/session', ['zod', 'crc-32']]]);

/** The one file of each side that may touch Electron's raw messages. */
const RAW_IPC_FILES = new Map([
  ['ipcMain', 'main/host/ipc.ts'],
  ['ipcRenderer', 'preload/index.ts'],
]);

/**
 * The layer of a file: the longest folder of the list that holds it.
 *
 * @param {string} file path relative to the repository, with `/`
 * @returns {string | null} `null` for tests, scripts and configuration, which are free
 */
export function layerOf(file) {
  const holders = [...LAYERS.keys()].filter((layer) => file.startsWith(`${layer}/`));
  return holders.sort((a, b) => b.length - a.length)[0] ?? null;
}

/**
 * Why `file` may not import `source`, or `null` where it may.
 *
 * @param {string} root absolute path of the repository
 * @param {string} file importing file, relative to the root
 * @param {string} source module specifier as written
 * @param {readonly string[]} names imported names; `*` for a namespace, `default` for a default import
 * @returns {string | null}
 */
export function refusal(root, file, source, names) {
  const layer = layerOf(file);
  if (layer === null) return null;
  const engine = layer.startsWith('main/engine/');
  if (source.startsWith('.')) {
    const target = relative(root, resolve(root, dirname(file), source.split('?')[0] ?? source))
      .split(sep)
      .join('/');
    const targetLayer = layerOf(`${target}/`) ?? layerOf(target);
    if (targetLayer === layer || (targetLayer !== null && LAYERS.get(layer)?.includes(targetLayer)))
      return null;
    return `${layer} may not import ${targetLayer ?? target}`;
  }
  if (source === 'electron' || source.startsWith('electron/')) return electronRefusal(layer, file, names);
  if (isBuiltin(source)) {
    if (layer === 'main' || layer === 'main/host' || (engine && ENGINE_NODE_FILES.has(file))) return null;
    return `${layer} may not use the Node module ${source}`;
  }
  if (ENGINE_PACKAGES.get(layer)?.includes(source)) return null;
  if (layer === 'shared' || layer === 'preload' || engine)
    return `${layer} may not use the package ${source}`;
  return null;
}

/**
 * @param {string} layer
 * @param {string} file
 * @param {readonly string[]} names
 * @returns {string | null}
 */
function electronRefusal(layer, file, names) {
  if (layer !== 'main' && layer !== 'main/host' && layer !== 'preload')
    return `${layer} may not use Electron`;
  if (names.includes('*') || names.includes('default')) return 'import Electron by names';
  for (const [name, owner] of RAW_IPC_FILES) {
    if (names.includes(name) && file !== owner) return `${name} belongs to ${owner}`;
  }
  return null;
}

/** @type {import('eslint').Rule.RuleModule} */
const rule = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{reason}}' } },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/');
    /**
     * @param {import('estree').Node} node
     * @param {unknown} source
     * @param {string[]} names
     */
    const check = (node, source, names) => {
      if (typeof source !== 'string') return;
      const reason = refusal(context.cwd, file, source, names);
      if (reason) context.report({ node, messageId: 'refused', data: { reason } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value, node.specifiers.map(importedName)),
      ExportNamedDeclaration: (node) => check(node, node.source?.value, node.specifiers.map(localName)),
      ExportAllDeclaration: (node) => check(node, node.source.value, ['*']),
      ImportExpression: (node) =>
        check(node, node.source.type === 'Literal' ? node.source.value : undefined, ['*']),
    };
  },
};

/**
 * @param {import('estree').ImportSpecifier | import('estree').ImportDefaultSpecifier | import('estree').ImportNamespaceSpecifier} specifier
 * @returns {string}
 */
function importedName(specifier) {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  return specifier.imported.type === 'Identifier'
    ? specifier.imported.name
    : String(specifier.imported.value);
}

/**
 * @param {import('estree').ExportSpecifier} specifier
 * @returns {string}
 */
function localName(specifier) {
  return specifier.local.type === 'Identifier' ? specifier.local.name : String(specifier.local.value);
}

export default rule;
