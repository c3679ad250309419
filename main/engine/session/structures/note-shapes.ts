/** Notes: records with an owner, a type and bytes, one behind the other. */
import { partitionPoint } from '../../../../shared/partition-point';
import { textAt } from './layout';
import { NO_READING, type Element, type Elements, type Field, type Reading } from './structure';
import { byteList, bytesWords, part, reading, sizeReading, small } from './words';

const HEADER_SIZE = 12;
/** Notes beyond so many are not told apart: a hostile file may have millions of empty ones. */
const MOST_NOTES = 10_000;
/** A longer one ends the list. */
const MOST_BYTES = 65_536;
const GNU_TYPES: Readonly<Record<number, string>> = {
  1: 'lowest version of the system',
  3: 'build id',
  4: 'version of the linker',
  5: 'properties of the program',
};

interface NotePlace {
  readonly at: number;
  readonly length: number;
  readonly nameSize: number;
  readonly descriptionAt: number;
  readonly descriptionSize: number;
}

/**
 * The notes in some bytes, as far as each is whole.
 *
 * @param bytes as the file has them: they say where each note is
 */
export function noteElements(bytes: Uint8Array): Elements {
  const places = notePlaces(bytes);
  return {
    count: places.length,
    element: (index) => noteElement(places[index] as NotePlace, index),
    beginBefore: (at) => partitionPoint(places.length, (i) => (places[i] as NotePlace).at < at),
    endBefore: (at) => partitionPoint(places.length, (i) => endOf(places[i] as NotePlace) <= at),
  };
}

function endOf({ at, length }: NotePlace): number {
  return at + length;
}

function notePlaces(bytes: Uint8Array): NotePlace[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places: NotePlace[] = [];
  for (let at = 0; at + HEADER_SIZE <= bytes.length && places.length < MOST_NOTES;) {
    const nameSize = view.getUint32(at, true);
    const descriptionSize = view.getUint32(at + 4, true);
    const descriptionAt = HEADER_SIZE + Math.ceil(nameSize / 4) * 4;
    const whole = descriptionAt + Math.ceil(descriptionSize / 4) * 4;
    if (whole > MOST_BYTES || at + descriptionAt + descriptionSize > bytes.length) break;
    const length = Math.min(whole, bytes.length - at);
    places.push({ at, length, nameSize, descriptionAt, descriptionSize });
    at += whole;
  }
  return places;
}

function noteElement(place: NotePlace, index: number): Element {
  const { at, length, nameSize, descriptionAt, descriptionSize } = place;
  const fields: Field[] = [
    { name: 'n_namesz', at: 0, length: 4, read: sizeReading },
    { name: 'n_descsz', at: 4, length: 4, read: sizeReading },
    { name: 'n_type', at: 8, length: 4, read: (bytes) => reading(`${small(bytes)}`) },
  ];
  if (nameSize > 0) fields.push({ name: 'name', at: HEADER_SIZE, length: nameSize, read: nameReading });
  if (descriptionSize > 0) {
    const read = (bytes: DataView): Reading => reading(shortBytes(bytes), bytesWords(bytes.byteLength));
    fields.push({ name: 'description', at: descriptionAt, length: descriptionSize, read });
  }
  return { kind: 'note', title: `note ${index}`, at, length, fields, read: (bytes) => summary(place, bytes) };
}

function nameReading(bytes: DataView): Reading {
  return reading(
    textAt(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0),
    'owner of the note',
  );
}

/** Bytes of a description without spaces, cut after a few dozen. */
function shortBytes(bytes: DataView): string {
  const most = 32;
  const text = byteList(part(bytes, 0, Math.min(most, bytes.byteLength))).replaceAll(' ', '');
  return bytes.byteLength > most ? `${text}…` : text;
}

function summary({ nameSize, descriptionAt, descriptionSize }: NotePlace, bytes: DataView): Reading {
  const type = small(part(bytes, 8, 4));
  const owner = nameSize === 0 ? '' : nameReading(part(bytes, HEADER_SIZE, nameSize)).value;
  if (owner === '' && descriptionSize === 0) return NO_READING;
  const known = owner === 'GNU' ? GNU_TYPES[type] : undefined;
  const description = shortBytes(part(bytes, descriptionAt, descriptionSize));
  const text = known === undefined ? `type ${type}` : known;
  return reading(owner, description === '' ? text : `${text}: ${description}`);
}
