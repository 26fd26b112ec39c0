import type { KeyObject } from 'node:crypto';
import { KeyIssued, limits, publicKeyObject } from '@harmonybatch/contracts';
import { StateView } from './state-view';

const maxBytes = 4 * 1024;

/** The keys of apps, as read from `key.issued`. */
export class KeyRegistry extends StateView<typeof KeyIssued> {
  /** Ids by app. */
  private readonly byApp = new Map<string, Set<string>>();
  /** What the platform's crypto checks with, made when a key is first used. */
  private readonly objects = new WeakMap<KeyIssued, KeyObject>();

  constructor() {
    super(
      KeyIssued,
      ({ keyId }) => keyId,
      () => null,
      limits.maxKeys,
      maxBytes,
    );
    this.onChange((keyId, before, after) => {
      if (before !== undefined) this.removeFromApp(before.app, keyId);
      if (after !== undefined) this.byApp.set(after.app, (this.byApp.get(after.app) ?? new Set()).add(keyId));
    });
  }

  /** Whether an app was ever given a key that was not forgotten since: revoking the last one opens it to nobody. */
  hasKeys(app: string): boolean {
    return this.byApp.has(app);
  }

  /** The keys of an app, revoked and expired ones included. */
  ofApp(app: string): KeyIssued[] {
    return [...(this.byApp.get(app) ?? [])].flatMap((keyId) => this.get(keyId) ?? []);
  }

  /** What checks the signatures of a key. */
  objectOf(key: KeyIssued): KeyObject {
    const known = this.objects.get(key) ?? publicKeyObject(key.publicKey);
    this.objects.set(key, known);
    return known;
  }

  private removeFromApp(app: string, keyId: string): void {
    const keys = this.byApp.get(app);
    keys?.delete(keyId);
    if (keys?.size === 0) this.byApp.delete(app);
  }
}
