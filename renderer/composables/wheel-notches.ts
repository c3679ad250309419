/** Pixels of one notch of a wheel; less than {@link LEAST_NOTCH} at once comes from a touchpad, and adds up. */
const NOTCH = 100;
const LEAST_NOTCH = 40;
/** Pixels of a line, where a wheel counts lines. */
const LINE = 33;

/** Counts what a wheel turns in whole notches, or in parts of them. */
export class WheelNotches {
  private turned = 0;

  /** @param unit pixels that count as one; more than a notch of a wheel never counts as none */
  constructor(private readonly unit = NOTCH) {}

  /** How many more notches an event makes; negative: upwards, or to the left. */
  count({ deltaX, deltaY, deltaMode }: WheelEvent): number {
    const delta = Math.abs(deltaX) > Math.abs(deltaY) ? deltaX : deltaY;
    const pixels = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? delta : delta * LINE;
    // A wheel whose notches are smaller than usual still makes one of each.
    if (Math.abs(pixels) >= LEAST_NOTCH && Math.abs(pixels) < this.unit) {
      this.turned = 0;
      return Math.sign(pixels);
    }
    if (Math.sign(pixels) !== Math.sign(this.turned)) this.turned = 0;
    this.turned += pixels;
    const whole = Math.trunc(this.turned / this.unit);
    this.turned -= whole * this.unit;
    // No -0.
    return whole === 0 ? 0 : whole;
  }
}
