import type { LoadView } from './load-view';

/** Neighbouring frames. */
export interface FrameRun {
  readonly first: number;
  readonly count: number;
}

/** Frames that the loader (or, for the level 4 table, the set-up) has taken by a moment, ascending. */
export function* takenFrames(view: LoadView, moment: number): Generator<number, void, undefined> {
  let rootDone = false;
  for (const frame of view.image.index.frames()) {
    if (!rootDone && frame >= view.rootFrame) {
      rootDone = true;
      if (frame !== view.rootFrame) yield view.rootFrame;
    }
    if (frame === view.rootFrame || view.owners.takenAt(frame) <= moment) yield frame;
  }
  if (!rootDone) yield view.rootFrame;
}

/** Frames that hold anything at a moment, ascending, neighbours together: the kernel file's and the taken ones. */
export function touchedRuns(view: LoadView, moment: number): FrameRun[] {
  const runs: { first: number; count: number }[] = [];
  const add = (first: number, count: number): void => {
    const last = runs[runs.length - 1];
    if (last !== undefined && last.first + last.count === first) last.count += count;
    else if (count > 0) runs.push({ first, count });
  };
  const { firstFileFrame, endFileFrame } = view;
  let fileDone = false;
  for (const frame of takenFrames(view, moment)) {
    if (!fileDone && frame >= firstFileFrame) {
      add(firstFileFrame, endFileFrame - firstFileFrame);
      fileDone = true;
    }
    // The level 4 table may have been given a frame of the file.
    if (frame < firstFileFrame || frame >= endFileFrame) add(frame, 1);
  }
  if (!fileDone) add(firstFileFrame, endFileFrame - firstFileFrame);
  return runs;
}
