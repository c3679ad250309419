import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './json-file';

/** How many documents are remembered. */
export const RECENT_LIMIT = 12;

const schema = z.array(z.string().min(1)).max(1000);

/** The files opened last, newest first, kept in a JSON file. */
export class RecentDocuments {
  readonly #path: string;
  readonly #onChange: (paths: readonly string[]) => void;
  #paths: readonly string[];

  /**
   * @param path the JSON file
   * @param onChange called after every change, for the menu
   */
  constructor(path: string, onChange: (paths: readonly string[]) => void = () => undefined) {
    this.#path = path;
    this.#onChange = onChange;
    this.#paths = readJsonFile<string[]>(path, schema, []).slice(0, RECENT_LIMIT);
  }

  list(): readonly string[] {
    return this.#paths;
  }

  /** Puts `path` first; it appears once. */
  add(path: string): void {
    this.#store([path, ...this.#paths.filter((other) => other !== path)].slice(0, RECENT_LIMIT));
  }

  clear(): void {
    this.#store([]);
  }

  #store(paths: readonly string[]): void {
    this.#paths = paths;
    try {
      writeJsonFile(this.#path, paths);
    } catch {
      // A full disk or a read-only home: the list holds for this run.
    }
    this.#onChange(paths);
  }
}
