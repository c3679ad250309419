/**
 * The window's side of the contract: typed calls and events over the bridge that preload offers.
 *
 * Only stores import this file. A failure comes back as a value and is thrown here, once, as a
 * {@link FailureError}, so that callers deal with one kind of exception.
 */
import type { CallName, CallParams, CallResult, EventName, Events } from '../../shared/contract';
import { FailureError, type Result } from '../../shared/result';

/** Parameters of a call as the rest of an argument list: nothing for calls without any. */
type Rest<N extends CallName> = CallParams<N> extends undefined ? [] : [params: CallParams<N>];

/**
 * Calls the main process or the engine.
 *
 * @throws FailureError where the other side answers with a failure.
 */
export async function call<N extends CallName>(name: N, ...rest: Rest<N>): Promise<CallResult<N>> {
  const result = (await window.loadscope.call(name, rest[0])) as Result<CallResult<N>>;
  if (result.ok) return result.value;
  throw new FailureError(result.failure.code, result.failure.message, result.failure.advice);
}

/**
 * Listens to an event of the main process.
 *
 * @returns a function that stops listening.
 */
export function on<N extends EventName>(name: N, listener: (payload: Events[N]) => void): () => void {
  return window.loadscope.on(name, (payload) => listener(payload as Events[N]));
}

/** The file-system path of a file that was dropped on the window. */
export function pathOfFile(file: File): string {
  return window.loadscope.pathOfFile(file);
}

/** The operating system, as Node names it: `linux`, `darwin`, `win32`. */
export function platform(): string {
  return window.loadscope.platform;
}
