import { ApiError } from './api-error';

/** Versions and aliases are not emulated: every function has its latest version only. Throws VersionNotFound. */
export function requireLatest(qualifier: unknown): void {
  if (qualifier === undefined || qualifier === 'LATEST') return;
  throw new ApiError(
    'VersionNotFound',
    `qualifier ${JSON.stringify(qualifier)} does not exist; the emulator has LATEST only`,
  );
}
