import { describe, expect, it } from 'vitest';
import { anchorPlace, anchorStep } from '../../../../renderer/composables/bookmark-text';
import type { MomentAnchor } from '../../../../shared/notes';

function at(step: MomentAnchor['step']): MomentAnchor {
  return { moment: 1, opCount: 9, step };
}

describe('an anchor in words', () => {
  it('names the step and what tells it from others', () => {
    const page = at({ stage: 'LOAD 2', kind: 'mapPage', subject: '0x5000', op: 3 });
    expect([anchorStep(page), anchorPlace(page)]).toEqual(['Map page 0x5000', 'LOAD 2, op 3']);
    const relocation = at({ stage: 'Relocations', kind: 'relocation', subject: '1234', op: 1 });
    expect(anchorStep(relocation)).toBe('Relocation #1,234');
    expect(anchorStep(at({ stage: 'Plan', kind: 'check', subject: '0', op: 1 }))).toBe('Check');
  });

  it('names the moment before the load', () => {
    expect([anchorStep(at(null)), anchorPlace(at(null))]).toEqual(['Before the load', '']);
  });
});
