/** Monaco, cut down to a read-only view of the loader's source, in the colours of the tokens. */
import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import type { Theme } from '../../composables/theme';
import { LOADER_LANGUAGE, loaderGrammar } from './loader-grammar';

export { monaco };
export type Editor = monaco.editor.IStandaloneCodeEditor;

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };
monaco.languages.register({ id: LOADER_LANGUAGE });
monaco.languages.setMonarchTokensProvider(LOADER_LANGUAGE, loaderGrammar);

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Monaco's rules want six digits without `#`; the build shortens `#ffffff` to `#fff`. */
function bare(name: string): string {
  const digits = token(name).replace('#', '');
  return digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
}

/** Defines and applies the theme whose tokens the page has now. */
export function applyTheme(theme: Theme): void {
  monaco.editor.defineTheme(`loadscope-${theme}`, {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: bare('--text') },
      { token: 'keyword', foreground: bare('--c-key') },
      { token: 'function', foreground: bare('--c-fn') },
      { token: 'type', foreground: bare('--c-type') },
      { token: 'number', foreground: bare('--c-num') },
      { token: 'string', foreground: bare('--c-num') },
      { token: 'comment', foreground: bare('--c-com') },
    ],
    colors: {
      'editor.background': token('--bg-inset'),
      'editor.foreground': token('--text'),
      'editorLineNumber.foreground': token('--text-3'),
      'editorLineNumber.activeForeground': token('--text-3'),
      'editorGutter.background': token('--bg-inset'),
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': token('--bg-select'),
      'editor.inactiveSelectionBackground': token('--bg-select-idle'),
      'editor.wordHighlightBackground': token('--bg-select-idle'),
      'editor.findMatchBackground': token('--now-tint'),
      'editor.findMatchHighlightBackground': token('--bg-select-idle'),
      'editorWidget.background': token('--bg-raised'),
      'editorWidget.foreground': token('--text'),
      'editorWidget.border': token('--border-strong'),
      'editorHoverWidget.background': token('--bg-raised'),
      'editorHoverWidget.border': token('--border-strong'),
      'input.background': token('--bg-inset'),
      'input.foreground': token('--text'),
      focusBorder: token('--focus'),
      'scrollbarSlider.background': token('--bg-press'),
      'scrollbarSlider.hoverBackground': token('--bg-press'),
      'scrollbarSlider.activeBackground': token('--border-strong'),
      'editorOverviewRuler.border': '#00000000',
      'scrollbar.shadow': '#00000000',
    },
  });
  monaco.editor.setTheme(`loadscope-${theme}`);
}

/** Creates the read-only editor in `container`. */
export function createEditor(container: HTMLElement): Editor {
  return monaco.editor.create(container, {
    model: null,
    readOnly: true,
    domReadOnly: true,
    ariaLabel: "The loader's source",
    fontFamily: token('--font-mono'),
    fontSize: 12,
    lineHeight: 20,
    fontLigatures: false,
    automaticLayout: true,
    glyphMargin: true,
    lineDecorationsWidth: 16,
    lineNumbersMinChars: 5,
    renderFinalNewline: 'on',
    minimap: { enabled: false },
    folding: false,
    stickyScroll: { enabled: false },
    scrollBeyondLastLine: false,
    renderLineHighlight: 'none',
    guides: { indentation: false },
    matchBrackets: 'never',
    occurrencesHighlight: 'off',
    overviewRulerLanes: 0,
    hideCursorInOverviewRuler: true,
    contextmenu: false,
    links: false,
    unicodeHighlight: { ambiguousCharacters: false },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    padding: { top: 0, bottom: 0 },
  });
}
