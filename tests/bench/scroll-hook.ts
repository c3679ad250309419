/**
 * Loaded into Electron's main process before the application (`electron -r`): scrolls a view in every way once the
 * page shows its kernel, says on standard output what each frame took, and ends Electron. Inputs are the browser's
 * own, so what they cost before the page hears of them is in the figures as well.
 */
import { readFileSync, rmSync } from 'node:fs';
import { app, BrowserWindow, contentTracing, type WebContents } from 'electron';
import { CATEGORIES, framesBetween, type TraceEvent } from './frame-times';
import {
  isScrolledView,
  SCROLL_LINE,
  VIEW_VARIABLE,
  WAYS,
  type Scrolled,
  type ScrolledView,
  type Way,
} from './scroll-names';

const WIDTH = 1920;
const HEIGHT = 1200;
const INPUTS = 120;
/** What is compiled and drawn for the first time is not what scrolling costs. */
const WARM_UPS = 30;

/** Waits until the page shows everything. */
const SETTLED = `(async () => {
  const { dataset } = document.documentElement;
  do await new Promise(requestAnimationFrame);
  while (dataset.appState !== 'ready' || dataset.pending !== '0' || dataset.moment === undefined);
})()`;

/** Shows everything instead of the step, and the first bytes that are there. */
const SHOW_ALL = `(() => {
  const scope = document.querySelector('select[aria-label="Rows shown"]');
  if (scope === null) return;
  scope.value = 'all';
  scope.dispatchEvent(new Event('change', { bubbles: true }));
})()`;

/** What is scrolled, what is pressed to give it the keyboard, and what is dragged. */
const PARTS: Readonly<Record<ScrolledView, Readonly<Partial<Record<keyof Places, string>>>>> = {
  memory: {
    lines: '[role=grid].hex',
    line: '[role=grid].hex .lines [data-col]',
    bar: '[role=grid].hex .scroll',
    minimap: '.minimap canvas',
  },
  disassembly: {
    lines: '[role=listbox].code',
    line: '[role=listbox].code .line .address',
    bar: '[role=listbox].code .scroll',
  },
  symbols: {
    lines: '[role=grid][aria-label=Symbols]',
    // The first ones drawn may lie above those in sight.
    line: '[role=grid][aria-label=Symbols] [data-row]:nth-child(12)',
  },
};

/** The places of the parts, in pixels of the page. */
function placesOf(view: ScrolledView): string {
  return `(() => Object.fromEntries(Object.entries(${JSON.stringify(PARTS[view])}).map(([name, selector]) => {
    const { left, top, width, height } = document.querySelector(selector).getBoundingClientRect();
    return [name, { x: left + width / 2, top, height }];
  })))()`;
}

/** Before the name of a mark in the recording: what follows belongs to that input. */
const MARK = 'scroll ';

/** Resolves behind the style and layout of the next frame, with a mark there. */
function frameThenMark(name: string): string {
  return `new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.mark('${MARK}${name}') && null);
    port2.postMessage(null);
  }))`;
}

interface Box {
  readonly x: number;
  readonly top: number;
  readonly height: number;
}

type Places = Readonly<Partial<Record<'lines' | 'line' | 'bar' | 'minimap', Box>>>;

/** Sends inputs and measures them. */
class Scroller {
  private places: Places | null = null;

  constructor(
    private readonly contents: WebContents,
    private readonly view: ScrolledView,
  ) {}

  async measure(): Promise<Scrolled> {
    const { contents } = this;
    contents.debugger.attach('1.3');
    await contents.executeJavaScript(SETTLED);
    await contents.executeJavaScript(SHOW_ALL);
    await contents.executeJavaScript(SETTLED);
    await contentTracing.startRecording({ included_categories: [...CATEGORIES], excluded_categories: ['*'] });
    for (const way of WAYS[this.view]) {
      this.places = (await contents.executeJavaScript(placesOf(this.view))) as Places;
      await this.begin(way);
      for (let input = 0; input < WARM_UPS + INPUTS; input++) {
        await contents.executeJavaScript(frameThenMark(`${way} ${input}`));
        await this.input(way, input);
      }
      await contents.executeJavaScript(frameThenMark('rest'));
      await this.end(way);
      await contents.executeJavaScript(SETTLED);
    }
    return timesOf(await recorded(), WAYS[this.view]);
  }

