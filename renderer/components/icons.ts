/**
 * Icons: Lucide's, of which only the named ones are bundled, and the ones drawn for this project (travel in time,
 * the current line), which mirror each other: the icon of a backward movement is the mirror of the forward one.
 */
import arrowLeftRight from 'lucide-static/icons/arrow-left-right.svg?raw';
import bookmark from 'lucide-static/icons/bookmark.svg?raw';
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import bookOpen from 'lucide-static/icons/book-open-text.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw';
import chevronUp from 'lucide-static/icons/chevron-up.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleX from 'lucide-static/icons/circle-x.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import cornerDownRight from 'lucide-static/icons/corner-down-right.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import fileCode from 'lucide-static/icons/file-code.svg?raw';
import fileIcon from 'lucide-static/icons/file.svg?raw';
import folderOpen from 'lucide-static/icons/folder-open.svg?raw';
import gitCompare from 'lucide-static/icons/git-compare.svg?raw';
import grid from 'lucide-static/icons/grid-3x3.svg?raw';
import highlighter from 'lucide-static/icons/highlighter.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import keyboard from 'lucide-static/icons/keyboard.svg?raw';
import listFilter from 'lucide-static/icons/list-filter.svg?raw';
import listTree from 'lucide-static/icons/list-tree.svg?raw';
import locateFixed from 'lucide-static/icons/locate-fixed.svg?raw';
import binary from 'lucide-static/icons/binary.svg?raw';
import menu from 'lucide-static/icons/menu.svg?raw';
import maximize2 from 'lucide-static/icons/maximize-2.svg?raw';
import minimize2 from 'lucide-static/icons/minimize-2.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import panelLeft from 'lucide-static/icons/panel-left.svg?raw';
import panelRight from 'lucide-static/icons/panel-right.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import pin from 'lucide-static/icons/pin.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import refresh from 'lucide-static/icons/refresh-cw.svg?raw';
import settings2 from 'lucide-static/icons/settings-2.svg?raw';
import link2 from 'lucide-static/icons/link.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import square from 'lucide-static/icons/square.svg?raw';
import trash from 'lucide-static/icons/trash-2.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';
import unfold from 'lucide-static/icons/unfold-horizontal.svg?raw';
import arrowLeft from 'lucide-static/icons/arrow-left.svg?raw';
import box from 'lucide-static/icons/box.svg?raw';
import braces from 'lucide-static/icons/braces.svg?raw';
import cpu from 'lucide-static/icons/cpu.svg?raw';
import hash from 'lucide-static/icons/hash.svg?raw';
import layers from 'lucide-static/icons/layers.svg?raw';
import milestone from 'lucide-static/icons/milestone.svg?raw';
import octagonPause from 'lucide-static/icons/octagon-pause.svg?raw';
import squareTerminal from 'lucide-static/icons/square-terminal.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';
import zoomIn from 'lucide-static/icons/zoom-in.svg?raw';
import zoomOut from 'lucide-static/icons/zoom-out.svg?raw';
import wrench from 'lucide-static/icons/wrench.svg?raw';

/** What is inside an icon's `svg`, and the coordinates it is drawn in. */
export interface IconDrawing {
  readonly viewBox: string;
  /** In the drawing's own units: 1.25 px at 16 px for both sets. */
  readonly strokeWidth: number;
  readonly body: string;
}

function lucide(svg: string): IconDrawing {
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1] ?? '';
  return { viewBox: '0 0 24 24', strokeWidth: 1.9, body };
}

function own(body: string): IconDrawing {
  return { viewBox: '0 0 16 16', strokeWidth: 1.25, body };
}

/** Draws the mirror image of a 16 px drawing. */
function mirrored(body: string): IconDrawing {
  return own(`<g transform="translate(16 0) scale(-1 1)">${body}</g>`);
}

const FIRST = '<path d="M3.5 3.5v9M13 3.5 6.5 8l6.5 4.5z"/>';
const CONTINUE = '<path d="M3.5 3.5v9"/><path d="M6 3.2v9.6L13 8z"/>';
const OVER =
  '<path d="M12.8 8.6C12.3 5.6 10.3 4 7.8 4 5.5 4 3.8 5.3 3.1 7.3M13 4.6v4H9"/><circle cx="8" cy="12" r="1.6"/>';
