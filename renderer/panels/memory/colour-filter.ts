import { computed, ref, type ComputedRef, type Ref } from 'vue';
import { PROVENANCE_NAMES, type ProvenanceName } from '../../../shared/provenance';
import { provenanceClass } from '../../components/provenance';

/** Which colours a view shows: all of them, or only some. */
export interface ColourFilter {
  /** Colours that are shown, in the order of their numbers; empty: all. */
  readonly colours: Readonly<Ref<readonly ProvenanceName[]>>;
  readonly isOn: ComputedRef<boolean>;
  /** Classes of the view: they dim the bytes of all other colours. */
  readonly classes: ComputedRef<readonly string[]>;
  has(name: ProvenanceName): boolean;
  /** Adds a colour to those that are shown, or takes it away. */
  toggle(name: ProvenanceName): void;
  /** Shows one colour and no other. */
  only(name: ProvenanceName): void;
  /** Shows all. */
  reset(): void;
}

const filters = new WeakMap<object, ColourFilter>();

/** The filter of a view: it stays the view's own while another one is in front of it. */
export function colourFilterOf(view: object): ColourFilter {
  let filter = filters.get(view);
  if (filter === undefined) {
    filter = newColourFilter();
    filters.set(view, filter);
  }
  return filter;
}

/** Creates a {@link ColourFilter} that shows everything. */
export function newColourFilter(): ColourFilter {
  const colours = ref<readonly ProvenanceName[]>([]);

  function toggle(name: ProvenanceName): void {
    const chosen = new Set(colours.value);
    if (!chosen.delete(name)) chosen.add(name);
    colours.value = PROVENANCE_NAMES.filter((one) => chosen.has(one));
  }

  return {
    colours,
    isOn: computed(() => colours.value.length > 0),
    classes: computed(() =>
      colours.value.length === 0
        ? []
        : ['filtered', ...colours.value.map((name) => `shows-${provenanceClass(name)}`)],
    ),
    has: (name) => colours.value.includes(name),
    toggle,
    only: (name) => (colours.value = [name]),
    reset: () => (colours.value = []),
  };
}
