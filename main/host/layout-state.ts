import type { LayoutState } from '../../shared/contract';
import { readJsonFile, writeJsonFile } from './json-file';
import { layoutSchema } from './validate';

/** A narrow window has no height to spare: there the bottom strip opens on request. */
const DEFAULT_LAYOUT: LayoutState = {
  sizes: {},
  collapsed: ['bottom.narrow', 'touched', 'sourceNotes'],
  tabs: {},
};

/** What is remembered of the panels, one for all windows, kept in a JSON file. */
export class LayoutStore {
  readonly #path: string;
  #layout: LayoutState;

  constructor(path: string) {
    this.#path = path;
    this.#layout = readJsonFile<LayoutState>(path, layoutSchema, DEFAULT_LAYOUT);
  }

  get(): LayoutState {
    return this.#layout;
  }

  set(layout: LayoutState): void {
    this.#layout = layout;
    try {
      writeJsonFile(this.#path, layout);
    } catch {
      // A full disk or a read-only home: the layout holds for this run.
    }
  }
}
