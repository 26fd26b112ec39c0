import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type Agent, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // Answers are looked at as the JSON that they are.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** One HTTP call; `body` is sent as it is where it is a text or bytes, else as JSON. */
export async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
  agent?: Agent,
): Promise<Reply> {
  const sent = request(url, { method, headers, agent });
  const reply = replyTo(sent);
  sent.end(body === undefined || Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body));
  return reply;
}

export async function replyTo(sent: ClientRequest): Promise<Reply> {
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(Buffer.concat(chunks).toString()) };
}

/** The lines that a process wrote, and those that it will write. */
class Lines {
  private readonly all: string[] = [];
  private readonly waiting: { readonly text: string; readonly resolve: (line: string) => void }[] = [];

  constructor({ stdout }: ChildProcess) {
    if (stdout !== null) createInterface({ input: stdout }).on('line', (line) => this.add(line));
  }

  /** The first line that holds the text, once it is written. */
  with(text: string): Promise<string> {
    const found = this.all.find((line) => line.includes(text));
    return found === undefined
      ? new Promise((resolve) => this.waiting.push({ text, resolve }))
      : Promise.resolve(found);
  }

  private add(line: string): void {
    this.all.push(line);
    for (const { text, resolve } of this.waiting) if (line.includes(text)) resolve(line);
  }
}

/** The function as it is run: a process of its own, which the native runtime needs too, for jest's numbers are not its. */
export class FunctionProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: Lines,
    readonly url: string,
  ) {}

  static async start(model: string, environment: Record<string, string> = {}): Promise<FunctionProcess> {
    const child = spawn(process.execPath, [join(__dirname, '..', 'bin', 'onnx-function.cjs')], {
      env: { PORT: '0', HARMONYBATCH_FUNCTION_VCPU: '1', HARMONYBATCH_MODEL: model, ...environment },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const lines = new Lines(child);
    const died = once(child, 'exit').then(() => Promise.reject(new Error('the function ended before it listened')));
    const { url } = JSON.parse(await Promise.race([lines.with('"listening"'), died]));
    died.catch(() => undefined);
    return new FunctionProcess(child, lines, url);
  }

  get(path: string): Promise<Reply> {
    return call(`${this.url}${path}`, 'GET');
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply> {
    return call(`${this.url}${path}`, 'POST', body, headers);
  }

  line(text: string): Promise<string> {
    return this.lines.with(text);
  }

  /** Its exit code, after SIGTERM. */
  async stop(): Promise<number> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const [code] = await exited;
    return code;
  }
}
