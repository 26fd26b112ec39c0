import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allTopics, deadLetterTopics, topics, type BatchExecuted } from '@harmonybatch/contracts';
import type {
  FunctionList,
  MoneyPage,
  Overview,
  PlanList,
  PlanPage,
  RequestPage,
  RouteName,
} from '@harmonybatch/console-api';
import { readConfig } from '@harmonybatch/service-kit';
import { sharedVariables } from '@harmonybatch/service-kit/program';
import { metricsOfService } from '@harmonybatch/telemetry';
import { Deployment } from '../../../libs/messaging/test/harness';
import { outcomeRecord } from '../../../libs/pipeline/src/records/outcome-record';
import { startService, type RunningService } from '../../../libs/service-kit/src/lifecycle/start-service';
import { createLogger } from '../../../libs/service-kit/src/observability/logger';
import { ConsoleModule } from '../src/console.module';
import { variables } from '../src/console-variables';
import type { OutcomeEnvelope } from '../src/reading/outcome-envelope';
import {
  batchIdOf,
  examplePlan,
  executionOf,
  exampleModel,
  functionName,
  groupId,
  identityOf,
  outcomeOf,
} from './examples';
import { answerFaults } from './open-port';

const apps = [
  { name: 'tight', model: 'resnet', sloMs: 200 },
  { name: 'loose', model: 'resnet', sloMs: 900 },
];

