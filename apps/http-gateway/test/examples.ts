import type { AppRegistered, KeyIssued, ModelProfiled } from '@harmonybatch/contracts';
import { apiKeyText, parseApiKey, publicKeyOf, type ApiKey } from '@harmonybatch/contracts';

export const photos: AppRegistered = { name: 'photos', model: 'resnet', sloMs: 500 };
export const resnet: ModelProfiled = {
  name: 'resnet',
  version: '3',
  image: 'registry.example.com/resnet:3',
  port: 8000,
  protocol: 'open-inference-v2',
  profile: {
    cpu: {
      memoryMb: { slopeMbPerRequest: 10, baseMb: 200 },
      avg: [{ form: 'reciprocal', workVcpuSeconds: 0.1, baseSeconds: 0.01 }],
      max: [{ form: 'reciprocal', workVcpuSeconds: 0.2, baseSeconds: 0.02 }],
    },
  },
};

/** A key of an app: its text, and what is published of it. */
export function keyOf(app: string, seed: number, more: Partial<KeyIssued> = {}) {
  const text = apiKeyText(Buffer.alloc(8, seed), Buffer.alloc(32, seed));
  const key: ApiKey = parseApiKey(text)!;
  const issued: KeyIssued = { keyId: key.keyId, app, publicKey: publicKeyOf(key), createdAtMs: 0, ...more };
  return { text, key, issued };
}

/** A request of one tensor, JSON. */
export const oneTensor = '[{"name":"x","shape":[1,2],"datatype":"INT64","data":[9007199254740993,-1]}]';
