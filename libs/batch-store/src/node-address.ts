/** The address of a Redis node or Sentinel as ioredis takes it, from `host:port`. */
export const nodeAddress = (node: string): { host: string; port: number } => {
  const { hostname, port } = new URL(`redis://${node}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
};
