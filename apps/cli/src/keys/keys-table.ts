import type { KeyIssued } from '@harmonybatch/contracts';
import { plainText } from '../render/plain-text';
import { renderTable } from '../render/table';
import type { Style } from '../render/terminal';

/** What becomes of a request that a key signs now. */
export function stateOfKey({ revokedAtMs, expiresAtMs }: KeyIssued, nowMs: number): 'valid' | 'revoked' | 'expired' {
  if (revokedAtMs !== undefined) return 'revoked';
  return expiresAtMs !== undefined && nowMs >= expiresAtMs ? 'expired' : 'valid';
}

const columns = [
  { title: 'App' },
  { title: 'Key' },
  { title: 'Created' },
  { title: 'Expires' },
  { title: 'State' },
] as const;

const time = (atMs: number | undefined): string =>
  atMs === undefined ? '–' : new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');

/** The keys, those of an app together, the newest first. */
export function keysTable(keys: readonly KeyIssued[], nowMs: number, style: Style): string {
  const inOrder = [...keys].sort((a, b) => (a.app === b.app ? b.createdAtMs - a.createdAtMs : a.app < b.app ? -1 : 1));
  const rows = inOrder.map((key) => [
    plainText(key.app),
    key.keyId,
    time(key.createdAtMs),
    time(key.expiresAtMs),
    stateOfKey(key, nowMs),
  ]);
  return `\n${renderTable(columns, rows, style)}\n`;
}
