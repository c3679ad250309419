/** From a recording of what the page's thread did to the time that script, style and layout took. */

/** What is read of an event of the trace event format; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  /** `X`: with a duration; `M`: names a thread; others are points in time. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread's own time: what other programs took from it is not in it. */
  readonly tdur?: number;
  readonly args?: { readonly name?: unknown };
}

/** Categories of a recording that {@link framesBetween} reads. */
export const CATEGORIES: readonly string[] = ['devtools.timeline', 'v8.execute', 'blink.user_timing'];

/** Names the page's thread. */
const PAGE_THREAD = 'CrRendererMain';

/**
 * Script with all that it runs at the end of a task (microtasks: most of what a framework does), its garbage, style and
 * layout. Some run inside of others and are counted with them.
 */
const COUNTED: ReadonlySet<string> = new Set([
  'EventDispatch',
  'EvaluateScript',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'HitTest',
  'Layout',
  'MajorGC',
  'MinorGC',
  'ParseHTML',
  'RecalculateStyles',
  'RunMicrotasks',
  'TimerFire',
  'UpdateLayoutTree',
  'v8.callFunction',
  'v8.run',
]);

/** Behind this a frame is done. */
const FRAME_END = 'Paint';

/** What the page's thread counted from one mark to the next, in milliseconds: one number for each frame. */
export function framesBetween(
  events: readonly TraceEvent[],
  isMark: (name: string) => boolean,
): Map<string, number[]> {
  const thread = pageThread(events, isMark);
  const own = events
    .filter((event) => event.pid === thread.pid && event.tid === thread.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const found = new Map<string, number[]>();
  let frames: number[] = [];
  let end = -Infinity;
  for (const event of own) {
    if (isMark(event.name)) found.set(event.name, (frames = [0]));
    if (event.name === FRAME_END) frames.push(0);
    if (event.ph !== 'X' || !COUNTED.has(event.name) || event.ts < end) continue;
    end = event.ts + (event.dur ?? 0);
    frames.push((frames.pop() ?? 0) + (event.tdur ?? event.dur ?? 0) / 1000);
  }
  return found;
}

/** The thread that made the marks. */
function pageThread(
  events: readonly TraceEvent[],
  isMark: (name: string) => boolean,
): Pick<TraceEvent, 'pid' | 'tid'> {
  const names = new Map<string, unknown>();
  for (const event of events) {
    if (event.ph === 'M' && event.name === 'thread_name')
      names.set(`${event.pid}:${event.tid}`, event.args?.name);
  }
  const found = events.find(
    (event) => isMark(event.name) && names.get(`${event.pid}:${event.tid}`) === PAGE_THREAD,
  );
  if (found === undefined) throw new Error('the recording has no mark of the page');
  return found;
}
