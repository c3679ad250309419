/**
 * The one bridge between the window and the main process: calls and events by name, nothing else of Electron.
 *
 * Runs sandboxed. Names are checked again in main, where every parameter is checked too.
 */
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../shared/channels';
import type { Bridge, EventName } from '../shared/contract';

const EVENT_NAMES: readonly EventName[] = [
  'document',
  'command',
  'exportProgress',
  'attachProgress',
  'sourceChanged',
];

const bridge: Bridge = {
  call: (name, params) => ipcRenderer.invoke(CALL_CHANNEL, name, params),
  on(name, listener) {
    if (!EVENT_NAMES.includes(name)) throw new Error(`unknown event: ${String(name)}`);
    const forward = (_event: IpcRendererEvent, sent: EventName, payload: unknown): void => {
      if (sent === name) listener(payload);
    };
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => ipcRenderer.off(EVENT_CHANNEL, forward);
  },
  pathOfFile,
  platform: process.platform,
};

/** Electron 32 took `File.path` away; versions before 29 have nothing but that. */
function pathOfFile(file: File & { readonly path?: string }): string {
  const utilities = webUtils as typeof webUtils | undefined;
  return utilities ? utilities.getPathForFile(file) : (file.path ?? '');
}

contextBridge.exposeInMainWorld('loadscope', bridge);
