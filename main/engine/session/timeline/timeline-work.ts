import type { Density, TouchedPicture } from '../../../../shared/debugger-types';
import type { LoadView } from '../../trace/load-view';
import { opClasses } from './op-classes';
import { DensityIndex } from './density';
import { TouchedFrames } from './touched-picture';

/** What the timeline draws of a load; the tables behind it are made when the first question comes. */
export class TimelineWork {
  private knownClasses: Uint8Array | null = null;
  private knownDensity: DensityIndex | null = null;
  private knownTouched: TouchedFrames | null = null;

  constructor(private readonly view: LoadView) {}

  /** @param edges ascending moments of the load, two or more */
  density(edges: Uint32Array): Density {
    this.knownDensity ??= new DensityIndex(this.classes());
    return this.knownDensity.density(edges);
  }

  /**
   * @param edges ascending moments of the load, two or more
   * @param rows most rows of the picture
   */
  touched(edges: Uint32Array, rows: number): TouchedPicture {
    this.knownTouched ??= new TouchedFrames(this.view, this.classes());
    return this.knownTouched.picture(edges, rows);
  }

  private classes(): Uint8Array {
    this.knownClasses ??= opClasses(this.view);
    return this.knownClasses;
  }
}
