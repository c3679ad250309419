import { useDevicePixelRatio, useElementSize } from '@vueuse/core';
import { computed, watch, type Ref } from 'vue';
import { PROVENANCE_NAMES, type ProvenanceName } from '../../../shared/provenance';
import { provenanceClass } from '../../components/provenance';
import { useTheme } from '../../composables/theme';
import type { Pixels } from './pictures';

/** The colours of the theme, red in the lowest byte. */
function themeColours(): ReadonlyMap<ProvenanceName, number> {
  const style = getComputedStyle(document.documentElement);
  const colourOf = (name: ProvenanceName): number => {
    const channels = style.getPropertyValue(provenanceClass(name).replace('p-', '--pc-')).trim();
    const [red = 0, green = 0, blue = 0] = channels.split(/\s+/).map(Number);
    return red | (green << 8) | (blue << 16);
  };
  return new Map(PROVENANCE_NAMES.map((name) => [name, colourOf(name)]));
}

/**
 * Draws a canvas in the pixels of the device, and again only when its size, the theme or a source has changed.
 *
 * @param canvas the element
 * @param sources what the drawing depends on
 * @param paint draws; gets empty pixels, the theme's colours and how many device pixels a CSS pixel has
 */
export function usePixels(
  canvas: Ref<HTMLCanvasElement | null>,
  sources: () => unknown,
  paint: (pixels: Pixels, colours: ReadonlyMap<ProvenanceName, number>, ratio: number) => void,
): void {
  const { width, height } = useElementSize(canvas);
  const { pixelRatio } = useDevicePixelRatio();
  const theme = useTheme();
  const ratio = computed(() => Math.max(pixelRatio.value, 1));

  function draw(): void {
    const element = canvas.value;
    if (element === null) return;
    const [across, down] = [Math.round(width.value * ratio.value), Math.round(height.value * ratio.value)];
    if (across === 0 || down === 0) return;
    if (element.width !== across) element.width = across;
    if (element.height !== down) element.height = down;
    const image = new ImageData(across, down);
    const data = new Uint32Array(image.data.buffer);
    paint({ data, width: across, height: down }, themeColours(), ratio.value);
    element.getContext('2d')?.putImageData(image, 0, 0);
  }

  watch([canvas, width, height, ratio, theme, sources], draw, { flush: 'post' });
}
