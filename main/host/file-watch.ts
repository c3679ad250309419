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
  const same = now.size === loaded.size && now.modified === loaded.modified && now.inode === loaded.inode;
  return same ? null : 'The file has changed on disk since it was loaded.';
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
  let stopped = false;
  const look = (): void => {
    // Not `stampOf`: a share that hangs must not stop the application.
    stat(path, (error, stats) => {
      const change = describeChange(loaded, error ? null : stampFrom(stats));
      if (stopped || change === last) return;
      last = change;
      onChange(change);
    });
  };
  const timer = setInterval(look, POLL_MILLISECONDS);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

function stampFrom({ size, mtimeMs, ino }: Stats): FileStamp {
  return { size, modified: mtimeMs, inode: ino };
}
