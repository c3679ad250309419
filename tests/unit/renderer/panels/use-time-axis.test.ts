import { expect, it } from 'vitest';
import type { StageSummary } from '../../../../shared/load-types';
import { placeStages } from '../../../../renderer/panels/timeline/stage-scale';
import { momentAtPlace, placeOf, WHOLE } from '../../../../renderer/panels/timeline/time-axis';
import { useTimeAxis } from '../../../../renderer/panels/timeline/useTimeAxis';
import { useTimeStore } from '../../../../renderer/stores/time';
import { fakeWindow } from '../memory/fake-bridge';

const stage: StageSummary = {
  span: 1,
  kind: 'dynamic',
  title: 'Relocations',
  detail: '',
  provenance: 'relocated',
  firstMoment: 1,
  lastMoment: 1000,
  status: 'done',
};
const slots = placeStages([stage], () => '');

it('the shown part follows the current moment, and a new load is shown as a whole', async () => {
  const window = fakeWindow((_, params) => ({ ...(params as object), stack: [] }));
  window.load(1, 1000);
  await window.settle();
  const time = useTimeStore();
  const control = window.scope.run(() => useTimeAxis(() => slots))!;
  const { axis, zoomed } = control;
  expect(zoomed.value).toBe(false);

  time.jump(500);
  control.step('in');
  control.step('in');
  expect(momentAtPlace(axis.value, 0.5)).toBe(500);
  expect(axis.value.end - axis.value.start).toBeCloseTo(0.25, 9);

  time.jump(900);
  expect(placeOf(axis.value, 900)).toBeGreaterThanOrEqual(0);
  expect(placeOf(axis.value, 900)).toBeLessThanOrEqual(1);
  expect(axis.value.end - axis.value.start).toBeCloseTo(0.25, 9);

  control.show(100, 200);
  expect(momentAtPlace(axis.value, 0)).toBe(100);
  expect(momentAtPlace(axis.value, 1)).toBe(200);

  window.load(2, 1000);
  await window.settle();
  expect({ start: axis.value.start, end: axis.value.end }).toEqual(WHOLE);
  window.scope.stop();
});
