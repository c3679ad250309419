/** One Monaco editor over several read-only files, with our marks and values on their lines. */
import type { SourceFile } from '../../../shared/view-types';
import type { Theme } from '../../composables/theme';
import type { MenuPlace } from '../../components/menu-item';
import type { SourceHover } from './hover-text';
import type { InlineValue } from './inline-values';
import type { GutterMark, GutterOffer, ShownLine } from './line-decorations';
import { LOADER_LANGUAGE } from './loader-grammar';
import { applyTheme, createEditor, monaco, type Editor } from './monaco';

/** What the view tells its panel, and asks it. */
export interface SourceViewEvents {
  readonly gutterClicked: (line: number) => void;
  readonly cursorMoved: (line: number) => void;
  readonly menuAsked: (line: number, place: MenuPlace) => void;
  /** What the gutter offers at a line without a mark. */
  readonly offerAt: (line: number) => GutterOffer | null;
  readonly hoverAt: (line: number, column: number) => SourceHover | null;
}

type Decorations = monaco.editor.IEditorDecorationsCollection;

export class SourceView {
  readonly #editor: Editor;
  readonly #marks: Decorations;
  readonly #shownLine: Decorations;
  readonly #values: Decorations;
  readonly #offer: Decorations;
  readonly #models = new Map<string, monaco.editor.ITextModel>();
  readonly #viewStates = new Map<string, monaco.editor.ICodeEditorViewState | null>();
  readonly #hovers: monaco.IDisposable;
  #shown = '';
  #offeredAt = 0;
  /** What {@link showValues} showed last. */
  #valuesKey = '';

  constructor(
    container: HTMLElement,
    theme: Theme,
    private readonly events: SourceViewEvents,
  ) {
    applyTheme(theme);
    const editor = createEditor(container);
    this.#editor = editor;
    this.#marks = editor.createDecorationsCollection();
    this.#shownLine = editor.createDecorationsCollection();
    this.#values = editor.createDecorationsCollection();
    this.#offer = editor.createDecorationsCollection();
    editor.onMouseDown(({ target, event }) => {
      const line = gutterLine(target);
      if (line !== null && event.leftButton) events.gutterClicked(line);
    });
    editor.onMouseMove(({ target }) => this.#offerAt(gutterLine(target) ?? 0));
    editor.onMouseLeave(() => this.#offerAt(0));
    editor.onContextMenu(({ target, event }) => {
      event.preventDefault();
      const line = target.position?.lineNumber;
      if (line !== undefined) events.menuAsked(line, { x: event.posx, y: event.posy });
    });
    editor.onDidChangeCursorPosition(({ position }) => events.cursorMoved(position.lineNumber));
    this.#hovers = monaco.languages.registerHoverProvider(LOADER_LANGUAGE, {
      provideHover: (model, { lineNumber, column }) =>
        model === editor.getModel() ? hoverOf(lineNumber, events.hoverAt(lineNumber, column)) : null,
    });
  }

