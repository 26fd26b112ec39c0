import { createHash } from 'node:crypto';

/** Cloud Run takes no longer ones; Kubernetes takes 63 characters. */
const maxLength = 49;
const hashLength = 8;

/** A name as DNS has it (RFC 1035), as services need one: lower case, digits and hyphens, beginning with a letter. */
const dnsLabel = new RegExp(`^[a-z](?:[a-z0-9-]{0,${maxLength - 2}}[a-z0-9])?$`);

/** Name of the service that is a function: its own where DNS takes it, else what can be read of it and a hash. */
export function serviceNameOf(functionName: string): string {
  if (dnsLabel.test(functionName)) return functionName;
  const hash = createHash('sha256').update(functionName).digest('hex').slice(0, hashLength);
  const readable = functionName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, maxLength - hashLength - 1)
    .replace(/-+$/, '');
  return `${readable === '' ? 'f' : readable}-${hash}`;
}
