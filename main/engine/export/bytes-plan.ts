import type { ExportPlan, FileChunk } from './image-reader';

/** Bytes that are written together. */
const CHUNK = 2 ** 20;

/** A file of bytes that are in memory already. */
export function bytesPlan(bytes: Uint8Array): ExportPlan {
  return { size: null, total: bytes.length, chunks: () => chunksOf(bytes) };
}

function* chunksOf(all: Uint8Array): Generator<FileChunk, void, undefined> {
  for (let position = 0; position < all.length; position += CHUNK) {
    const bytes = all.subarray(position, position + CHUNK);
    yield { position, bytes, done: position + bytes.length };
  }
}
