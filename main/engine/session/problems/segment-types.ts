/** Segment types that the loader passes over, and that still say something. */
export const PT_GNU_STACK = 0x6474e551;
