import { limits } from '@harmonybatch/contracts';
import { ensureTopics, timestampTypeOf } from '../src';
import { createTopics } from './create-and-delete-topics';
import { Deployment, state, stream } from './harness';

describe('the topics', () => {
  let deployment: Deployment;
  const topics = [stream, { ...state, retentionMs: 123_456 }];

  beforeEach(async () => {
    deployment = new Deployment();
    await deployment.open([]);
  });
  afterEach(() => deployment.close());

  const configOf = async (topic: string, name: string) => {
    const { resources } = await deployment.admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: `${deployment.settings.topicPrefix}${topic}`, configNames: [name] }],
    });
    return resources[0]?.configEntries[0]?.configValue;
  };

  it('are created as the contracts say, by several services at once', async () => {
    const { admin, settings } = deployment;
    const results = await Promise.all([1, 2, 3].map(() => ensureTopics(admin, settings, topics)));
    for (const { mismatches } of results) expect(mismatches).toEqual([]);
    const again = await ensureTopics(admin, settings, topics);
    expect(again).toEqual({ created: [], mismatches: [] });
    expect(await configOf(state.name, 'cleanup.policy')).toBe('compact');
    expect(await configOf(state.name, 'retention.ms')).toBe('123456');
    expect(await configOf(stream.name, 'max.message.bytes')).toBe(String(limits.maxRecordBytes));
    expect(await timestampTypeOf(admin, settings.topicPrefix, stream.name)).toBe('LogAppendTime');
  });

  it('are never changed: another partition count is told', async () => {
    const { admin, settings } = deployment;
    await ensureTopics(admin, settings, [stream, state]);
    const { mismatches } = await ensureTopics(admin, { ...settings, partitions: 7 }, [stream, state]);
    expect(mismatches).toEqual([{ topic: stream.name, expected: 7, actual: 4 }]);
  });

  it('tell whose clock they have', async () => {
    const { admin, settings } = deployment;
    await createTopics(admin, [{ topic: `${settings.topicPrefix}foreign`, numPartitions: 1 }]);
    expect(await timestampTypeOf(admin, settings.topicPrefix, 'foreign')).toBe('CreateTime');
  });
});
