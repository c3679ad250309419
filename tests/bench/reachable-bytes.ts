/** Bytes of a number in an array of numbers. */
const NUMBER_BYTES = 8;

/**
 * Bytes of all typed arrays and arrays of numbers that can be reached from an object, whole buffers even where a view
 * shows a part. Objects of few fields do not count: what grows with a trace are its columns.
 *
 * @param except objects that are not entered
 */
export function reachableBytes(root: object, except: readonly object[]): number {
  const seen = new Set<object>(except);
  const open: object[] = [root];
  let bytes = 0;
  const visit = (value: unknown): void => {
    if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      open.push(value);
    }
  };
  for (let object = open.pop(); object !== undefined; object = open.pop()) {
    if (object instanceof ArrayBuffer || object instanceof SharedArrayBuffer) bytes += object.byteLength;
    else if (ArrayBuffer.isView(object)) visit(object.buffer);
    else if (object instanceof Map) object.forEach((value, key) => [key, value].forEach(visit));
    else if (Array.isArray(object) && typeof object[0] === 'number') bytes += object.length * NUMBER_BYTES;
    else if (Array.isArray(object) || object instanceof Set) object.forEach(visit);
    else Object.values(object).forEach(visit);
  }
  return bytes;
}