  private send(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return this.contents.debugger.sendCommand(method, params);
  }

  private mouse(type: string, x: number, y: number, more: Readonly<Record<string, unknown>> = {}) {
    return this.send('Input.dispatchMouseEvent', { type, x, y, ...more });
  }

  private box(way: Way): Box {
    const box = this.places?.[way === 'wheel' ? 'lines' : way === 'keys' ? 'line' : way];
    if (box === undefined) throw new Error(`the page has nothing to scroll by ${way}`);
    return box;
  }

  private async begin(way: Way): Promise<void> {
    const { x, top } = this.box(way);
    if (way === 'wheel') return;
    const y = top + 4;
    await this.mouse('mousePressed', x, y, { button: 'left', buttons: 1, clickCount: 1 });
    // Keys go where was pressed.
    if (way === 'keys') await this.mouse('mouseReleased', x, y, { button: 'left', clickCount: 1 });
  }

  private async input(way: Way, index: number): Promise<unknown> {
    const { x, top, height } = this.box(way);
    switch (way) {
      case 'wheel':
        return this.mouse('mouseWheel', x, top + 200, { deltaX: 0, deltaY: index % 60 < 45 ? 120 : -120 });
      case 'keys': {
        // Lines one by one, and whole views.
        const key = index % 4 === 3 ? 'PageDown' : 'ArrowDown';
        const windowsVirtualKeyCode = key === 'PageDown' ? 34 : 40;
        return this.send('Input.dispatchKeyEvent', {
          type: 'rawKeyDown',
          key,
          code: key,
          windowsVirtualKeyCode,
        });
      }
      default: {
        // Up and down the whole way, never the same place twice in a row.
        const share = Math.abs(((index * 0.037) % 2) - 1);
        return this.mouse('mouseMoved', x, top + 4 + share * (height - 8), { button: 'left', buttons: 1 });
      }
    }
  }

  private async end(way: Way): Promise<void> {
    if (way !== 'bar' && way !== 'minimap') return;
    const { x, top } = this.box(way);
    await this.mouse('mouseReleased', x, top + 4, { button: 'left', clickCount: 1 });
  }
}

/** Ends the recording. */
async function recorded(): Promise<readonly TraceEvent[]> {
  const path = await contentTracing.stopRecording();
  const { traceEvents } = JSON.parse(readFileSync(path, 'utf8')) as { traceEvents: readonly TraceEvent[] };
  rmSync(path);
  return traceEvents;
}

/** The frames of each input, the first inputs left out. */
function timesOf(events: readonly TraceEvent[], ways: readonly Way[]): Scrolled {
  const frames = framesBetween(events, (name) => name.startsWith(MARK));
  const inputs = Array.from({ length: INPUTS }, (_, i) => WARM_UPS + i);
  const of = (way: Way): number[][] => inputs.map((input) => frames.get(`${MARK}${way} ${input}`) ?? []);
  return Object.fromEntries(ways.map((way) => [way, of(way)]));
}

app.on('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', () => {
    BrowserWindow.fromWebContents(contents)?.setContentSize(WIDTH, HEIGHT);
    const named = process.env[VIEW_VARIABLE];
    const view = isScrolledView(named) ? named : 'memory';
    void new Scroller(contents, view).measure().then(
      (found) => process.stdout.write(`${SCROLL_LINE}${JSON.stringify(found)}\n`, () => app.exit(0)),
      (error: unknown) => process.stdout.write(`${String(error)}\n`, () => app.exit(1)),
    );
  });
});
