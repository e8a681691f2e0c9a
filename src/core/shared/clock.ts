/** The time, as the rules see it: tests own it. */
export interface Clock {
  now(): Date;
}
