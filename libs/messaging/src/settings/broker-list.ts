import { isIPv6 } from 'node:net';

/** What a list of brokers held: `host:port` each, or the part that is none. */
export type ParsedBrokers =
  { readonly ok: true; readonly brokers: readonly string[] } | { readonly ok: false; readonly wrong: string };

/** What may stand in such a list, for people. */
export const brokerListFormat =
  'host:port, several with commas between, an IPv6 address in brackets such as [::1]:9092';

const pattern = /^(?:\[([^\]]+)\]|([^\s:/@[\]]+)):(\d{1,5})$/;
const maxPort = 65_535;

/** Reads brokers as every client of this project is given them: `kafka-1:9092, [::1]:9092`. */
export function parseBrokerList(text: string): ParsedBrokers {
  const brokers = text.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => !isBroker(broker));
  return wrong === undefined ? { ok: true, brokers } : { ok: false, wrong };
}

function isBroker(text: string): boolean {
  const [, ipv6, , port] = pattern.exec(text) ?? [];
  if (port === undefined || Number(port) < 1 || Number(port) > maxPort) return false;
  return ipv6 === undefined || isIPv6(ipv6);
}

const colon = '%3A';

/** kafkajs 2.2.4 takes what stands before the first colon for the host, so the colons of an IPv6 address are written otherwise. */
export const brokerForKafkajs = (broker: string): string =>
  broker.replace(/^\[(.+)\]:/, (_, address: string) => `${address.replaceAll(':', colon)}:`);

/** The host that {@link brokerForKafkajs} wrote; any other one as it is. */
export const hostOfKafkajs = (host: string): string => host.replaceAll(colon, ':');
