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

/** A colour with all its digits: the build shortens `#ffffff` to `#fff`, which Monaco refuses. */
function colour(name: string): string {
  const value = token(name);
  return /^#[0-9a-f]{3,4}$/i.test(value) ? `#${value.slice(1).replace(/./g, '$&$&')}` : value;
}

/** The same for Monaco's token rules, which want no `#`. */
function bare(name: string): string {
  return colour(name).slice(1);
}

const BASES: Readonly<Record<Theme, monaco.editor.BuiltinTheme>> = {
  dark: 'vs-dark',
  light: 'vs',
  contrast: 'hc-black',
  'contrast-light': 'hc-light',
};

/** Defines and applies the theme whose tokens the page has now. */
export function applyTheme(theme: Theme): void {
  monaco.editor.defineTheme(`loadscope-${theme}`, {
    base: BASES[theme],
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
      'editor.background': colour('--bg-inset'),
      'editor.foreground': colour('--text'),
      'editorLineNumber.foreground': colour('--text-3'),
      'editorLineNumber.activeForeground': colour('--text-3'),
      'editorGutter.background': colour('--bg-inset'),
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': colour('--bg-select'),
      'editor.inactiveSelectionBackground': colour('--bg-select-idle'),
      'editor.wordHighlightBackground': colour('--bg-select-idle'),
      'editor.findMatchBackground': colour('--now-tint'),
      'editor.findMatchHighlightBackground': colour('--bg-select-idle'),
      'editorWidget.background': colour('--bg-raised'),
      'editorWidget.foreground': colour('--text'),
      'editorWidget.border': colour('--border-strong'),
      'editorHoverWidget.background': colour('--bg-raised'),
      'editorHoverWidget.border': colour('--border-strong'),
      'input.background': colour('--bg-inset'),
      'input.foreground': colour('--text'),
      focusBorder: colour('--focus'),
      'scrollbarSlider.background': colour('--bg-press'),
      'scrollbarSlider.hoverBackground': colour('--bg-press'),
      'scrollbarSlider.activeBackground': colour('--border-strong'),
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
    // Long lines and their values are read in a narrow window too.
    wordWrap: 'on',
    wrappingIndent: 'deepIndent',
    // Not after a dot: a name stays whole.
    wordWrapBreakAfterCharacters: ' \t})]?|&,;',
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
    fixedOverflowWidgets: true,
    links: false,
    unicodeHighlight: { ambiguousCharacters: false },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 6, useShadows: false },
    padding: { top: 0, bottom: 0 },
  });
}
