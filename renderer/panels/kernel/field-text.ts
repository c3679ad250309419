import { hex } from '../../../shared/address';
import type { FieldRow } from '../../../shared/kernel-types';
import type { ListModel } from './list-model';

/** Fields as a list that can be copied. */
export const FIELD_LIST: Pick<ListModel<FieldRow>, 'columns' | 'wrong' | 'label'> = {
  label: 'Fields',
  columns: [
    { id: 'name', title: 'Field', track: '', text: ({ name }) => name },
    { id: 'raw', title: 'Raw', track: '', text: ({ raw }) => raw },
    { id: 'meaning', title: 'Meaning', track: '', text: ({ meaning }) => meaning },
    { id: 'place', title: 'At', track: '', text: ({ place }) => (place === null ? '' : hex(place.offset)) },
  ],
  wrong: ({ wrong }) => (wrong === null ? [] : [wrong]),
};

/** A field in one line. */
export function fieldLine({ name, raw, meaning, wrong }: FieldRow): string {
  return [name, raw, meaning, wrong ?? ''].filter((text) => text !== '').join('\t');
}