describe('the console on a real Kafka', () => {
  const deployment = new Deployment();
  const dataDir = mkdtempSync(join(tmpdir(), 'console-'));
  let running: { readonly service: RunningService; readonly url: string };

  async function start(): Promise<void> {
    const { brokers, topicPrefix, partitions } = deployment.settings;
    const environment = {
      KAFKA_BROKERS: brokers.join(),
      KAFKA_TOPIC_PREFIX: topicPrefix,
      HARMONYBATCH_PARTITIONS: String(partitions),
    };
    let url = '';
    const logger = Object.assign(createLogger('console', 'silent'), {
      info: (fields: { url?: string }, message: string) => {
        if (message === 'the console is open') url = fields.url ?? '';
      },
    });
    const service = await startService(
      { name: 'console', purpose: 'test', metrics: metricsOfService.console, variables, module: ConsoleModule },
      {
        shared: readConfig(environment, sharedVariables),
        config: readConfig({ CONSOLE_PORT: '0', CONSOLE_DATA_DIR: dataDir }, variables),
        logger,
        onFatal: (error) => void fail(error),
      },
    );
    await service.ready;
    running = { service, url };
  }

  async function get<T>(name: RouteName, path: string): Promise<T> {
    const response = await fetch(`${running.url}/api/v1${path}`);
    const body = (await response.json()) as T;
    expect([response.status, answerFaults(name, body)]).toEqual([200, []]);
    return body;
  }

  /** Asks until the answer is as it should be: what was written is read soon after. */
  async function until<T>(name: RouteName, path: string, isSo: (answer: T) => boolean): Promise<T> {
    for (;;) {
      const answer = await get<T>(name, path);
      if (isSo(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const write = async (outcomes: readonly OutcomeEnvelope[], executions: readonly BatchExecuted[]): Promise<void> => {
    await deployment.publisher.publish(
      outcomes.map((outcome) => outcomeRecord({ ...outcome, outputsJson: `[${'1,'.repeat(50_000)}1]` })),
    );
    await deployment.publish(
      topics.batchExecuted,
      executions.map((execution) => JSON.stringify(execution)),
      (index) => executions[index]!.batchId,
    );
  };
  const now = (number: number, lateByMs?: number) => {
    const completedAtMs = Date.now();
    const arrivedAtMs = completedAtMs - 400;
    return outcomeOf(number, {
      timing: {
        ...{ arrivedAtMs, queuedMs: 60, executedMs: 330, completedAtMs },
        ...(lateByMs === undefined ? {} : { lateByMs }),
      },
      batch: { epoch: 0 },
      cost: { amount: 0.1, currency: 'CNY' },
    });
  };
  const invoked = (number: number) =>
    executionOf(number, {
      ...{ startedAtMs: Date.now() - 340, latencyMs: 330, platformDurationMs: 80 },
      cost: { amount: 0.125, currency: 'CNY' },
    });

  beforeAll(async () => {
    await deployment.open(allTopics);
    await deployment.publish(
      topics.appRegistered,
      apps.map((app) => JSON.stringify(app)),
      (index) => apps[index]!.name,
    );
    await deployment.publish(topics.modelProfiled, [JSON.stringify(exampleModel)], () => 'resnet');
    await deployment.publish(topics.planPublished, [JSON.stringify(examplePlan)], () => 'resnet');
    await write([now(1), now(2, 200), now(1)], [invoked(1), invoked(2)]);
    await start();
  });
  afterAll(async () => {
    await running.service.stop();
    await deployment.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('reads what was written before it began, a repeated outcome once', async () => {
    const money = await until<MoneyPage>(
      'money',
      '/money',
      ({ total, rows }) => total.amount === 0.25 && rows[0]?.requests === 2,
    );
    expect(money.rows).toEqual([expect.objectContaining({ name: 'tight', model: 'resnet', amount: 0.2, requests: 2 })]);
    expect(money.unattributed).toBe(0.05);
    const overview = await get<Overview>('overview', '/overview?window=15m');
    expect(overview.counts).toMatchObject({ requests: 2, inSlo: 1, late: 1 });
    expect(overview.worst.map(({ app, state }) => [app, state])).toEqual([
      ['tight', 'at-risk'],
      ['loose', 'quiet'],
    ]);
    await get('apps', '/apps?sort=name');
    await get('app', '/apps/tight');
    await get('knownErrors', '/errors');
    const functions = await get<FunctionList>('functions', '/functions');
    expect(functions.rows).toEqual([
      expect.objectContaining({
        functionName,
        invocations: 2,
        coldStarts: 2,
        mostAtOnce: 2,
        warmInstances: 1,
        beyondPlan: 0,
      }),
    ]);
  });

  it('says where a late request was, why its batch left, and what made it late', async () => {
    const page = await until<RequestPage>(
      'request',
      `/requests/${identityOf(2)}`,
      ({ request }) => request.cause !== null,
    );
    expect(page.request).toMatchObject({ cause: 'cold-start', lateByMs: 200, latencyMs: 400 });
    expect(page.timeline.map(({ part, durationMs }) => [part, durationMs])).toEqual([
      ['way', 60],
      ['cold-start', 250],
      ['ran', 80],
      ['way-out', 10],
    ]);
    expect(page.batch).toMatchObject({
      id: batchIdOf(2),
      groupId,
      because: expect.stringMatching(/^It was full, by number \(4\) or by bytes; 1 of it ran/),
      attempts: 1,
    });
    const { rows } = await get<{ rows: { identity: string }[] }>('requests', '/requests?state=late');
    expect(rows.map(({ identity }) => identity)).toEqual([identityOf(2)]);
  });

  it('shows the plan in force, and what is other in the next one', async () => {
    const first = await get<PlanPage>('plan', '/models/resnet/plan');
    expect(first).toMatchObject({ epoch: 0, inForce: true, untilMs: null, change: null, pinned: false });
    expect(first.groups[0]!.binding.sentence).not.toBe('');
    const [group] = examplePlan.groups;
    const apps = [{ ...group!.apps[0]!, rateHz: 80 }];
    const next = { ...examplePlan, reason: 'rate', groups: [{ ...group!, id: 'b'.repeat(16), apps, batchSize: 2 }] };
    await deployment.publish(topics.planPublished, [JSON.stringify(next)], () => 'resnet');
    const second = await until<PlanPage>('plan', '/models/resnet/plan', ({ epoch }) => epoch > 0);
    expect(second.change!.sentences).toEqual([
      'No group has tight, loose on 2 vCPU, 4096 MB in batches of up to 4 any more.',
      'A group has tight on 2 vCPU, 4096 MB in batches of up to 2 now.',
      'loose is served no more.',
      'tight is planned for 80 requests a second, and was for 8 requests a second.',
    ]);
    expect(await get<PlanPage>('plan', '/models/resnet/plan?epoch=0')).toMatchObject({
      ...{ epoch: 0, inForce: false },
      rollBack: {
        obstacle: expect.stringContaining('harmonybatch models rollback resnet --to'),
        command: 'harmonybatch plan rollback resnet --epoch 0',
      },
    });
    const { plans } = await get<PlanList>('plans', '/models/resnet/plans');
    expect(plans.map(({ epoch }) => epoch)).toEqual([second.epoch, 0]);
    expect(plans.map(({ obstacle }) => obstacle === null)).toEqual([true, false]); // it is of a version that is not registered
  });

  it('counts the dead letters that come', async () => {
    await deployment.publish(deadLetterTopics[topics.inferenceRequested.name]!, ['broken']);
    const { problem } = await until<Overview>('overview', '/overview', ({ deadLetters }) => deadLetters === 1);
    // The next plan serves it no more, which is worse.
    expect(problem.href).toBe('/apps/loose');
  });

  it('goes on where it ended, and counts nothing twice', async () => {
    await running.service.stop();
    await write([now(2), now(3)], [invoked(3)]);
    await start();
    const money = await until<MoneyPage>(
      'money',
      '/money',
      ({ total, rows }) => total.amount === 0.375 && rows[0]?.requests === 3,
    );
    expect(money.rows[0]!.amount).toBe(0.3);
    expect(money.total.coverage).toBe('partial');
    const overview = await get<Overview>('overview', '/overview?window=15m');
    expect(overview.counts.requests).toBe(3);
    const { plans } = await get<PlanList>('plans', '/models/resnet/plans');
    expect(plans).toHaveLength(2);
  });
});
