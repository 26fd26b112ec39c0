import FcSdk from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import type { FcConfig } from './fc-config';

/**
 * The SDK's client. The endpoint is always given, because the SDK would derive one without region; its retries stay off,
 * because on an invocation they wait forever on the body that the first attempt consumed.
 */
export function openClient(config: FcConfig): FcSdk {
  return new FcSdk(
    new $OpenApiUtil.Config({
      endpoint: config.endpoint,
      protocol: config.protocol,
      regionId: config.regionId,
      ...config.credentials,
    }),
  );
}

/** How much longer than ours the SDK's timers run, ms: ours decide, the SDK's only free the socket of a dead call. */
export const sdkGraceMs = 1_000;

/**
 * The SDK's timers for a call that has `deadlineMs`. Both must be set: `connectTimeout` is in truth the longest silence on
 * the socket and cuts an answer off at 3 s otherwise. Neither is relied on: the timer of an earlier call on the same
 * socket may clear this one's.
 */
export function runtimeFor(deadlineMs: number): $dara.RuntimeOptions {
  const timeoutMs = Math.ceil(deadlineMs + sdkGraceMs);
  return new $dara.RuntimeOptions({ readTimeout: timeoutMs, connectTimeout: timeoutMs });
}
