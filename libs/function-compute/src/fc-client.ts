import FcSdk from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import type { CredentialSource, FcCredentials } from './credentials';
import type { FcConfig } from './fc-config';

/**
 * The SDK's client for control calls. The endpoint is always given, because the SDK would derive one without region. It
 * gets no keys as text: they would win over the source, which renews them.
 */
export function openClient({ endpoint, protocol, regionId }: FcConfig, source: CredentialSource): FcSdk {
  const credential = asSdkCredential(source);
  return new FcSdk(new $OpenApiUtil.Config({ endpoint, protocol, regionId, credential }));
}

type SdkCredential = NonNullable<$OpenApiUtil.Config['credential']>;

/** What the SDK asks before each call. */
const asSdkCredential = (source: CredentialSource): SdkCredential =>
  ({ getCredential: async () => withToken(await source.current()) }) as unknown as SdkCredential;

const withToken = (given: FcCredentials): FcCredentials & { readonly type: string } => ({
  ...given,
  type: given.securityToken === undefined ? 'access_key' : 'sts',
});

/** How much longer than ours the SDK's timers run, ms: ours decide, the SDK's only free the socket of a dead call. */
const sdkGraceMs = 1_000;

/**
 * The SDK's timers for a call that has `deadlineMs`. Both must be set: `connectTimeout` is in truth the longest silence on
 * the socket and cuts an answer off at 3 s otherwise. Neither is relied on: the timer of an earlier call on the same
 * socket may clear this one's.
 */
export function runtimeFor(deadlineMs: number): $dara.RuntimeOptions {
  const timeoutMs = Math.ceil(deadlineMs + sdkGraceMs);
  return new $dara.RuntimeOptions({ readTimeout: timeoutMs, connectTimeout: timeoutMs });
}
