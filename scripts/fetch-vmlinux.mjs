/**
 * Gets Debian's Linux kernel as an ELF file and prints its path.
 *
 *   node scripts/fetch-vmlinux.mjs [--refresh]
 *
 * Downloads the package behind linux-image-amd64 with apt, which checks its signed hash, takes the boot image out
 * and unpacks the ELF file inside it. The file stays in the user's cache folder; `--refresh` looks for a newer one.
 * Exits with 1 and a reason where it cannot be had.
 */
import { spawnSync } from 'node:child_process';
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
import { cacheFolder } from './paths.mjs';
import { runMain, SetupError } from './process.mjs';

const META_PACKAGE = 'linux-image-amd64';
const PREFIX = 'vmlinux-';

/** Where Linux is linked to run on x86-64. */
const TEXT_ADDRESS = 0xffffffff81000000n;

const DOWNLOAD_MILLISECONDS = 10 * 60_000;
const LARGEST_OUTPUT = 2 ** 30;

/** Fields of the boot image's set-up header (Linux's boot protocol, version 2.08 and later). */
const SETUP_SECTORS = 0x1f1;
const HEADER_MAGIC = 0x202;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR = 512;

/** A program's standard output as bytes; its failure with its own words. */
function output(
  /** @type {string} */ command,
  /** @type {string[]} */ args,
  /** @type {Parameters<typeof spawnSync>[2]} */ options = {},
) {
  const result = spawnSync(command, args, {
    maxBuffer: LARGEST_OUTPUT,
    timeout: DOWNLOAD_MILLISECONDS,
    ...options,
  });
  if (result.error) throw new SetupError(`${command} cannot be run: ${result.error.message}`);
  if (result.status !== 0) {
    throw new SetupError(`${command} ${args.join(' ')} failed: ${String(result.stderr).trim().slice(-500)}`);
  }
  return /** @type {Buffer} */ (result.stdout);
}

/**
 * The package that {@link META_PACKAGE} stands for at the moment.
 *
 * @returns {string} e.g. `linux-image-6.1.0-50-amd64`
 */
function currentPackage() {
  const depends = () => {
    const text = spawnSync('apt-cache', ['depends', META_PACKAGE], { encoding: 'utf8' }).stdout ?? '';
    return /^\s*Depends:\s*(linux-image-\S+)/m.exec(text)?.[1];
  };
  const known = depends();
  if (known !== undefined) return known;
  // A fresh Debian has no package lists; only root may fetch them.
  if (process.getuid?.() === 0) output('apt-get', ['update']);
  const found = depends();
  if (found === undefined) {
    throw new SetupError(
      `apt does not know the package ${META_PACKAGE}. On Debian, run "apt-get update" as root and try again.`,
    );
  }
  return found;
}

/**
 * Downloads a package and takes the boot image out of it.
 *
 * @param {string} name
 * @param {string} folder
 */
function bootImage(name, folder) {
  // apt's own download user may not write here; it then says so and downloads as the caller.
  output('apt-get', ['download', name], { cwd: folder });
  const archive = readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new SetupError(`apt-get download ${name} left no package in ${folder}`);
  output('dpkg-deb', ['-x', archive, 'content'], { cwd: folder });
  const boot = join(folder, 'content', 'boot');
  const image = readdirSync(boot).find((file) => file.startsWith('vmlinuz-'));
  if (image === undefined) throw new SetupError(`${name} contains no boot image`);
  return readFileSync(join(boot, image));
}

/** How payloads are recognised and unpacked; each command reads the payload and writes the ELF file. */
const FORMATS = [
  { name: 'gzip', magic: [0x1f, 0x8b], commands: [] },
  {
    name: 'xz',
    magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    commands: [['xz', '-dc', '--single-stream'], python('import lzma as m; d=m.LZMADecompressor()')],
  },
  {
    name: 'lzma',
    magic: [0x5d, 0x00, 0x00],
    commands: [
      ['xz', '-dc', '--format=lzma'],
      python('import lzma as m; d=m.LZMADecompressor(m.FORMAT_ALONE)'),
    ],
  },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], commands: [python('import bz2; d=bz2.BZ2Decompressor()')] },
  {
    name: 'zstd',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    commands: [['zstd', '-dcq'], python('import zstandard; d=zstandard.ZstdDecompressor().decompressobj()')],
  },
  { name: 'lz4', magic: [0x02, 0x21, 0x4c, 0x18], commands: [['lz4', '-dcq']] },
];

