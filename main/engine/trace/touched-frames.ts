import type { LoadView } from './load-view';

/** Neighbouring frames. */
export interface FrameRun {
  readonly first: number;
  readonly count: number;
}

/** Frames that the loader (or, for the level 4 table, the set-up) has taken by a moment, ascending. */
export function takenFrames(view: LoadView, moment: number): Float64Array {
  const { rootFrame, owners } = view;
  const frames = view.image.index.frames();
  const taken = new Float64Array(frames.length + 1);
  let length = 0;
  let rootDone = false;
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i] as number;
    if (!rootDone && frame >= rootFrame) {
      rootDone = true;
      taken[length++] = rootFrame;
    }
    if (frame !== rootFrame && owners.takenAt(frame) <= moment) taken[length++] = frame;
  }
  if (!rootDone) taken[length++] = rootFrame;
  return taken.subarray(0, length);
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
