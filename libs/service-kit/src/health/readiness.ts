/** Tells why a part of the service cannot do its work now; nothing where it can. May ask the part, within a second or two. */
export type ReadinessCheck = () => readonly string[] | Promise<readonly string[]>;

/** What must be healthy before the service counts as ready. Parts add themselves; answers are not cached. */
export class Readiness {
  private readonly checks: ReadinessCheck[] = [];

  add(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /** The reasons of all parts, asked now, at the same time. A check that fails is a reason itself. */
  async reasons(): Promise<string[]> {
    const told = await Promise.all(
      this.checks.map(async (check) => {
        try {
          return await check();
        } catch (error) {
          return [error instanceof Error ? error.message : String(error)];
        }
      }),
    );
    return told.flat();
  }
}
