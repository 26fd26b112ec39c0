import { createHmac, randomBytes } from 'node:crypto';
import type { Resend, ResendAnswer } from '@harmonybatch/console-api';
import { BoundedMap } from '@harmonybatch/ports';
import { Refusal } from '../protocol/refusal';

const validMs = 300_000;
/** Dry runs that can still be confirmed: of more, the oldest are forgotten. */
const maxOpen = 100;

/** What a dry run found, and somebody may confirm. */
export interface Confirmable {
  /** Places (as text) of the letters that are sent. */
  readonly places: ReadonlySet<string>;
  readonly untilMs: number;
  /** What came of it, once it was confirmed. */
  sending?: Promise<ResendAnswer>;
}

/** Hands out what confirms a dry run: each is for exactly its letters, and its filter. */
export class ResendConfirmations {
  private readonly key = randomBytes(32);
  private readonly open = new BoundedMap<string, Confirmable>(maxOpen);

  /** @param nowMs epoch */
  offer(asked: Resend, places: ReadonlySet<string>, nowMs: number): string {
    const confirmable = { places, untilMs: nowMs + validMs };
    const confirm = this.signatureOf(asked, confirmable);
    this.open.set(confirm, this.open.get(confirm) ?? confirmable);
    return confirm;
  }

  /** @throws Refusal where it was not given for that filter and these places, or too long ago */
  find(asked: Resend, confirm: string, nowMs: number): Confirmable {
    const found = this.open.get(confirm);
    if (found === undefined) throw refused('no dry run gave it, or it was forgotten');
    if (nowMs > found.untilMs) throw refused('it is older than five minutes');
    if (this.signatureOf(asked, found) !== confirm) throw refused('its dry run was of another filter or other places');
    return found;
  }

  private signatureOf({ filter: { topic, code, sinceMs }, places }: Resend, found: Confirmable): string {
    const signed = [topic ?? null, code ?? null, sinceMs ?? null, places ?? null, [...found.places], found.untilMs];
    return createHmac('sha256', this.key).update(JSON.stringify(signed)).digest('base64url');
  }
}

const refused = (why: string): Refusal =>
  new Refusal(409, {
    code: 'conflict',
    error: `confirm does not fit: ${why}`,
    hint: 'Make the dry run again, the same call without confirm, and confirm what it finds.',
    field: '/confirm',
  });
