/** Rounds that are looked back on: the code of a round is compiled in steps, and some of them bring nothing. */
const lookBackRounds = 8;
/** Less of a gain than this is noise, as a share of the time of a round. */
const leastGain = 0.05;

/**
 * Whether rounds get no faster: the fastest of the last eight took about as long as the fastest before them. The fastest
 * counts, for what else the machine does makes rounds longer and none shorter.
 * @param roundsMs how long each round took, in order, ms
 */
export function getNoFaster(roundsMs: readonly number[]): boolean {
  const before = roundsMs.slice(0, -lookBackRounds);
  if (before.length === 0) return false;
  return Math.min(...roundsMs.slice(-lookBackRounds)) > Math.min(...before) * (1 - leastGain);
}
