/** The only source of randomness, so that a seeded run repeats. */
export abstract class Randomness {
  /** `bytes` random bytes as lower-case hex. */
  abstract hex(bytes: number): string;
  /** Uniform in [0, 1). */
  abstract uniform(): number;
}
