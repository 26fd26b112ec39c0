import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { meet } from '../../src/presence/conversation';
import { PresencePort } from '../../src/presence/presence-port';

const host = '127.0.0.1';
const instance = randomUUID();

describe('a port of presence', () => {
  const port = new PresencePort(instance);
  let number: number;
  beforeAll(async () => {
    number = await port.open(host, 0);
  });
  afterAll(() => port.close());

  const connected = async (): Promise<Socket> => {
    const socket = connect({ host, port: number });
    await once(socket, 'connect');
    return socket;
  };

  it('says which instance it is of, and no more', async () => {
    const socket = await connected();
    const [said] = (await once(socket, 'data')) as [Buffer];
    expect(String(said)).toBe(`harmonybatch-presence/1 ${instance}\n`);
    socket.destroy();
  });

  it('hangs up on whoever says something', async () => {
    const socket = await connected();
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
  });

  it('takes no more than 64 connections', async () => {
    const many = await Promise.all(Array.from({ length: 64 }, connected));
    const beyond = await connected();
    beyond.on('error', () => undefined);
    beyond.resume();
    await once(beyond, 'close');
    expect(await meet({ host, port: number, instance })).toBe('unclear');
    await Promise.all(
      many.map((socket) => {
        socket.destroy();
        return once(socket, 'close');
      }),
    );
  });

  it('cannot be opened where another is', async () => {
    await expect(new PresencePort(instance).open(host, number)).rejects.toThrow('EADDRINUSE');
  });
});

describe('meeting a process at its port of presence', () => {
  const opened: Server[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  /** What answers at an address as the text, or the texts one after the other. */
  const answering = async (answer: (socket: Socket) => void): Promise<number> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      answer(socket);
    });
    opened.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return (server.address() as AddressInfo).port;
  };

  it('finds it, and hears its goodbye', async () => {
    const port = new PresencePort(instance);
    const met = await meet({ host, port: await port.open(host, 0), instance });
    if (typeof met !== 'object') throw new Error(`it is ${met}`);
    await port.close();
    expect(await met.end).toBe('goodbye');
  });

  it('finds it, and hears that it was lost without a goodbye', async () => {
    const port = await answering((socket) => {
      socket.write(`harmonybatch-presence/1 ${instance}\n`);
      setImmediate(() => socket.destroy());
    });
    const met = await meet({ host, port, instance });
    if (typeof met !== 'object') throw new Error(`it is ${met}`);
    expect(await met.end).toBe('lost');
  });

  it('finds it gone where nobody listens', async () => {
    const port = await answering(() => undefined);
    await new Promise((resolve) => opened.pop()!.close(resolve));
    expect(await meet({ host, port, instance })).toBe('gone');
  });

  it('finds it gone where another instance answers', async () => {
    const port = await answering((socket) => socket.end(`harmonybatch-presence/1 ${randomUUID()}\n`));
    expect(await meet({ host, port, instance })).toBe('gone');
  });

  it.each([
    ['hangs up at once', ''],
    ['is something else', 'SSH-2.0-OpenSSH_9.2\n'],
    ['greets with no instance', 'harmonybatch-presence/1 \n'],
    ['does not end its line', `harmonybatch-presence/1 ${'x'.repeat(100_000)}`],
  ])('knows nothing where what answers %s', async (_, text) => {
    const port = await answering((socket) => socket.end(text));
    expect(await meet({ host, port, instance })).toBe('unclear');
  });

  it('hangs up on what goes on talking after its greeting', async () => {
    const port = await answering((socket) => {
      socket.write(`harmonybatch-presence/1 ${instance}\ngood`);
      socket.write(' day');
      socket.resume();
    });
    const met = await meet({ host, port, instance });
    if (typeof met !== 'object') throw new Error(`it is ${met}`);
    expect(await met.end).toBe('lost');
  });
});
