import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** The version of kafkajs whose files the patches in this folder reach into. */
export const supportedVersion = '2.2.4';

interface Installed {
  readonly version: string;
  readonly folder: string;
}

const requireHere = createRequire(__filename);
const manifest = 'kafkajs/package.json';

function installedKafkajs(): Installed {
  const { version } = requireHere(manifest) as { readonly version: string };
  return { version, folder: dirname(requireHere.resolve(manifest)) };
}

/**
 * Patches that were written for one version may do nothing, or harm, in another: nothing starts with one.
 * @throws Error that says which version is installed, which is needed and how to install it
 */
export function refuseOtherVersions({ version, folder }: Installed = installedKafkajs()): void {
  if (version === supportedVersion) return;
  throw new Error(
    `kafkajs ${version} is installed (${folder}), but the patches of @harmonybatch/messaging are written for ${supportedVersion}. ` +
      'Install that version with `npm ci`, or where the lock file names another one with ' +
      `\`npm install --save-exact kafkajs@${supportedVersion} --workspace @harmonybatch/messaging\`. ` +
      'How to move to another version is in libs/messaging/README.md, "Patches of kafkajs".',
  );
}
