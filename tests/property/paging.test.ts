/** The mapper against a map from page to entry, under random mapping, unmapping and changes of flags. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BufferMemory } from '../../main/engine/memory/buffer-memory';
import { OffsetPageTable } from '../../main/engine/paging/mapper';
import { BIT_9, NO_EXECUTE, PRESENT, WRITABLE } from '../../main/engine/paging/page-table';
import { SEED } from './settings';

/** Pages that share tables, and pages that share none. */
const page = fc
  .tuple(fc.constantFrom(0, 0x400, 2 ** 27, 2 ** 35 - 2, 2 ** 36 - 4), fc.nat(3))
  .map(([base, i]) => base + i);
const flags = fc.subarray([WRITABLE, NO_EXECUTE, BIT_9]).map((set) => set.reduce((a, b) => a | b, PRESENT));
const frame = fc.constantFrom(0x50, 2 ** 20 + 7, 2 ** 36);

const action = fc.oneof(
  fc.record({ name: fc.constant('map' as const), page, frame, flags }),
  fc.record({ name: fc.constant('unmap' as const), page }),
  fc.record({ name: fc.constant('update' as const), page, flags }),
);

it('holds what was mapped last, and frames for as many tables as the pages need', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const memory = new BufferMemory(4096 * 4096);
      const mapper = new OffsetPageTable(memory, 1);
      let given = 0;
      const frames = { allocateFrame: () => 2 + given++ };
      const model = new Map<number, { frame: number; flags: number }>();
      const tables = new Set<string>();
      for (const step of actions) {
        if (step.name === 'unmap') {
          expect(mapper.unmap(step.page)).toBe(model.delete(step.page));
        } else if (step.name === 'update') {
          const known = model.get(step.page);
          expect(mapper.updateFlags(step.page, step.flags)).toBe(known !== undefined);
          if (known) known.flags = step.flags;
        } else {
          const failure = mapper.mapTo(step.page, step.frame, step.flags, frames);
          expect(failure).toBe(model.has(step.page) ? 'PageAlreadyMapped' : null);
          for (const level of [1, 2, 3]) tables.add(`${level} ${Math.floor(step.page / 512 ** level)}`);
          if (failure === null) model.set(step.page, { frame: step.frame, flags: step.flags });
        }
        const found = mapper.translate(step.page);
        expect(found && { ...found }).toEqual(model.get(step.page) ?? null);
      }
      for (const [number, mapped] of model) expect(mapper.translate(number)).toEqual(mapped);
      expect(given).toBe(tables.size);
    }),
    { seed: SEED, numRuns: 300 },
  );
});
