import { buildElf } from '../fixtures/elf-builder';
import type { MachineJson } from '../fixtures/corpus/case';
import { generated } from './generate';
import { ELF_MUTATIONS } from './mutate-elf';
import { chosenMachine, isUsable, mutatedMachine } from './mutate-machine';
import { Random } from './random';

/** A kernel file, and the machine that it is loaded on where it asks for one. */
export interface Original {
  readonly name: string;
  readonly elf: Uint8Array;
  readonly machine?: MachineJson;
}

/** A kernel file and a machine, made of an original. */
export interface Mutant {
  /** Seed and number: all that a mutant depends on besides the originals. */
  readonly seed: number;
  readonly number: number;
  /** What it was made of; its machine is the one that fits. */
  readonly original: Required<Original>;
  readonly elf: Uint8Array;
  readonly machine: MachineJson;
}

const MOST_MUTATIONS = 6;
/** One mutant in so many is made of a kernel put together at random. */
const GENERATED = 8;
/** One mutation in so many is one of the machine. */
const OF_MACHINE = 6;

/** The mutant of a seed and a number; always the same. */
export function makeMutant(originals: readonly Original[], seed: number, number: number): Mutant {
  const random = new Random(seed, number);
  const original = withMachine(random, chosen(random, originals));
  const draft = { elf: original.elf.slice() };
  let { machine } = original;
  // Few more often than many: a badly damaged file is refused before anything is loaded.
  const mutations = Math.min(random.between(1, MOST_MUTATIONS), random.between(1, MOST_MUTATIONS));
  for (let left = mutations; left > 0; left--) {
    if (random.oneIn(OF_MACHINE)) machine = mutatedMachine(machine, random, draft.elf.length);
    else random.weighted(ELF_MUTATIONS)(draft, random);
  }
  // The file may have grown beyond its machine.
  if (!isUsable(machine, draft.elf.length)) machine = chosenMachine(random, draft.elf.length);
  return { seed, number, original, elf: draft.elf, machine };
}

function chosen(random: Random, originals: readonly Original[]): Original {
  if (random.oneIn(GENERATED)) return { name: 'generated', elf: buildElf(generated(random)) };
  return random.pick(originals);
}

function withMachine(random: Random, original: Original): Required<Original> {
  const { machine, elf } = original;
  const keep = machine !== undefined && isUsable(machine, elf.length) && !random.oneIn(4);
  return { ...original, machine: keep ? machine : chosenMachine(random, elf.length) };
}
