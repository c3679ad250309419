import { describe, expect, it } from 'vitest';
import { imageAt } from '../../../../main/engine/export/image-reader';
import { rawPlan } from '../../../../main/engine/export/raw';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../fixtures/loaded';

const session = openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE });
const LAST = session.trace.opCount;

describe('the raw image of a load', () => {
  it.each([0, 1, Math.floor(LAST / 2), LAST - 1, LAST])(
    'holds every frame as it is at moment %i',
    (moment) => {
      const plan = rawPlan(imageAt(session, moment));
      const file = new Uint8Array(plan.size);
      let done = 0;
      for (const chunk of plan.chunks()) {
        file.set(chunk.bytes, chunk.position);
        expect(chunk.done).toBeGreaterThanOrEqual(done);
        done = chunk.done;
      }
      expect(done).toBe(plan.total);
      const expected = new Uint8Array(plan.size);
      for (const frame of session.touchedFrames(moment)) {
        session.frameAt(frame, moment, expected.subarray(frame * 4096, (frame + 1) * 4096));
      }
      expect(Buffer.compare(file, expected)).toBe(0);
    },
  );
});
