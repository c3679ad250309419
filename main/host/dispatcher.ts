/** Answers the calls of a window: checks them, hands engine calls to its document and does the rest itself. */
import { clipboard, nativeTheme } from 'electron';
import { basename } from 'node:path';
import { addressAt, hex } from '../../shared/address';
import type { CallParams, EngineCalls, HostCalls, MenuName } from '../../shared/contract';
import type { LoaderVersion } from '../../shared/machine';
import { MAX_EDITED_BYTES } from '../../shared/memory-types';
import type { DocumentNotes, NotesFormat } from '../../shared/notes';
import { FailureError, type Result } from '../../shared/result';
import { askForBeside, askForEditedPath, askForExportPath, askForKernels, askForMachine } from './dialogs';
import type { Documents } from './documents';
import { failureOf, type KernelDocument } from './kernel-document';
import type { KeptNotes } from './kept-notes';
import { themeSourceOf, type LayoutStore } from './layout-state';
import { writeNotes } from './notes-export';
import { readMachine } from './read-machine';
import type { RecentDocuments } from './recent';
import { isCallName, validate } from './validate';
import type { KernelWindow } from './window';

/** What the host's own calls work on. */
export interface HostServices {
  readonly documents: Documents<KernelWindow>;
  readonly recent: RecentDocuments;
  readonly layout: LayoutStore;
  readonly notes: KeptNotes;
  readonly samplePath: string;
  popupMenu(window: KernelWindow, menu: MenuName, x: number, y: number): void;
}

/** Characters of a pasted text: those of as many bytes as can be edited, however they are written. */
const MAX_PASTED = 16 * MAX_EDITED_BYTES;

type Answer<T> = T | Promise<T>;
type HostHandlers = {
  readonly [N in keyof HostCalls]: (
    window: KernelWindow,
    params: CallParams<N>,
  ) => Answer<ReturnType<HostCalls[N]>>;
};

/** Answers one call of one window; failures come back as values. */
export type Dispatch = (window: KernelWindow, name: unknown, params: unknown) => Promise<Result<unknown>>;

