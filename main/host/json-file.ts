import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { ZodType } from 'zod';

/**
 * Reads a small JSON file of ours.
 *
 * @returns `fallback` where the file is missing, unreadable, damaged or of another shape: remembered things are
 *   conveniences, and losing them must not keep the application from starting.
 */
export function readJsonFile<T>(path: string, schema: ZodType<T>, fallback: T): T {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : fallback;
  } catch {
    return fallback;
  }
}

/**
 * Writes a small JSON file so that a crash leaves the old or the new content, never half of one.
 *
 * @throws the system's error where the folder cannot be written
 */
export function writeJsonFile(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const fd = openSync(temporary, 'w', 0o600);
    try {
      // All of it: a disk that gets full may take a part, and say nothing.
      writeFileSync(fd, `${JSON.stringify(value, null, 2)}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
