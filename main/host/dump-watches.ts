import { basename } from 'node:path';
import type { SourceChange } from '../../shared/memory-types';
import { shownText } from '../../shared/shown-text';
import { watchChanges, type FileStamp } from './file-watch';

/** The dumps beside a document: each is looked at again and again, as its bytes are read anew whenever they are shown. */
export class DumpWatches {
  readonly #stops = new Map<number, () => void>();
  readonly #onChange: (change: SourceChange) => void;

  constructor(onChange: (change: SourceChange) => void) {
    this.#onChange = onChange;
  }

  /**
   * Watches an attached dump.
   *
   * @param attached the file as it was when it was attached
   */
  add(source: number, path: string, attached: FileStamp | null): void {
    this.remove(source);
    const stop = watchChanges(path, attached, (now) =>
      this.#onChange({ source, text: changeText(shownText(basename(path)), attached, now) }),
    );
    this.#stops.set(source, stop);
  }

  remove(source: number): void {
    this.#stops.get(source)?.();
    this.#stops.delete(source);
  }

  clear(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }
}

function changeText(name: string, attached: FileStamp | null, now: FileStamp | null): string {
  if (now === null)
    return `The dump ${name} has been moved or deleted: its bytes cannot be read until it is back.`;
  const again = `The dump ${name} has changed on disk: its bytes were read again.`;
  if (attached === null || now.size === attached.size) return again;
  const sizes = `${now.size.toLocaleString('en-US')} bytes, ${attached.size.toLocaleString('en-US')} when it was attached`;
  const then = now.size > attached.size ? ' Attach it again to see all of it.' : '';
  return `${again} It has ${sizes}.${then}`;
}
