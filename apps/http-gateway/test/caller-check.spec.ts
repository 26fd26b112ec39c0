import type { AppRegistered, KeyIssued } from '@harmonybatch/contracts';
import { CallerCheck } from '../src/access/caller-check';
import { Refusal } from '../src/protocol/refusal';
import { keyOf, photos } from './examples';

const nowMs = 1_000_000;
const search: AppRegistered = { ...photos, name: 'search' };
const ours = keyOf('photos', 1);
const expired = keyOf('photos', 2, { expiresAtMs: nowMs });
const revoked = keyOf('photos', 3, { revokedAtMs: 1 });
const ofNobody = keyOf('gone', 4);

function checkWith(keys: readonly KeyIssued[], requireKeys = false): CallerCheck {
  const apps = new Map([photos, search].map((app) => [app.name, app]));
  const registry = {
    get: (keyId: string) => keys.find((key) => key.keyId === keyId),
    hasKeys: (app: string) => keys.some((key) => key.app === app),
  };
  return new CallerCheck({ get: (name) => apps.get(name) }, registry, { nowMs: () => nowMs }, requireKeys);
}
const check = checkWith([ours, expired, revoked, ofNobody].map(({ issued }) => issued));

const refusalOf = (act: () => unknown): { status: number; code: string } => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, code: error.terms.code };
    throw error;
  }
  throw new Error('it was not refused');
};

it('knows the app of a key, and signs with it', () => {
  const { app, key } = check.callerOf({ authorization: `Bearer ${ours.text}` });
  expect(app).toEqual(photos);
  expect(key?.keyId).toBe(ours.key.keyId);
  expect(check.callerOf({ authorization: `bearer ${ours.text}`, 'hb-app': 'photos' }).app).toEqual(photos);
});

it('takes the name of an app that has no keys', () => {
  expect(check.callerOf({ 'hb-app': 'search' })).toEqual({ app: search, key: undefined });
});

it.each([
  ['nothing', {}, 401, 'unsigned'],
  ['the name of an app that has keys', { 'hb-app': 'photos' }, 401, 'unsigned'],
  ['another scheme', { authorization: 'Basic cGhvdG9zOng=' }, 401, 'unknown_key'],
  ['a key of nobody', { authorization: `Bearer ${keyOf('photos', 9).text}` }, 401, 'unknown_key'],
  ['another seed under the id of a key', { authorization: `Bearer ${ours.text.slice(0, -1)}A` }, 401, 'unknown_key'],
  ['an expired key', { authorization: `Bearer ${expired.text}` }, 401, 'key_expired'],
  ['a revoked key', { authorization: `Bearer ${revoked.text}` }, 401, 'key_expired'],
  ['the key of another app', { authorization: `Bearer ${ours.text}`, 'hb-app': 'search' }, 401, 'foreign_key'],
  ['a key whose app is gone', { authorization: `Bearer ${ofNobody.text}` }, 404, 'unknown_app'],
  ['an app that nobody registered', { 'hb-app': 'sarch' }, 404, 'unknown_app'],
])('refuses %s', (_what, headers, status, code) => {
  expect(refusalOf(() => check.callerOf(headers))).toEqual({ status, code });
});

it('asks every app for a key where the deployment does', () => {
  const strict = checkWith([ours.issued], true);
  expect(refusalOf(() => strict.callerOf({ 'hb-app': 'search' }))).toEqual({ status: 401, code: 'unsigned' });
  expect(refusalOf(() => strict.callerOf({ 'hb-app': 'nobody' }))).toEqual({ status: 401, code: 'unsigned' });
  expect(strict.callerOf({ authorization: `Bearer ${ours.text}` }).app).toEqual(photos);
});

it('repeats no key', () => {
  const text = keyOf('photos', 9).text;
  try {
    check.callerOf({ authorization: `Bearer ${text}` });
  } catch (error) {
    expect(JSON.stringify([error, (error as Error).message])).not.toContain(text.slice(-20));
  }
  expect.assertions(1);
});
