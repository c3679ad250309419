import { DEFAULT_MACHINE, type LoaderVersion, type Machine } from '../../shared/machine';
import type { ByteEdit } from '../../shared/memory-types';
import type { LoadParams } from './engine-protocol';

/** A machine that was chosen, and the name of the file that describes it. */
export interface ChosenMachine {
  readonly machine: Machine;
  readonly name: string;
}

/** How a file is loaded. A reload keeps what it is not told otherwise. */
export interface LoadChoice {
  /** `null`: the machine's own, as its description or the default has it. */
  readonly loader: LoaderVersion | null;
  /** `null`: the default machine. */
  readonly machine: ChosenMachine | null;
  readonly config: 'kernel' | 'default';
  /** Bytes that are replaced. */
  readonly edits: readonly ByteEdit[];
}

/** As the application loads what it is told nothing about. */
export const DEFAULT_CHOICE: LoadChoice = { loader: null, machine: null, config: 'kernel', edits: [] };

/** What the engine is told of a choice. */
export function paramsOf(path: string, { loader, machine, config, edits }: LoadChoice): LoadParams {
  const chosen = machine?.machine ?? DEFAULT_MACHINE;
  return { path, machine: loader === null ? chosen : { ...chosen, loader }, config, edits };
}
