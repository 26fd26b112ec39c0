import { Readable } from 'node:stream';
import { InvokeFunctionHeaders, InvokeFunctionRequest } from '@alicloud/fc20230330';
import { openClient, runtimeFor } from '../src/fc-client';
import { dropReadTimer, readAnswer } from '../src/invoke/answer-body';
import { ScriptedServer } from './scripted-server';

/** Guards an internal of httpx that `readAnswer` relies on. If this fails, httpx changed: read how it keeps its timer. */
describe('the read timer of httpx', () => {
  let server: ScriptedServer;
  const invoke = async () =>
    openClient(server.config).invokeFunctionWithOptions(
      'hb-a',
      new InvokeFunctionRequest({ body: Readable.from([Buffer.from('{}')]) }),
      new InvokeFunctionHeaders({}),
      runtimeFor(60_000),
    );
  const socketOf = (body: Readable | undefined): object => (body as unknown as { socket: object }).socket;

  beforeEach(async () => {
    server = await ScriptedServer.start((_, response) => response.end('{}'));
  });
  afterEach(() => server.close());

  it('stands on the socket after an answer, under the name that is looked for', async () => {
    const { body } = await invoke();
    const socket = socketOf(body);
    body?.resume();
    expect(dropReadTimer(socket)).toBe(true);
    expect(dropReadTimer(socket)).toBe(false);
  });

  it('is taken off when an answer is read', async () => {
    const { body } = await invoke();
    const socket = socketOf(body);
    const answer = body && (await readAnswer(body, { limitBytes: 100, limitMs: 60_000 }));
    expect(answer).toEqual({ bytes: Buffer.from('{}'), cut: false });
    expect(dropReadTimer(socket)).toBe(false);
  });
});
