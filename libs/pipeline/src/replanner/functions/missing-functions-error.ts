import type { MissingFunctions } from '../drafts/groups-without';

const maxFunctions = 3;

/** Part of a plan came into force; these functions of it could not be had, and their apps stay as they were. */
export class MissingFunctionsError extends Error {
  override readonly name = 'MissingFunctionsError';

  constructor(missing: MissingFunctions) {
    const shown = [...missing]
      .slice(0, maxFunctions)
      .map(([functionName, error]) => `${functionName}: ${textOf(error)}`);
    const more = missing.size > maxFunctions ? `; and ${missing.size - maxFunctions} more` : '';
    super(
      `a part of the plan is in force, the apps of functions that cannot be had stay as they were: ${shown.join('; ')}${more}`,
    );
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
