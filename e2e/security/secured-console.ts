import { setTimeout as sleep } from 'node:timers/promises';
import { apiPath } from '@harmonybatch/console-api';
import { consoleToken, type SecuredService } from './secured-system';

const pollMs = 200;
const patienceMs = 60_000;

/** The API of a console that asks for its token. */
export class SecuredConsole {
  private constructor(private readonly url: string) {}

  static async of(service: SecuredService): Promise<SecuredConsole> {
    return new SecuredConsole(`${await service.servesAt('the console is open')}${apiPath}`);
  }

  /** The status of a call that shows no token. */
  async statusWithoutToken(path: string): Promise<number> {
    return (await fetch(this.url + path)).status;
  }

  get = <Answer>(path: string): Promise<Answer> => this.call(path, {});

  post = <Answer>(path: string, body: object): Promise<Answer> =>
    this.call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  /** Resolves with the answer when it is as wanted. @throws Error with the last one where it never is */
  async until<Answer>(path: string, isWanted: (answer: Answer) => boolean): Promise<Answer> {
    const endMs = performance.now() + patienceMs;
    for (;;) {
      const answer = await this.get<Answer>(path);
      if (isWanted(answer)) return answer;
      if (performance.now() > endMs) throw new Error(`${path} stayed ${JSON.stringify(answer).slice(0, 1_000)}`);
      await sleep(pollMs);
    }
  }

  private async call<Answer>(path: string, { headers, ...init }: RequestInit): Promise<Answer> {
    const shown = { ...headers, authorization: `Bearer ${consoleToken}` };
    const response = await fetch(this.url + path, { ...init, headers: shown });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}
