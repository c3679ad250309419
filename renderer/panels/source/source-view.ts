/** One Monaco editor over several read-only files, with our marks on their lines. */
import type { SourceFile } from '../../../shared/view-types';
import type { Theme } from '../../composables/theme';
import type { LineMark } from './line-decorations';
import { LOADER_LANGUAGE } from './loader-grammar';
import { applyTheme, createEditor, monaco, type Editor } from './monaco';

/** What the view tells its panel. */
export interface SourceViewEvents {
  readonly gutterClicked: (line: number) => void;
  readonly cursorMoved: (line: number) => void;
}

export class SourceView {
  readonly #editor: Editor;
  readonly #marks: monaco.editor.IEditorDecorationsCollection;
  readonly #models = new Map<string, monaco.editor.ITextModel>();
  readonly #viewStates = new Map<string, monaco.editor.ICodeEditorViewState | null>();
  #shown = '';

  constructor(container: HTMLElement, theme: Theme, events: SourceViewEvents) {
    applyTheme(theme);
    this.#editor = createEditor(container);
    this.#marks = this.#editor.createDecorationsCollection();
    const { GUTTER_GLYPH_MARGIN, GUTTER_LINE_NUMBERS } = monaco.editor.MouseTargetType;
    this.#editor.onMouseDown(({ target }) => {
      if (target.type !== GUTTER_GLYPH_MARGIN && target.type !== GUTTER_LINE_NUMBERS) return;
      if (target.position !== null) events.gutterClicked(target.position.lineNumber);
    });
    this.#editor.onDidChangeCursorPosition(({ position }) => events.cursorMoved(position.lineNumber));
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
    this.#marks.clear();
    this.#editor.setModel(model);
    this.#editor.restoreViewState(this.#viewStates.get(file.name) ?? null);
  }

  /** Puts marks on the lines of the file in front. */
  mark(marks: readonly LineMark[]): void {
    this.#marks.set(
      marks.map(({ line, lineClass, gutterClass, hover }) => ({
        range: new monaco.Range(line, 1, line, 1),
        options: {
          isWholeLine: true,
          className: lineClass === '' ? null : lineClass,
          marginClassName: lineClass === '' ? null : lineClass,
          lineNumberClassName: lineClass === '' ? null : `${lineClass}-number`,
          glyphMarginClassName: gutterClass,
          glyphMarginHoverMessage: { value: hover },
        },
      })),
    );
  }

  /** Scrolls, by whole lines and only where it must, until `line` is in sight; the text cursor goes there. */
  reveal(line: number): void {
    this.#editor.setPosition({ lineNumber: line, column: 1 });
    this.#editor.revealLineInCenterIfOutsideViewport(line, monaco.editor.ScrollType.Immediate);
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
    this.#editor.dispose();
    for (const model of this.#models.values()) model.dispose();
  }
}
