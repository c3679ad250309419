/** The only file of the main process that touches raw messages. */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../../shared/channels';
import type { EventName, Events } from '../../shared/contract';
import type { Result } from '../../shared/result';

/** Answers one call of one window; never rejects. */
export type CallHandler = (sender: WebContents, name: unknown, params: unknown) => Promise<Result<unknown>>;

/**
 * Starts answering calls. Only the top frame of a window that shows our own page is heard.
 *
 * @param isOwnPage whether a URL is the application's page
 */
export function handleCalls(isOwnPage: (url: string) => boolean, handler: CallHandler): void {
  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, params: unknown): Promise<Result<unknown>> => {
    if (isTrusted(event, isOwnPage)) return handler(event.sender, name, params);
    const failure = { code: 'call.refused', message: 'This page may not call Loadscope.', advice: '' };
    return Promise.resolve({ ok: false, failure });
  });
}

/** Sends an event to a window; a window that is closing hears nothing. */
export function sendEvent<N extends EventName>(target: WebContents, name: N, payload: Events[N]): void {
  if (!target.isDestroyed()) target.send(EVENT_CHANNEL, name, payload);
}

function isTrusted(event: IpcMainInvokeEvent, isOwnPage: (url: string) => boolean): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isOwnPage(frame.url);
}
