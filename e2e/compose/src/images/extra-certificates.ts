import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const withoutBreaks = (pem: string): string => pem.replace(/\s/g, '');

/** The certificates in a file that Node does not trust by itself, such as that of a proxy before the npm registry. */
export function extraCertificates(file: string | undefined): string {
  if (file === undefined || file === '') return '';
  const known = new Set(rootCertificates.map(withoutBreaks));
  const all = readFileSync(file, 'utf8').match(certificate) ?? [];
  return all.filter((pem) => !known.has(withoutBreaks(pem))).join('\n');
}

/** The build argument that npm in the Dockerfile trusts more certificates by; empty where it needs none. */
export const certificatesVariable = (): Readonly<Record<string, string>> => {
  const extra = extraCertificates(process.env['NODE_EXTRA_CA_CERTS']);
  return extra === '' ? {} : { NPM_CONFIG_CA: extra };
};
