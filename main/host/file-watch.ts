import { stat, statSync, type Stats } from 'node:fs';

/**
 * How often the file is looked at. Looking sees what events do not: a rename over the file, a network share, what
 * came between the load and the first event.
 */
const POLL_MILLISECONDS = 1000;

/** What tells one state of a file on disk from another. */
export interface FileStamp {
  readonly size: number;
  readonly modified: number;
  readonly inode: number;
}

/** The file as it is now; `null` where it cannot be looked at. */
export function stampOf(path: string): FileStamp | null {
  try {
    return stampFrom(statSync(path));
  } catch {
    return null;
  }
}

/** What happened to a file since `loaded`, as a sentence; `null` where it is the same. */
export function describeChange(loaded: FileStamp, now: FileStamp | null): string | null {
  if (now === null) return 'The file has been moved or deleted since it was loaded.';
  if (now.size < loaded.size) {
    return `The file has shrunk from ${loaded.size} to ${now.size} bytes since it was loaded.`;
  }
  return isSameStamp(now, loaded) ? null : 'The file has changed on disk since it was loaded.';
}

/**
 * Watches a file for every change.
 *
 * @param seen the file as it was looked at last
 * @param onChange gets the file as it is then; `null`: it cannot be looked at
 * @returns a function that stops watching
 */
export function watchChanges(
  path: string,
  seen: FileStamp | null,
  onChange: (now: FileStamp | null) => void,
): () => void {
  let last = seen;
  return poll(path, (now) => {
    if (isSameStamp(last, now)) return;
    last = now;
    onChange(now);
  });
}

/** Whether two looks at a file found the same. */
export function isSameStamp(a: FileStamp | null, b: FileStamp | null): boolean {
  return a?.inode === b?.inode && a?.size === b?.size && a?.modified === b?.modified;
}

/**
 * Watches a file against the state in which it was loaded.
 *
 * @param onChange gets the sentence of {@link describeChange} whenever it is another one
 * @returns a function that stops watching
 */
export function watchAgainst(
  path: string,
  loaded: FileStamp,
  onChange: (change: string | null) => void,
): () => void {
  let last: string | null = null;
  return poll(path, (now) => {
    const change = describeChange(loaded, now);
    if (change === last) return;
    last = change;
    onChange(change);
  });
}

/** Looks at a file again and again. @returns a function that ends that */
function poll(path: string, look: (now: FileStamp | null) => void): () => void {
  let stopped = false;
  // Not `stampOf`: a share that hangs must not stop the application.
  const ask = (): void =>
    stat(path, (error, stats) => {
      if (!stopped) look(error ? null : stampFrom(stats));
    });
  const timer = setInterval(ask, POLL_MILLISECONDS);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

/** What is remembered of a look at a file. */
export function stampFrom({ size, mtimeMs, ino }: Stats): FileStamp {
  return { size, modified: mtimeMs, inode: ino };
}
