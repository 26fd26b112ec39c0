import { serviceNames } from './parts/service-names';

/** What may have a port of its own choice. */
export const portOwners = ['kafka', 'redis', 'fc-emulator', ...serviceNames] as const;
export type PortOwner = (typeof portOwners)[number];
export type Ports = Readonly<Partial<Record<PortOwner, number>>>;

const variableOf = (owner: PortOwner): string => `HARMONYBATCH_${owner.toUpperCase().replaceAll('-', '_')}_PORT`;

/**
 * The ports that the environment asks for; the others are free ones.
 * @throws Error that names every variable that is wrong.
 */
export function readPorts(env: NodeJS.ProcessEnv): Ports {
  const given = portOwners.filter((owner) => env[variableOf(owner)]);
  const ports = given.map((owner) => [owner, Number(env[variableOf(owner)])] as const);
  const wrong = ports.filter(([, port]) => !Number.isInteger(port) || port < 1 || port > 65_535);
  if (wrong.length === 0) return Object.fromEntries(ports);
  const lines = wrong.map(
    ([owner]) => `${variableOf(owner)} must be a port, 1 to 65535; got "${env[variableOf(owner)]}"`,
  );
  throw new Error(lines.join('\n'));
}
