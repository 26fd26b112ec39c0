import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parseApiKey, publicKeyOf, type ApiKey, type AppRegistered, type KeyIssued } from '@harmonybatch/contracts';
import { BoundedMap, type Clock } from '@harmonybatch/ports';
import type { AppRegistry, KeyRegistry } from '@harmonybatch/pipeline';
import { Refusal, type GatewayCode } from '../protocol/refusal';

/** Names the app of a call that has no key; as on Kafka. */
export const appHeader = 'hb-app';
const maxKeys = 1_000;
const maxShownLength = 80;
const bearer = /^bearer +(\S+) *$/i;
const keyName = /^hbk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;
const createKey = 'Create one with "harmonybatch keys create APP" and send it as "Authorization: Bearer hbk_…".';

/** Whose call it is, and what signs its requests: nothing where the app has no key. */
export interface Caller {
  readonly app: AppRegistered;
  readonly key: ApiKey | undefined;
}

/** A key as its app keeps it, with the half by which it is known here. */
interface KnownKey {
  readonly key: ApiKey;
  readonly publicKey: string;
}

/** Finds the app of a call: by the key that it shows, or by the name that it gives where its app has no keys. */
export class CallerCheck {
  /** By a hash of their text. To make a key of its text takes longer than all else here. */
  private readonly known = new BoundedMap<string, KnownKey>(maxKeys);

  constructor(
    private readonly apps: Pick<AppRegistry, 'get'>,
    private readonly keys: Pick<KeyRegistry, 'get' | 'hasKeys'>,
    private readonly clock: Pick<Clock, 'nowMs'>,
    /** Whether calls without a key are refused, whatever app they name. */
    private readonly requireKeys: boolean,
  ) {}

  /** @throws Refusal with status 401, or 404 where an app is named that is not registered */
  callerOf(headers: IncomingHttpHeaders): Caller {
    const named = headerText(headers[appHeader]);
    if (headers.authorization === undefined) return this.byName(named);
    const { app: name, key } = this.byKey(headers.authorization);
    if (named !== undefined && named !== name)
      throw unauthorized('foreign_key', `the key is not one of the app "${shown(named)}" that ${appHeader} names`);
    return { app: this.registered(name), key };
  }

  private byName(name: string | undefined): Caller {
    if (this.requireKeys) throw unauthorized('unsigned', 'the call shows no key, and every app needs one here');
    if (name === undefined)
      throw unauthorized('unsigned', `the call shows no key, and the header ${appHeader} names no app`);
    if (this.keys.hasKeys(name)) throw unauthorized('unsigned', 'the call shows no key, and its app has keys');
    return { app: this.registered(name), key: undefined };
  }

  private byKey(authorization: string): { readonly app: string; readonly key: ApiKey } {
    const text = bearer.exec(authorization)?.[1] ?? '';
    const keyId = keyName.exec(text)?.[1];
    if (keyId === undefined) throw unauthorized('unknown_key', 'the header authorization has no key of an app');
    const issued = this.keys.get(keyId);
    if (issued === undefined) throw unauthorized('unknown_key', `there is no key ${keyId}`);
    const { key, publicKey } = this.keyOf(text);
    if (publicKey !== issued.publicKey) throw unauthorized('unknown_key', `the key is not the one that ${keyId} names`);
    this.checkTime(issued);
    return { app: issued.app, key };
  }

  private checkTime({ keyId, revokedAtMs, expiresAtMs = Infinity }: KeyIssued): void {
    if (revokedAtMs !== undefined) throw unauthorized('key_expired', `key ${keyId} was revoked`);
    if (this.clock.nowMs() >= expiresAtMs) throw unauthorized('key_expired', `key ${keyId} has expired`);
  }

  private keyOf(text: string): KnownKey {
    const hash = createHash('sha256').update(text).digest('base64');
    const known = this.known.get(hash);
    if (known !== undefined) return known;
    const key = parseApiKey(text)!;
    const made = { key, publicKey: publicKeyOf(key) };
    this.known.set(hash, made);
    return made;
  }

  private registered(name: string): AppRegistered {
    const app = this.apps.get(name);
    if (app !== undefined) return app;
    throw new Refusal(404, {
      code: 'unknown_app',
      message: `no app is registered as "${shown(name)}"`,
      hint: 'Register it with "harmonybatch apps apply FILE".',
      field: appHeader,
    });
  }
}

const headerText = (value: string | string[] | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : String(value);

const shown = (text: string): string => text.slice(0, maxShownLength);

const unauthorized = (code: GatewayCode, message: string): Refusal =>
  new Refusal(401, { code, message, hint: createKey, field: 'authorization' });
