/** Takes back as much of a mutant's damage as its finding survives. */
import { hex } from '../../shared/address';
import type { MachineJson } from '../fixtures/corpus/case';
import { knownFields, readField, type Field } from './elf-layout';
import type { Input } from './load';
import type { Mutant, Original } from './mutant';

/** Most attempts for one mutant, and the time after which no more are made. */
const MOST_ATTEMPTS = 400;
const MOST_MILLISECONDS = 15_000;

/** Bytes of a run that are shown. */
const MOST_SHOWN = 16;

/** Whether an input still shows the finding. */
export type Shows = (input: Input) => boolean | Promise<boolean>;

/** The mutant with as little damage as it takes to show what `shows` looks for. */
export async function minimised(mutant: Mutant, shows: Shows): Promise<Mutant> {
  let best = mutant;
  let attempts = 0;
  const started = Date.now();
  const attempt = async (changed: Partial<Input>): Promise<boolean> => {
    if (attempts++ >= MOST_ATTEMPTS || Date.now() - started > MOST_MILLISECONDS) return false;
    const candidate = { ...best, ...changed };
    if (!(await shows(candidate))) return false;
    best = candidate;
    return true;
  };
  await attempt({ elf: mutant.original.elf });
  for (const machine of simplerMachines(mutant)) await attempt({ machine });
  await attempt({ elf: resized(best.elf, mutant.original.elf.length) });
  await revertBytes(
    () => best.elf,
    mutant.original.elf,
    (elf) => attempt({ elf }),
  );
  return best;
}

/** Machines in which one part is that of the original. */
function simplerMachines({ machine, original }: Mutant): MachineJson[] {
  const names = Object.keys({ ...machine, ...original.machine }) as (keyof MachineJson)[];
  const parts = names.map((name) => {
    const fields = Object.entries({ ...machine, [name]: original.machine[name] });
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as MachineJson;
  });
  return [original.machine, ...parts];
}

function resized(elf: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(elf.subarray(0, length));
  return result;
}

/** Takes changed bytes back, large pieces first. */
async function revertBytes(
  current: () => Uint8Array,
  original: Uint8Array,
  attempt: (elf: Uint8Array) => Promise<boolean>,
): Promise<void> {
  let changed = changedOffsets(current(), original);
  for (let size = changed.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let first = 0; first < changed.length; first += size) {
      const elf = current().slice();
      for (const offset of changed.slice(first, first + size)) elf[offset] = original[offset] ?? 0;
      await attempt(elf);
    }
    changed = changedOffsets(current(), original);
  }
}

function changedOffsets(elf: Uint8Array, original: Uint8Array): number[] {
  return [...elf.keys()].filter((offset) => elf[offset] !== (original[offset] ?? 0));
}

/** What a mutant changes of its original, one text per field. */
export function describeChanges({ elf, machine, original }: Mutant): string[] {
  const texts: string[] = [];
  if (elf.length !== original.elf.length) texts.push(`file size: ${original.elf.length} → ${elf.length}`);
  const left = new Set(changedOffsets(elf, original.elf));
  const fields = [...knownFields(original.elf), ...knownFields(elf)];
  for (const field of fields) {
    if (!bytesOf(field).some((offset) => left.has(offset))) continue;
    texts.push(`${field.name}: ${hex(readField(original.elf, field))} → ${hex(readField(elf, field))}`);
    for (const offset of bytesOf(field)) left.delete(offset);
  }
  for (const [first, last] of runs([...left])) {
    const range = first === last ? hex(first) : `${hex(first)} to ${hex(last)}`;
    texts.push(`bytes ${range}: ${bytesText(original.elf, first, last)} → ${bytesText(elf, first, last)}`);
  }
  return [...texts, ...machineChanges(machine, original)];
}

/** Neighbours in ascending numbers, as first and last. */
function runs(offsets: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const offset of offsets) {
    const run = found[found.length - 1];
    if (run && run[1] === offset - 1) run[1] = offset;
    else found.push([offset, offset]);
  }
  return found;
}

function bytesText(elf: Uint8Array, first: number, last: number): string {
  const text = Buffer.from(elf.subarray(first, Math.min(last + 1, first + MOST_SHOWN))).toString('hex');
  return last - first < MOST_SHOWN ? text : `${text}…`;
}

function bytesOf({ offset, width }: Field): number[] {
  return Array.from({ length: width }, (_, i) => offset + i);
}

function machineChanges(machine: MachineJson, original: Required<Original>): string[] {
  const names = Object.keys({ ...machine, ...original.machine }) as (keyof MachineJson)[];
  return names.flatMap((name) => {
    const [before, after] = [JSON.stringify(original.machine[name]), JSON.stringify(machine[name])];
    return before === after ? [] : [`machine ${name}: ${before ?? 'absent'} → ${after ?? 'absent'}`];
  });
}
