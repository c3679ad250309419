/** Linux's boot image for x86: where the kernel lies in it, and how it is unpacked. */
import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { SetupError } from './process.mjs';

const LARGEST_KERNEL = 2 ** 30;

/** Fields of the boot image's set-up header (Linux's boot protocol, version 2.08 and later). */
const SETUP_SECTORS = 0x1f1;
const HEADER_MAGIC = 0x202;
const PAYLOAD_OFFSET = 0x248;
const PAYLOAD_LENGTH = 0x24c;
const SECTOR = 512;

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
 * Unpacks the ELF file in a Linux boot image.
 *
 * @param {Buffer} image
 * @returns {Buffer}
 * @throws {SetupError} where the image is of another kind or its compression unknown here
 */
export function elfOfBootImage(image) {
  const payload = payloadOf(image);
  if (payload.toString('latin1', 0, 4) === '\x7fELF') return payload;
  const format = FORMATS.find(({ magic }) => magic.every((byte, index) => payload[index] === byte));
  if (!format) {
    throw new SetupError(`the kernel is compressed in an unknown way (${payload.toString('hex', 0, 8)}…)`);
  }
  if (format.name === 'gzip') return gunzipSync(payload);
  const problems = [];
  for (const [command = '', ...args] of format.commands) {
    const result = spawnSync(command, args, { input: payload, maxBuffer: LARGEST_KERNEL });
    // The programs also complain about what follows the stream; what counts is what came out.
    if (result.stdout?.length > 0) return result.stdout;
    problems.push(`${command}: ${result.error?.message ?? String(result.stderr).trim()}`);
  }
  throw new SetupError(
    `the kernel is compressed with ${format.name}, which cannot be unpacked here: ${problems.join('; ')}`,
  );
}
