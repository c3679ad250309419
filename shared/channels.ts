/** Names of the two channels between window and main process. */

/** Calls, window to main: `(name, params) → Result`. */
export const CALL_CHANNEL = 'loadscope:call';

/** Events, main to window: `(name, payload)`. */
export const EVENT_CHANNEL = 'loadscope:event';
