import { createHash } from 'node:crypto';
import { OpenApiUtil } from '@alicloud/openapi-core';
import * as $dara from '@darabonba/typescript';
import { signedHeaders } from '../src/invoke/acs3-signature';

const body = Buffer.from('{"items":["ä"]}');
const request = {
  method: 'POST' as const,
  path: '/2023-03-30/functions/hb-a/invocations',
  host: '42.cn-hangzhou.fc.aliyuncs.com',
  action: 'InvokeFunction',
  contentType: 'application/octet-stream',
  body,
};
const keys = { accessKeyId: 'the-id', accessKeySecret: 'the-secret' };
const epochMs = Date.UTC(2026, 10, 24, 0, 3, 18, 500);

it.each([[keys], [{ ...keys, securityToken: 'the-token' }]])(
  'is the one that the SDK makes, with %j',
  (credentials) => {
    const { authorization, ...headers } = signedHeaders(request, credentials, epochMs);
    const asked = new $dara.Request();
    Object.assign(asked, { method: request.method, pathname: request.path, query: {}, headers });
    const hash = createHash('sha256').update(body).digest('hex');
    expect(authorization).toBe(OpenApiUtil.getAuthorization(asked, 'ACS3-HMAC-SHA256', hash, 'the-id', 'the-secret'));
    expect(headers).toMatchObject({ 'x-acs-date': '2026-11-24T00:03:18Z', 'x-acs-content-sha256': hash });
  },
);

it('has a nonce of its own each time', () => {
  const nonces = [1, 2].map(() => signedHeaders(request, keys, epochMs)['x-acs-signature-nonce']);
  expect(new Set(nonces).size).toBe(2);
});
