/** One seed for all properties: a failure that is seen once is seen by everybody. */
export const SEED = 20_231_108;
