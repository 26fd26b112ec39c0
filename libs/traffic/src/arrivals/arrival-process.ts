/** When the requests of one app arrive. The same seed and app, the same times. */
export interface ArrivalProcess {
  /** The next arrival, ms since the start, never before the last one; Infinity when there are no more. */
  next(): number;
}
