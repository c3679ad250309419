/**
 * Where upstream's behaviour is undefined, and ours is not: the rules by which their results correspond.
 *
 * Our engine ends such a load with a text of its own (`LoadStopped`). Each rule says what the real loader does there,
 * which its harness sees from outside (`tests/oracle/harness/serve.rs`); the two must agree on the place, and on the
 * whole state that was reached up to it. There is no list of files that are left out.
 */
import type { Answer } from '../oracle/answer';

interface Rule {
  /** Our text; its group is what both texts have in common. */
  readonly ours: RegExp;
  /** What the harness says then; `null` where nothing can be compared. */
  theirs(found: string): string | null;
}

/** Pointers of a process have 47 bits; the processor faults on others without naming them. */
const POINTER_END = 2n ** 47n;

const RULES: readonly Rule[] = [
  // A page is mapped to a frame that the machine does not have: the part of the kernel file's last page behind the
  // end of memory, or anywhere where sums wrap around. Mapping it harms nothing; the copy that a relocation or a bss
  // edge makes of it, or the reading of a relocation from it, is an access through an invalid pointer. On a real
  // machine it reads whatever answers at that address; in a process it is a fault at that very frame.
  {
    ours: /^access to physical address (0x[0-9a-f]+), which lies outside the machine's memory of 0x[0-9a-f]+ bytes$/,
    theirs: (address) =>
      BigInt(address) < POINTER_END
        ? `access to physical address ${address}`
        : 'access to a physical address that is no pointer',
  },
  // The machine file's `firstFreeFrame` lies in front of the kernel file: sooner or later the allocator gives out
  // the frames that hold it. Upstream goes on and overwrites the file while it holds references to it, which is
  // undefined in Rust: what it reads later depends on the compiler.
  {
    ours: /^(the frame allocator gives out frame 0x[0-9a-f]+, which holds the kernel file)$/,
    theirs: (text) => text,
  },
  // Upstream has no bound: with enough memory it goes on for as long as it takes. Mutants' machines are too small
  // to get there.
  {
    ours: /^the load needs more than (\d+) operations, the most that Loadscope records$/,
    theirs: () => null,
  },
];

/**
 * Our answer as the oracle would give it where the behaviour is undefined; `null` where no comparison is possible.
 *
 * @param stopped whether our load ended in `LoadStopped`
 */
export function ourOutcome(ours: Answer, stopped: boolean): Answer | null {
  if (!stopped) return ours;
  const text = String(ours.message);
  for (const rule of RULES) {
    const found = rule.ours.exec(text)?.[1];
    if (found === undefined) continue;
    const message = rule.theirs(found);
    return message === null ? null : { ...ours, status: 'undefined', message };
  }
  // No rule: it is a difference.
  return ours;
}

/**
 * Whether the oracle can say nothing: it accessed physical memory so low that a process has none there. The file's
 * pages come to lie there only where sums wrap around. A real machine has that memory, and so have we.
 */
export function isIncomparable(theirs: Answer): boolean {
  return theirs.status === 'incomparable';
}
