import { FunctionRefusedError, type RefusalReason } from '@harmonybatch/ports';

type Remedies = Readonly<Record<RefusalReason, string>>;

const ofAllPlatforms: Omit<Remedies, 'image' | 'permission'> = {
  quota: 'ask for a larger quota, or let apps of the model wait longer, so that fewer instances do',
  size: 'check that the catalogue fits the platform',
  failed: 'see what the platform says of the function, mend its container, and register a new version of the model',
  conflict: 'remove it, or give the model a new version',
};

/** Makes refusals of one platform that say what mends them. */
export type Refuse = (functionName: string, reason: RefusalReason, what: string) => FunctionRefusedError;

/** @param own what mends an image or a permission there */
export function refusalsWith(own: Pick<Remedies, 'image' | 'permission'>): Refuse {
  const remedies: Remedies = { ...ofAllPlatforms, ...own };
  return (functionName, reason, what) => new FunctionRefusedError(functionName, reason, `${what}; ${remedies[reason]}`);
}

/** How a function that is there differs from the one wanted, in words. */
export const differs = (functionName: string, differences: readonly string[]): string =>
  `function ${functionName} exists, but differs: ${differences.join('; ')}`;
