import { dialog, type BrowserWindow } from 'electron';
import { basename, dirname, extname, join } from 'node:path';
import type { StepsFormat } from '../../shared/debugger-types';
import type { ExportFormat } from '../../shared/load-types';

const EXPORTS: Readonly<
  Record<ExportFormat | StepsFormat, { title: string; extension: string; filter: string }>
> = {
  raw: { title: 'Export the Memory Image', extension: 'img', filter: 'Memory image' },
  'elf-core': { title: 'Export an ELF Core File', extension: 'core', filter: 'ELF core file' },
  csv: { title: 'Export the Steps as CSV', extension: 'csv', filter: 'Comma-separated values' },
  jsonl: { title: 'Export the Steps as JSON Lines', extension: 'jsonl', filter: 'JSON lines' },
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
  format: ExportFormat | StepsFormat,
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
