/** What a report of `npm run bench -- drain --json` says of each case and service. */
export interface DrainReport {
  /** Figures of quick runs mean little. */
  readonly quick: false;
  readonly figures: {
    readonly drain?: Readonly<Record<string, Readonly<Record<string, { readonly ofKafkajs: number }>>>>;
  };
}

/** One service in one case, in the kept report and in another; a service or case that only one has is null in the other. */
export interface Comparison {
  readonly name: string;
  readonly kept: number | null;
  readonly now: number | null;
  /** By how much it is more than kept, as a share of that; null where there is nothing to compare. */
  readonly moved: number | null;
}

/** Rates of a core on one machine differ by less from run to run. */
export const tolerance = 0.15;

const ratesOf = ({ figures }: DrainReport): Map<string, number> =>
  new Map(
    Object.entries(figures.drain ?? {}).flatMap(([one, services]) =>
      Object.entries(services).map(([service, { ofKafkajs }]) => [`${one}: ${service}`, ofKafkajs] as const),
    ),
  );

/** What services carry of what bare kafkajs carried in the same run, beside what is kept. */
export function compared(kept: DrainReport, now: DrainReport): Comparison[] {
  const [before, after] = [ratesOf(kept), ratesOf(now)];
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => {
    const [was, is] = [before.get(name) ?? null, after.get(name) ?? null];
    return { name, kept: was, now: is, moved: was === null || is === null ? null : is / was - 1 };
  });
}

export const hasMoved = ({ moved }: Comparison): boolean => moved === null || Math.abs(moved) > tolerance;

/** Whether it carries less, or is not there any more. */
export const isLess = ({ now, moved }: Comparison): boolean => now === null || (moved !== null && moved < -tolerance);
