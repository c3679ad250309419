/** The polynomial of CRC-32 (IEEE 802.3), lowest power in the highest bit, as its register has it. */
const POLYNOMIAL = 0xedb88320;
/** The polynomial 1 in that order of bits. */
const ONE = 0x80000000;
/** x^8: what one byte shifts by. */
const BYTE = 0x00800000;

/** The product of two polynomials over GF(2), modulo that of CRC-32. */
function times(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/**
 * The CRC-32 of some bytes with zeros behind them. Zeros only multiply the register by powers of x, so any number of them
 * takes as many steps as that number has bits.
 *
 * @param crc of the bytes so far
 * @param count how many zeros, up to 2^53
 */
export function crcWithZeros(crc: number, count: number): number {
  let register = ~crc >>> 0;
  let power = BYTE;
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) register = times(register, power);
    power = times(power, power);
  }
  return ~register >>> 0;
}
