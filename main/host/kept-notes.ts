/** What users keep with their kernels (breakpoints, bookmarks, watches): one JSON file per kernel file. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NO_NOTES, type DocumentNotes } from '../../shared/notes';
import { FailureError } from '../../shared/result';
import { readJsonFile, writeJsonFile } from './json-file';
import { notes } from './notes-schema';

/** Kernels that notes are kept for; beyond it those that were used longest ago are dropped. */
export const KEPT_LIMIT = 500;

/** A file of notes. The path is for people: the file's name says which kernel it belongs to. */
interface NotesFile {
  readonly version: 1;
  readonly path: string;
  readonly notes: DocumentNotes;
}

const schema: z.ZodType<NotesFile> = z.object({ version: z.literal(1), path: z.string(), notes });

/** The notes of all kernels, in one folder. Kernels are named by their real path. */
export class KeptNotes {
  readonly #folder: string;

  /** @param folder made when the first notes are kept */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * What is kept for a kernel.
   *
   * @throws FailureError `notes.damaged` where a file is there but is none of ours; it is kept under another name, so
   *   that the next call finds no notes
   */
  get(kernel: string): DocumentNotes {
    const file = this.#fileOf(kernel);
    if (!existsSync(file)) return NO_NOTES;
    const kept = readJsonFile<NotesFile | null>(file, schema.nullable(), null);
    if (kept === null) throw this.#setAside(file);
    this.#touch(file);
    return kept.notes;
  }

  /**
   * Keeps notes for a kernel in place of the earlier ones.
   *
   * @throws FailureError `notes.notWritten` where the folder cannot be written
   */
  set(kernel: string, kept: DocumentNotes): void {
    const file = this.#fileOf(kernel);
    try {
      if (isEmpty(kept)) {
        rmSync(file, { force: true });
        return;
      }
      const isNew = !existsSync(file);
      writeJsonFile(file, { version: 1, path: kernel, notes: kept } satisfies NotesFile);
      if (isNew) this.#dropOldest();
    } catch (error) {
      throw new FailureError(
        'notes.notWritten',
        `Breakpoints, bookmarks and watches could not be kept: ${(error as Error).message}.`,
        `They hold until the window is closed. Check that ${this.#folder} can be written.`,
      );
    }
  }

  #fileOf(kernel: string): string {
    const name = createHash('sha256').update(kernel).digest('hex').slice(0, 32);
    return join(this.#folder, `${name}.json`);
  }

  /** Gives a damaged file another name: a person may still find in it what they need. */
  #setAside(file: string): FailureError {
    const aside = `${file}.damaged`;
    try {
      renameSync(file, aside);
    } catch (error) {
      return new FailureError(
        'notes.damaged',
        `The breakpoints, bookmarks and watches of this kernel could not be read: ${(error as Error).message}.`,
        `The next change replaces ${file}.`,
      );
    }
    return new FailureError(
      'notes.damaged',
      'The breakpoints, bookmarks and watches of this kernel could not be read: their file is damaged.',
      `It was kept as ${aside}.`,
    );
  }

  /** Reading counts as use. */
  #touch(file: string): void {
    try {
      const now = new Date();
      utimesSync(file, now, now);
    } catch {
      // A read-only home: nothing new is kept there, so nothing will be dropped either.
    }
  }

  #dropOldest(): void {
    const files = readdirSync(this.#folder).map((name) => {
      const path = join(this.#folder, name);
      return { path, used: statSync(path).mtimeMs };
    });
    if (files.length <= KEPT_LIMIT) return;
    files.sort((a, b) => b.used - a.used);
    for (const { path } of files.slice(KEPT_LIMIT)) rmSync(path, { force: true });
  }
}

function isEmpty({ stopAtStages, ...lists }: DocumentNotes): boolean {
  return Object.values(lists).every((list) => list.length === 0) && !stopAtStages;
}
