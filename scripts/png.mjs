/** Makes screenshots smaller: what they are written with aims at speed, not at size. */
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TRUECOLOUR = 2;
const TRUECOLOUR_ALPHA = 6;

/** @typedef {{ width: number, height: number, rgb: Uint8Array }} Picture 3 bytes a pixel, rows from the top */

/**
 * The same picture in fewer bytes: neighbouring shades, of which antialiased text has thousands, become one. No channel
 * differs by more than 1 from what it was.
 *
 * @param {Buffer} png opaque, 8 bits a channel, not interlaced
 * @returns {Buffer}
 */
export function recompress(png) {
  const picture = decode(png);
  return encode({ ...picture, rgb: picture.rgb.map((value) => (value === 255 ? value : value & 0xfe)) });
}

/**
 * @param {Buffer} png
 * @returns {Picture}
 */
export function decode(png) {
  const parts = chunks(png);
  const header = parts.find(({ type }) => type === 'IHDR')?.data;
  if (!header) throw new Error('no PNG file');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === TRUECOLOUR_ALPHA ? 4 : 3;
  const plain = header[8] === 8 && header[12] === 0;
  if (!plain || (channels === 3 && header[9] !== TRUECOLOUR)) throw new Error('another kind of PNG file');
  const data = parts.filter(({ type }) => type === 'IDAT').map((part) => part.data);
  const pixels = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const rgb = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i += 1) pixels.copy(rgb, i * 3, i * channels, i * channels + 3);
  return { width, height, rgb };
}

/**
 * Without row filters: flat areas and repeated glyphs are found as they are.
 *
 * @param {Picture} picture
 * @returns {Buffer}
 */
export function encode({ width, height, rgb }) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, TRUECOLOUR, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1)
    rows.set(rgb.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1);
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param {Buffer} png */
function chunks(png) {
  const found = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    found.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return found;
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, checksum]);
}

/**
 * The checksum of a chunk. (`zlib.crc32` is younger than the oldest Node 20.)
 *
 * @param {Buffer} bytes
 */
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/**
 * Undoes the row filters of the PNG specification.
 *
 * @param {Buffer} filtered each row after the number of its filter
 * @param {number} stride bytes of a row
 * @param {number} height
 * @param {number} channels bytes of a pixel
 */
function unfilter(filtered, stride, height, channels) {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const left = x >= channels ? (out[y * stride + x - channels] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (out[(y - 1) * stride + x - channels] ?? 0) : 0;
      const value = filtered[y * (stride + 1) + 1 + x] ?? 0;
      out[y * stride + x] = value + prediction(filter, left, up, corner);
    }
  }
  return out;
}

/**
 * @param {number} filter
 * @param {number} left
 * @param {number} up
 * @param {number} corner
 */
function prediction(filter, left, up, corner) {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const base = left + up - corner;
  const distances = [left, up, corner].map((value) => Math.abs(base - value));
  const nearest = Math.min(...distances);
  return [left, up, corner][distances.indexOf(nearest)] ?? 0;
}
