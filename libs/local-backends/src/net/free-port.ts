import { createServer, type AddressInfo, type Server } from 'node:net';

const loopback = '127.0.0.1';

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, () => resolve(server));
  });
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** Ports of the loopback interface that were free at once just now; another process may still be quicker. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

/**
 * Makes sure that nobody else answers on a port that was asked for: another process there would be mistaken for what is started.
 * @throws Error that names the port
 */
export async function refuseTakenPort(name: string, port: number): Promise<void> {
  try {
    await close(await listen(port));
  } catch (error) {
    throw new Error(
      `port ${port} of ${loopback}, which was asked for ${name}, cannot be used: ${(error as Error).message}`,
    );
  }
}
