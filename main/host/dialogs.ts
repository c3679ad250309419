import { dialog, type BrowserWindow } from 'electron';
import { basename, dirname, extname, join } from 'node:path';
import type { StepsFormat } from '../../shared/debugger-types';
import type { ExportFormat } from '../../shared/load-types';
import type { NotesFormat } from '../../shared/notes';

const EXPORTS: Readonly<
  Record<
    ExportFormat | StepsFormat | `notes.${NotesFormat}` | 'bytes',
    { title: string; extension: string; filter: string }
  >
> = {
  raw: { title: 'Export the Memory Image', extension: 'img', filter: 'Memory image' },
  'elf-core': { title: 'Export an ELF Core File', extension: 'core', filter: 'ELF core file' },
  csv: { title: 'Export the Steps as CSV', extension: 'csv', filter: 'Comma-separated values' },
  jsonl: { title: 'Export the Steps as JSON Lines', extension: 'jsonl', filter: 'JSON lines' },
  'notes.json': { title: 'Export Bookmarks and Marks as JSON', extension: 'json', filter: 'JSON' },
  'notes.csv': {
    title: 'Export Bookmarks and Marks as CSV',
    extension: 'csv',
    filter: 'Comma-separated values',
  },
  'notes.markdown': { title: 'Export Bookmarks and Marks as Markdown', extension: 'md', filter: 'Markdown' },
  bytes: { title: 'Save the Selected Bytes', extension: 'bin', filter: 'Raw bytes' },
};

/** Asks for kernel files; empty where the user cancelled. */
export async function askForKernels(parent: BrowserWindow | null): Promise<string[]> {
  const options: Electron.OpenDialogOptions = {
    title: 'Open a Kernel',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'All files', extensions: ['*'] },
      { name: 'ELF files', extensions: ['elf', 'o', 'bin'] },
    ],
  };
  const answer = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
  return answer.canceled ? [] : answer.filePaths;
}

/**
 * Asks where to export to; `null` where the user cancelled. The system's dialog asks before it replaces a file.
 *
 * @param what is exported: the end of the proposed name
 */
export async function askForExportPath(
  parent: BrowserWindow,
  kernel: string,
  format: keyof typeof EXPORTS,
  what: string,
): Promise<string | null> {
  const { title, extension, filter } = EXPORTS[format];
  const stem = basename(kernel, extname(kernel));
  const answer = await dialog.showSaveDialog(parent, {
    title,
    defaultPath: join(dirname(kernel), `${stem}-${what}.${extension}`),
    filters: [
      { name: filter, extensions: [extension] },
      { name: 'All files', extensions: ['*'] },
    ],
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  return answer.canceled || !answer.filePath ? null : answer.filePath;
}

/** Asks for a file to put beside a kernel; `null` where the user cancelled. */
export async function askForBeside(
  parent: BrowserWindow,
  kernel: string,
  kind: 'kernel' | 'dump',
): Promise<string | null> {
  const answer = await dialog.showOpenDialog(parent, {
    title: kind === 'kernel' ? 'Compare with Another Kernel' : 'Compare with a Memory Dump',
    defaultPath: dirname(kernel),
    properties: ['openFile'],
    filters: [
      { name: 'All files', extensions: ['*'] },
      kind === 'kernel'
        ? { name: 'ELF files', extensions: ['elf', 'o', 'bin'] }
        : { name: 'Memory dumps', extensions: ['img', 'raw', 'bin', 'dump', 'mem'] },
    ],
  });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Asks where an edited kernel is saved; `null` where the user cancelled. */
export async function askForEditedPath(parent: BrowserWindow, kernel: string): Promise<string | null> {
  const extension = extname(kernel);
  const stem = basename(kernel, extension);
  const answer = await dialog.showSaveDialog(parent, {
    title: 'Save the Edited Kernel',
    defaultPath: join(dirname(kernel), `${stem}-edited${extension}`),
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  });
  return answer.canceled || !answer.filePath ? null : answer.filePath;
}

/** Asks for the description of a machine; `null` where the user cancelled. */
export async function askForMachine(parent: BrowserWindow, kernel: string): Promise<string | null> {
  const answer = await dialog.showOpenDialog(parent, {
    title: 'Choose the Description of a Machine',
    defaultPath: dirname(kernel),
    properties: ['openFile'],
    filters: [
      { name: 'Machine descriptions', extensions: ['json'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}