/** @returns the function that answers every call of the contract. */
export function createDispatcher(services: HostServices): Dispatch {
  const handlers = hostHandlers(services);
  return async (window, name, params) => {
    try {
      if (!isCallName(name)) throw new FailureError('call.unknown', 'There is no such call.');
      const value = isHostCall(handlers, name)
        ? await answerHost(handlers, window, name, params)
        : await window.document.call(name, validate(name, params));
      return { ok: true, value };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  };
}

/**
 * Opens a file in a window, or asks which ones. Returns at once: how a load goes is told by the document's state.
 */
export async function openInWindow(
  documents: Documents<KernelWindow>,
  window: KernelWindow | null,
  path: string | null,
): Promise<void> {
  const paths = path === null ? await askForKernels(window?.browser ?? null) : [path];
  for (const file of paths) void documents.open(file, window ?? undefined);
}

/** Asks for a path and exports memory; `null` where the user cancelled. */
async function exportMemory(window: KernelWindow, { format, moment }: CallParams<'document.export'>) {
  const path = await askForExportPath(window.browser, readyPath(window), format, String(moment));
  if (path === null) return null;
  return window.document.exportTo({ path, format, moment }, (progress) =>
    window.send('exportProgress', progress),
  );
}

/** Asks for a path and exports steps; `null` where the user cancelled. */
async function exportSteps(window: KernelWindow, { format, filter }: CallParams<'document.exportSteps'>) {
  const path = await askForExportPath(window.browser, readyPath(window), format, 'steps');
  if (path === null) return null;
  return window.document.exportSteps({ path, format, filter }, (progress) =>
    window.send('exportProgress', progress),
  );
}

/**
 * Asks for a path and writes bytes of memory; `null` where the user cancelled. That bytes are missing is said before
 * anybody is asked for a path.
 */
async function saveBytes(window: KernelWindow, params: CallParams<'memory.save'>) {
  const { zeros, ...range } = params;
  const kernel = readyPath(window);
  if (!zeros) await window.document.checkRange(range);
  const address = hex(addressAt(range.space, range.first));
  const path = await askForExportPath(window.browser, kernel, 'bytes', `${range.space}-${address}`);
  if (path === null) return null;
  return window.document.saveRange({ ...params, path }, (progress) =>
    window.send('exportProgress', progress),
  );
}

/** Loads a document's file again: as it is on disk, or with its edits by a release of the loader. */
export function reload(document: KernelDocument, loader: LoaderVersion | null): Promise<void> {
  return loader === null ? document.reload() : document.reloadWith(loader);
}

/** Asks for a path and writes the kernel with its edits; `null` where the user cancelled. */
async function saveEdited(window: KernelWindow, { edits }: CallParams<'document.saveEdited'>) {
  const path = await askForEditedPath(window.browser, readyPath(window));
  if (path === null) return null;
  return window.document.saveEdited({ path, edits }, (progress) => window.send('exportProgress', progress));
}

/** Asks for a file and puts it beside the document; `null` where the user cancelled. */
async function attach(window: KernelWindow, { kind, path, place }: CallParams<'sources.attach'>) {
  const kernel = readyPath(window);
  const chosen = path ?? (await askForBeside(window.browser, kernel, kind));
  if (chosen === null) return null;
  return window.document.attach({ kind, path: chosen, place: place ?? null }, (progress) =>
    window.send('attachProgress', progress),
  );
}

/** Asks for the description of a machine and loads the file into it; `false` where the user cancelled. */
async function chooseMachine(window: KernelWindow): Promise<boolean> {
  const path = await askForMachine(window.browser, readyPath(window));
  if (path === null) return false;
  const machine = readMachine(path);
  void window.document.loadInto({ machine, name: basename(path) });
  return true;
}

/** Asks for a path and writes the bookmarks and marks of the kernel; `null` where the user cancelled. */
async function exportNotes(window: KernelWindow, notes: DocumentNotes, format: NotesFormat) {
  const kernel = readyPath(window);
  const path = await askForExportPath(window.browser, kernel, `notes.${format}`, 'notes');
  return path === null ? null : writeNotes(notes, { kernel, format, path });
}

/**
 * The path of the kernel that a window shows.
 *
 * @throws FailureError `document.notReady`
 */
function readyPath({ document }: KernelWindow): string {
  if (document.state.kind === 'ready') return document.state.path;
  throw new FailureError('document.notReady', 'No kernel is loaded in this window.', 'Open a kernel first.');
}

function hostHandlers(services: HostServices): HostHandlers {
  const { documents, recent, layout, notes, samplePath, popupMenu } = services;
  return {
    'document.get': (window) => window.document.state,
    'document.open': (window, { path }) => openInWindow(documents, window, path),
    'document.openSample': (window) => openInWindow(documents, window, samplePath),
    'document.reload': ({ document }, { loader }) => {
      if (document.path === null) throw new FailureError('document.notReady', 'There is no file to reload.');
      void reload(document, loader);
    },
    'document.cancel': (window) => window.document.cancel(),
    'document.export': exportMemory,
    'document.exportSteps': exportSteps,
    'document.loadEdited': ({ document }, { edits }) => document.loadEdited(edits),
    'document.saveEdited': saveEdited,
    'document.chooseMachine': chooseMachine,
    'document.defaultMachine': (window) => {
      readyPath(window);
      void window.document.loadInto(null);
    },
    'notes.export': (window, { format }) => exportNotes(window, notes.get(readyPath(window)), format),
    'sources.attach': attach,
    'memory.save': saveBytes,
    'notes.get': (window) => {
      const kept = notes.get(kernelOf(window));
      window.showStopAtStages(kept.stopAtStages);
      return kept;
    },
    'notes.set': (window, kept) => {
      window.showStopAtStages(kept.stopAtStages);
      notes.set(kernelOf(window), kept);
    },
    'recent.list': () => [...recent.list()],
    'recent.clear': () => recent.clear(),
    'clipboard.read': async () => (await clipboard.readText()).slice(0, MAX_PASTED),
    'clipboard.write': (_window, { text }) => clipboard.writeText(text),
    'layout.get': () => layout.get(),
    'layout.set': (_window, state) => {
      layout.set(state);
      nativeTheme.themeSource = themeSourceOf(state);
    },
    'window.minimise': (window) => window.browser.minimize(),
    'window.toggleMaximise': ({ browser }) =>
      browser.isMaximized() ? browser.unmaximize() : browser.maximize(),
    'window.close': (window) => window.browser.close(),
    'menu.popup': (window, { menu, x, y }) => popupMenu(window, menu, x, y),
  };
}

/** The path of a window's file, by which notes are kept. */
function kernelOf(window: KernelWindow): string {
  if (window.document.path !== null) return window.document.path;
  throw new FailureError('document.notReady', 'No kernel is open in this window.', 'Open a kernel first.');
}

function isHostCall(
  handlers: HostHandlers,
  name: keyof HostCalls | keyof EngineCalls,
): name is keyof HostCalls {
  return Object.hasOwn(handlers, name);
}

function answerHost<N extends keyof HostCalls>(
  handlers: HostHandlers,
  window: KernelWindow,
  name: N,
  params: unknown,
): Answer<ReturnType<HostCalls[N]>> {
  return handlers[name](window, validate(name, params));
}