/**
 * Python with a decompressor object `d`, for machines without the program.
 *
 * @param {string} makeDecompressor
 */
function python(makeDecompressor) {
  const code = `import sys; ${makeDecompressor}; sys.stdout.buffer.write(d.decompress(sys.stdin.buffer.read()))`;
  return ['python3', '-c', code];
}

/**
 * The compressed kernel inside a boot image.
 *
 * @param {Buffer} image
 */
function payloadOf(image) {
  if (image.toString('latin1', HEADER_MAGIC, HEADER_MAGIC + 4) !== 'HdrS') {
    throw new SetupError('the boot image has no set-up header of x86');
  }
  const start = ((image[SETUP_SECTORS] || 4) + 1) * SECTOR + image.readUInt32LE(PAYLOAD_OFFSET);
  // The last four bytes are the unpacked size, which some decompressors take for garbage.
  return image.subarray(start, start + image.readUInt32LE(PAYLOAD_LENGTH) - 4);
}

/**
 * @param {Buffer} payload
 * @returns {Buffer} the ELF file
 */
function unpack(payload) {
  if (payload.toString('latin1', 0, 4) === '\x7fELF') return payload;
  const format = FORMATS.find(({ magic }) => magic.every((byte, index) => payload[index] === byte));
  if (!format) {
    throw new SetupError(`the kernel is compressed in an unknown way (${payload.toString('hex', 0, 8)}…)`);
  }
  if (format.name === 'gzip') return gunzipSync(payload);
  const problems = [];
  for (const [command = '', ...args] of format.commands) {
    const result = spawnSync(command, args, { input: payload, maxBuffer: LARGEST_OUTPUT });
    // The programs also complain about what follows the stream; what counts is what came out.
    if (result.stdout?.length > 0) return result.stdout;
    problems.push(`${command}: ${result.error?.message ?? String(result.stderr).trim()}`);
  }
  throw new SetupError(
    `the kernel is compressed with ${format.name}, which cannot be unpacked here: ${problems.join('; ')}`,
  );
}

/**
 * Makes sure that this is a kernel as the loader's tests want it.
 *
 * @param {Buffer} elf
 */
function check(elf) {
  const isElf = elf.length >= 64 && elf.toString('latin1', 0, 4) === '\x7fELF';
  if (!isElf || elf[4] !== 2 || elf.readUInt16LE(16) !== 2) {
    throw new SetupError('what was unpacked is no executable ELF64 file');
  }
  const table = Number(elf.readBigUInt64LE(32));
  const headers = Array.from(
    { length: elf.readUInt16LE(56) },
    (_, index) => table + index * elf.readUInt16LE(54),
  );
  const isText = headers.some(
    (at) => elf.readUInt32LE(at) === 1 && elf.readBigUInt64LE(at + 16) === TEXT_ADDRESS,
  );
  if (!isText) throw new SetupError(`the kernel has no segment at 0x${TEXT_ADDRESS.toString(16)}`);
}

/**
 * The newest kernel in the cache folder.
 *
 * @param {string} cache
 */
function cached(cache) {
  const files = existsSync(cache) ? readdirSync(cache) : [];
  const kernels = files.filter((file) => file.startsWith(PREFIX) && !file.endsWith('.part'));
  const newest = kernels.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  return newest === undefined ? undefined : join(cache, newest);
}

/**
 * Gets the kernel, from the cache where it lies there.
 *
 * @param {{ refresh?: boolean }} [options]
 * @returns {string} path of the ELF file
 * @throws {SetupError} where it cannot be had
 */
export function fetchVmlinux({ refresh = false } = {}) {
  const cache = cacheFolder(process.env);
  const known = cached(cache);
  if (known !== undefined && !refresh) return known;
  if (process.platform !== 'linux')
    throw new SetupError("Debian's kernel is fetched with apt, on Debian only");
  const name = currentPackage();
  const path = join(cache, PREFIX + name.replace('linux-image-', ''));
  if (existsSync(path)) return path;
  const folder = mkdtempSync(join(tmpdir(), 'loadscope-vmlinux-'));
  try {
    console.error(`Downloading ${name} (about 70 MB) …`);
    const elf = unpack(payloadOf(bootImage(name, folder)));
    check(elf);
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${path}.part`, elf);
    renameSync(`${path}.part`, path);
    return path;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    console.log(fetchVmlinux({ refresh: process.argv.includes('--refresh') }));
    return 0;
  });
}