const INTO = '<path d="M2.5 3.5h5a2 2 0 0 1 2 2v4M6.7 7l2.8 2.8L12.3 7"/><circle cx="9.5" cy="13" r="1.6"/>';
const OUT = '<path d="M8 9.8V2.7M4.8 5.6 8 2.5l3.2 3.1"/><circle cx="8" cy="13" r="1.6"/>';
const TO_WRITE = '<path d="M2.5 8h6.2M5.9 5.2 8.7 8l-2.8 2.8"/><circle cx="12.4" cy="8" r="1.6"/>';
const NOW = '<path d="M3 4h5V1.8L14.5 8 8 14.2V12H3z"/>';

/** Every icon by name. */
export const ICONS = {
  first: own(FIRST),
  continueBack: mirrored(CONTINUE),
  overBack: mirrored(OVER),
  intoBack: mirrored(INTO),
  out: own(OUT),
  into: own(INTO),
  over: own(OVER),
  continue: own(CONTINUE),
  last: mirrored(FIRST),
  toWrite: own(TO_WRITE),
  toWriteBack: mirrored(TO_WRITE),
  now: own(NOW),
  check: lucide(check),
  down: lucide(chevronDown),
  up: lucide(chevronUp),
  right: lucide(chevronRight),
  alert: lucide(circleAlert),
  bookmark: lucide(bookmark),
  compare: lucide(gitCompare),
  edit: lucide(pencil),
  enlarge: lucide(maximize2),
  shrink: lucide(minimize2),
  swap: lucide(arrowLeftRight),
  watch: lucide(eye),
  passed: lucide(circleCheck),
  failed: lucide(circleX),
  copy: lucide(copy),
  explain: lucide(bookOpen),
  export: lucide(download),
  code: lucide(fileCode),
  file: lucide(fileIcon),
  open: lucide(folderOpen),
  highlighter: lucide(highlighter),
  info: lucide(info),
  keyboard: lucide(keyboard),
  filter: lucide(listFilter),
  tree: lucide(listTree),
  locate: lucide(locateFixed),
  memory: lucide(binary),
  menu: lucide(menu),
  more: lucide(ellipsis),
  minimise: lucide(minus),
  columnLeft: lucide(panelLeft),
  columnRight: lucide(panelRight),
  pause: lucide(pause),
  pin: lucide(pin),
  play: lucide(play),
  add: lucide(plus),
  reload: lucide(refresh),
  search: lucide(search),
  goto: lucide(cornerDownRight),
  maximise: lucide(square),
  remove: lucide(trash),
  warning: lucide(triangleAlert),
  undo: lucide(undo),
  back: lucide(arrowLeft),
  forward: lucide(arrowRight),
  section: lucide(box),
  symbol: lucide(braces),
  physical: lucide(cpu),
  relocation: lucide(hash),
  segment: lucide(layers),
  stage: lucide(milestone),
  stopAtStages: lucide(octagonPause),
  commands: lucide(squareTerminal),
  close: lucide(x),
  zoomIn: lucide(zoomIn),
  zoomOut: lucide(zoomOut),
  zoomFit: lucide(unfold),
  touched: lucide(grid),
  mend: lucide(wrench),
  settings: lucide(settings2),
  link: lucide(link2),
} as const;

export type IconName = keyof typeof ICONS;

const parsed = new Map<IconDrawing, DocumentFragment>();

/** A new copy of what is inside an icon's `svg`. Lists make and drop icons at every step: each is parsed once only. */
export function bodyOf(drawing: IconDrawing): Node {
  let body = parsed.get(drawing);
  if (body === undefined) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    // The bodies are constants of this file, never data.
    svg.innerHTML = drawing.body;
    body = document.createDocumentFragment();
    body.append(...svg.childNodes);
    parsed.set(drawing, body);
  }
  return body.cloneNode(true);
}
