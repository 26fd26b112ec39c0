import { connect, type Socket } from 'node:net';
import { goodbye, instanceIn, maxConversationBytes } from './greeting';
import type { PresenceAddress } from './presence-address';

/** A connection to a process that greeted. */
export interface Conversation {
  /** How it ended, once it has. Of itself an end proves nothing. */
  readonly end: Promise<'goodbye' | 'lost'>;
  close(): void;
}

/** What is found where a process said that it is: itself, proof that it is not there, or nothing that proves anything. */
export type Meeting = Conversation | 'gone' | 'unclear';

/** A process that lives greets at once, unless it is busy; what takes longer is unclear, ms. */
const greetingTimeoutMs = 2_000;
/** With it the kernel gives up a peer whose machine has gone without a word; idle connections carry nothing else. */
const keepAliveMs = 5_000;

/** Connects to a process's port of presence and reads who answers. Never rejects. */
export function meet({ host, port, instance }: PresenceAddress): Promise<Meeting> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.setKeepAlive(true, keepAliveMs);
    socket.setEncoding('latin1');
    socket.setTimeout(greetingTimeoutMs, () => socket.destroy());
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' ? 'gone' : 'unclear'));
    socket.once('close', () => resolve('unclear'));
    const heard = new Heard(socket, (greeting) => {
      if (greeting !== instance) {
        socket.destroy();
        return resolve('gone');
      }
      socket.setTimeout(0);
      const end = new Promise<'goodbye' | 'lost'>((ended) => {
        socket.once('close', () => ended(heard.saidGoodbye ? 'goodbye' : 'lost'));
      });
      resolve({ end, close: () => void socket.destroy() });
    });
  });
}

/** Reads a greeting and a goodbye, and hangs up at anything else. */
class Heard {
  private text = '';
  private isGreeted = false;

  constructor(
    private readonly socket: Socket,
    private readonly greeted: (instance: string) => void,
  ) {
    socket.on('data', (chunk) => this.hear(String(chunk)));
  }

  get saidGoodbye(): boolean {
    return this.text === goodbye;
  }

  private hear(chunk: string): void {
    this.text += chunk.slice(0, maxConversationBytes);
    if (!this.isGreeted) this.readGreeting();
    if (this.text.length > maxConversationBytes || (this.isGreeted && !goodbye.startsWith(this.text)))
      this.socket.destroy();
  }

  private readGreeting(): void {
    const end = this.text.indexOf('\n');
    if (end === -1) return;
    const instance = instanceIn(this.text.slice(0, end));
    if (instance === undefined) return void this.socket.destroy();
    this.text = this.text.slice(end + 1);
    this.isGreeted = true;
    this.greeted(instance);
  }
}
