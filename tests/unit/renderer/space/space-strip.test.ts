// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import SpaceStrip from '../../../../renderer/panels/space/SpaceStrip.vue';
import { fakeWindow, type FakeWindow } from '../memory/fake-bridge';
import { mount, type Mounted } from '../mount';

let fake: FakeWindow;
let mounted: Mounted;
const told: string[] = [];

const LISTENERS = ['hold', 'drag', 'zoom', 'pan', 'select', 'follow', 'menu', 'reset', 'ends'];

beforeEach(() => {
  fake = fakeWindow((name) => (name === 'sources.list' ? [] : undefined));
  told.length = 0;
  mounted = mount(SpaceStrip, {
    label: 'Detail',
    data: null,
    window: null,
    width: 700,
    height: 20,
    colour: 'owner',
    folded: true,
    selectedPage: 0x8000000,
    opened: null,
    measure: () => 0,
    ...Object.fromEntries(
      LISTENERS.map((name) => [`on${name[0]!.toUpperCase()}${name.slice(1)}`, () => told.push(name)]),
    ),
  });
});

afterEach(() => {
  mounted.unmount();
  fake.scope.stop();
});

describe('a strip whose first answer is awaited', () => {
  it('does nothing: it has no place that a key or a drag could begin from', async () => {
    const strip = mounted.find('[role=slider]');
    strip.focus();
    for (const key of ['ArrowRight', 'ArrowLeft', 'PageDown', '+', '-', '0', 'Home', 'End', 'Enter']) {
      await mounted.press(key);
    }
    await mounted.press('ArrowRight', { shiftKey: true });
    const at = { button: 0, buttons: 1, pointerId: 1, bubbles: true };
    strip.dispatchEvent(new PointerEvent('pointerdown', { ...at, clientX: 100 }));
    strip.dispatchEvent(new PointerEvent('pointermove', { ...at, clientX: 300 }));
    strip.dispatchEvent(new PointerEvent('pointerup', { ...at, clientX: 300 }));
    strip.dispatchEvent(new WheelEvent('wheel', { deltaY: 100, bubbles: true }));
    strip.dispatchEvent(new MouseEvent('dblclick', { clientX: 100, bubbles: true }));
    strip.dispatchEvent(new MouseEvent('contextmenu', { clientX: 100, bubbles: true }));
    expect(told).toEqual([]);
    expect(strip.getAttribute('aria-valuetext')).toBe('not known yet');
  });
});