  /** Brings a file to the front; its scroll position is as it was left. */
  show(file: SourceFile): void {
    if (this.#shown === file.name) return;
    this.#viewStates.set(this.#shown, this.#editor.saveViewState());
    this.#shown = file.name;
    let model = this.#models.get(file.name);
    if (model === undefined) {
      model = monaco.editor.createModel(file.text, LOADER_LANGUAGE);
      this.#models.set(file.name, model);
    }
    for (const decorations of [this.#marks, this.#shownLine, this.#values, this.#offer]) decorations.clear();
    this.#offeredAt = 0;
    this.#valuesKey = '';
    this.#editor.setModel(model);
    this.#editor.restoreViewState(this.#viewStates.get(file.name) ?? null);
  }

  /** Puts the breakpoints of the file in front into the gutter. */
  mark(marks: readonly GutterMark[]): void {
    this.#marks.set(marks.map(({ line, glyphClass, hover }) => glyph(line, glyphClass, hover)));
  }

  /** Marks the line that the load is at. */
  markLine(shown: ShownLine | null): void {
    if (shown === null) {
      this.#shownLine.clear();
      return;
    }
    const className = shown.innermost ? 'source-now' : 'source-call';
    const hover = shown.innermost ? 'The line of this moment' : 'A call that is under way';
    this.#shownLine.set([
      glyph(shown.line, `source-glyph ${shown.innermost ? 'now' : 'call'}`, hover),
      {
        range: new monaco.Range(shown.line, 1, shown.line, 1),
        options: {
          isWholeLine: true,
          className,
          marginClassName: className,
          lineNumberClassName: `${className}-number`,
        },
      },
    ]);
  }

  /** Puts values behind the text of lines. */
  showValues(values: readonly InlineValue[]): void {
    const model = this.#editor.getModel();
    const key = JSON.stringify(values);
    // Each new text has its line laid out anew, which a held key would pay for at every step.
    if (model === null || key === this.#valuesKey) return;
    this.#valuesKey = key;
    this.#values.set(
      values
        .filter(({ line }) => line <= model.getLineCount())
        .flatMap(({ line, text, current }) =>
          piecesOf(text).map(({ content, ends }) => {
            const column = model.getLineMaxColumn(line);
            return {
              range: new monaco.Range(line, column, line, column),
              options: {
                showIfCollapsed: true,
                after: {
                  content,
                  inlineClassName: `source-value${ends}${current ? ' current' : ''}`,
                  inlineClassNameAffectsLetterSpacing: true,
                  cursorStops: monaco.editor.InjectedTextCursorStops.None,
                },
              },
            };
          }),
        ),
    );
  }

  /** Scrolls, by whole lines and only where it must, until `line` is in sight; the text cursor goes there. */
  reveal(line: number): void {
    this.#editor.setPosition({ lineNumber: line, column: 1 });
    this.#editor.revealLineInCenterIfOutsideViewport(line, monaco.editor.ScrollType.Immediate);
  }

  /** Asks for the menu of the text cursor's line, below it. */
  openMenu(): void {
    const position = this.#editor.getPosition();
    if (position === null) return;
    this.#editor.revealPosition(position, monaco.editor.ScrollType.Immediate);
    const at = this.#editor.getScrolledVisiblePosition(position);
    const box = this.#editor.getDomNode()?.getBoundingClientRect();
    if (at === null || box === undefined) return;
    this.events.menuAsked(position.lineNumber, { x: box.left + at.left, y: box.top + at.top + at.height });
  }

  setTheme(theme: Theme): void {
    applyTheme(theme);
  }

  focus(): void {
    this.#editor.focus();
  }

  /** Opens the search field. */
  find(): void {
    this.#editor.focus();
    this.#editor.trigger('keyboard', 'actions.find', null);
  }

  dispose(): void {
    this.#hovers.dispose();
    this.#editor.dispose();
    for (const model of this.#models.values()) model.dispose();
  }

  /** Shows a faint disc where a click at a line of the gutter would set a breakpoint; 0: the pointer is elsewhere. */
  #offerAt(line: number): void {
    if (line === this.#offeredAt) return;
    this.#offeredAt = line;
    const offer = line === 0 ? null : this.events.offerAt(line);
    if (offer === null) {
      this.#offer.clear();
      return;
    }
    const here = offer.line === line;
    const elsewhere = offer.line === null || here ? [] : [glyph(offer.line, 'source-glyph offer', '')];
    this.#offer.set([
      glyph(line, `source-glyph ${here ? 'offer' : offer.line === null ? 'none' : 'away'}`, offer.hover),
      ...elsewhere,
    ]);
  }
}

/** Monaco draws longer texts in several elements, which would each look like one of their own. */
const MOST_IN_ELEMENT = 48;

/** A text in pieces that are drawn whole, each with classes for the ends of the text that it has. */
function piecesOf(text: string): { content: string; ends: string }[] {
  const pieces: { content: string; ends: string }[] = [];
  for (let at = 0; at < text.length; at += MOST_IN_ELEMENT) {
    const last = at + MOST_IN_ELEMENT >= text.length;
    pieces.push({
      // A value goes to the next row as a whole, not from its middle on.
      content: text.slice(at, at + MOST_IN_ELEMENT).replaceAll(' ', '\u00a0'),
      ends: `${at === 0 ? ' first' : ''}${last ? ' last' : ''}`,
    });
  }
  return pieces;
}

/** The line whose gutter a place of the editor is in; `null` elsewhere. */
function gutterLine({ type, position }: monaco.editor.IMouseTarget): number | null {
  const { GUTTER_GLYPH_MARGIN, GUTTER_LINE_NUMBERS } = monaco.editor.MouseTargetType;
  if (type !== GUTTER_GLYPH_MARGIN && type !== GUTTER_LINE_NUMBERS) return null;
  return position?.lineNumber ?? null;
}

/** A sign in the gutter: of a line that is wrapped, beside its first row only. */
function glyph(line: number, className: string, hover: string): monaco.editor.IModelDeltaDecoration {
  return {
    range: new monaco.Range(line, 1, line, 1),
    options: {
      glyphMarginClassName: className,
      glyphMarginHoverMessage: hover === '' ? null : { value: hover },
    },
  };
}

function hoverOf(line: number, hover: SourceHover | null): monaco.languages.Hover | null {
  if (hover === null) return null;
  return {
    range: new monaco.Range(line, hover.first, line, hover.last),
    contents: hover.parts.map((value) => ({ value })),
  };
}
