import type { RowList } from '../../../shared/kernel-types';
import type { IconName } from '../../components/icons';
import type { KernelTab } from '../../stores/kernel-view';

/** How a chip stands out. */
export type ChipTone = 'line' | 'ok' | 'warn' | 'err';

/** A column of a list of the kernel file. */
export interface Column<T> {
  readonly id: string;
  readonly title: string;
  /** What the header's tooltip adds to the title. */
  readonly about?: string;
  /** Its width, as a track of a CSS grid; `fit`: as wide as its texts. */
  readonly track: string;
  readonly numeric?: boolean;
  readonly mono?: boolean;
  /** What the list is sorted by when the header is clicked. */
  readonly sort?: string;
  /** Left out where the list is narrower than this, in pixels. */
  readonly from?: number;
  text(row: T): string;
  /** Makes the text a chip. */
  tone?(row: T): ChipTone;
  /** What the tooltip says where it is more than the text. */
  tip?(row: T): string;
  /** Where the text leads; `null` for nowhere. */
  link?(row: T): (() => void) | null;
}

/** A fact about the selected row. */
export interface RowFact {
  readonly label: string;
  readonly text: string;
  /** What stands behind the text, in words. */
  readonly note?: string;
  readonly mono?: boolean;
  readonly link?: (() => void) | null;
  /** It is short: several of them stand in a line. */
  readonly wide?: boolean;
}

/** Something that can be done with a row. */
export interface RowAction {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly disabled?: boolean;
  /** Makes it something that is on or off. */
  readonly checked?: boolean;
  run(): void;
}

/** What a list shows and what can be done with its rows. */
export interface ListModel<T> {
  readonly tab: KernelTab;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** The list as the engine finds rows in it. */
  list(): RowList;
  /** What the places of rows depend on beside that: names that come to an order later. */
  stamp?(): string;
  /** A row in a few words: title of its details. */
  title(row: T): string;
  /** What is wrong with a row, each in a sentence. */
  wrong(row: T): readonly string[];
  facts(row: T): readonly RowFact[];
  /** The first one is what Enter and a double click do. */
  actions(row: T): readonly RowAction[];
  /** Selects what the row is about everywhere. */
  select(row: T): void;
}
