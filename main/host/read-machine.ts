/** Machine descriptions on disk: what `--machine` and the window's dialog name. */
import type { Machine } from '../../shared/machine';
import { FailureError } from '../../shared/result';
import { parseMachineFile } from '../engine/session/machine-file';
import { readRegularFile } from './regular-file';

const MAX_MACHINE_FILE = 2 ** 20;

/**
 * Reads a machine file.
 *
 * @throws FailureError `file.…`, or `machine.invalid`, naming every wrong field
 */
export function readMachine(path: string): Machine {
  const bytes = readRegularFile(path, {
    checkSize: (size) => {
      if (size > MAX_MACHINE_FILE) {
        throw new FailureError(
          'machine.invalid',
          `${path} is too large for a machine file (${size} bytes).`,
          'Choose a JSON file that describes a machine.',
        );
      }
    },
  });
  return parseMachineFile(new TextDecoder().decode(bytes), path);
}
