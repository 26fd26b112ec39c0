import { randomBytes } from 'node:crypto';

/** What it says of the money of apps: by app, exact sums of what outcomes said. */
export interface Spent {
  /** Nothing is known of what was before, epoch ms. */
  readonly keptSinceMs: number | null;
  readonly total: { readonly amount: number | null };
  readonly rows: readonly { readonly name: string; readonly amount: number; readonly requests: number }[];
}

interface Apps {
  readonly rows: readonly { readonly app: string; readonly counts: { readonly requests: number } }[];
}

const answerTimeoutMs = 10_000;
const wrongToken = 'x'.repeat(64);

/** What whoever looks at the console of a run must show. */
export const newToken = (): string => randomBytes(32).toString('hex');

/** The console of the profile, behind its published port. */
export class Console {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Statuses of the overview for whoever shows no token, and another one. */
  async statusesOfStrangers(): Promise<number[]> {
    const asked = await Promise.all([this.fetch('/api/v1/overview', ''), this.fetch('/api/v1/overview', wrongToken)]);
    return asked.map(({ status }) => status);
  }

  /** @throws Error with the status where it is not 2xx */
  async text(path: string): Promise<string> {
    const response = await this.fetch(path, this.token);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} of the console answered ${response.status}: ${text.slice(0, 200)}`);
    return text;
  }

  /** Requests of each app in the last hour. */
  async requestsByApp(): Promise<Record<string, number>> {
    const { rows } = JSON.parse(await this.text('/api/v1/apps?window=1h&limit=1000')) as Apps;
    return Object.fromEntries(rows.map(({ app, counts }) => [app, counts.requests]));
  }

  async spent(): Promise<Spent> {
    return JSON.parse(await this.text('/api/v1/money?by=app')) as Spent;
  }

  private fetch(path: string, token: string): Promise<Response> {
    const headers = { authorization: `Bearer ${token}` };
    return fetch(this.url + path, { headers, redirect: 'manual', signal: AbortSignal.timeout(answerTimeoutMs) });
  }
}
