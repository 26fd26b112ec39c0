import type { ReceivedAnswer, Transport } from '../src/transport';
import type { WrittenRequest } from '../src/written-request';

/** What comes of one send: an answer, a fault, or nothing until it is ended. */
export type Script = (request: WrittenRequest) => ReceivedAnswer | Error | 'silence';

/** A way to services that do as a script says, and note what they get. */
export class ScriptedTransport implements Transport {
  readonly app = 'photos';
  readonly got: WrittenRequest[] = [];
  /** When each came, ms of the fake clock. */
  readonly atMs: number[] = [];
  waiting = 0;
  closed = false;
  trouble: Error | null = null;

  constructor(private readonly script: Script) {}

  open = async (): Promise<void> => undefined;
  close = async (): Promise<void> => void (this.closed = true);

  async send(request: WrittenRequest, signal: AbortSignal): Promise<void> {
    await this.infer(request, signal);
  }

  async infer(request: WrittenRequest, signal: AbortSignal): Promise<ReceivedAnswer> {
    this.got.push(request);
    this.atMs.push(performance.now());
    const came = this.script(request);
    if (came instanceof Error) throw came;
    if (came !== 'silence') return came;
    this.waiting += 1;
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        this.waiting -= 1;
        reject(new Error('ended'));
      });
    });
  }
}
