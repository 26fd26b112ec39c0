import { isLoopback } from './loopback';

/** What is wrong with where the console listens, and whom it asks. */
export function accessFaults({
  host,
  token,
}: {
  readonly host: string;
  readonly token?: string | undefined;
}): string[] {
  if (token !== undefined || isLoopback(host)) return [];
  return [
    `CONSOLE_HOST is ${host.slice(0, 80)}, where others than this machine reach it, and CONSOLE_TOKEN is absent; set one, such as \`openssl rand -hex 32\` prints`,
  ];
}
