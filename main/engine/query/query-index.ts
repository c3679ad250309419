import type { LoadView } from '../trace/load-view';
import { StepParts } from './batch';
import { OldEntries } from './old-entries';
import { SegmentFinder } from './segment-finder';

/** What expressions need that takes a look at the whole load: made when the first one needs it, for all of them. */
export class QueryIndex {
  private static readonly known = new WeakMap<LoadView, QueryIndex>();
  private knownParts: StepParts | null = null;
  private knownEntries: OldEntries | null = null;
  private knownSegments: SegmentFinder | null = null;

  private constructor(private readonly view: LoadView) {}

  /** The index of a load. */
  static of(view: LoadView): QueryIndex {
    let index = QueryIndex.known.get(view);
    if (index === undefined) {
      index = new QueryIndex(view);
      QueryIndex.known.set(view, index);
    }
    return index;
  }

  get parts(): StepParts {
    this.knownParts ??= new StepParts(this.view.trace);
    return this.knownParts;
  }

  get oldEntries(): OldEntries {
    this.knownEntries ??= new OldEntries(this.view.trace);
    return this.knownEntries;
  }

  get segments(): SegmentFinder {
    this.knownSegments ??= new SegmentFinder(this.view);
    return this.knownSegments;
  }
}
