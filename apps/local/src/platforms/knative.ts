import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freePorts } from '@harmonybatch/local-backends';
import { transformer } from '../demo/samples';
import type { Ports } from '../local-variables';
import { portOf, scriptOf, servicePart } from '../parts/service-part';
import { workspaceRoot, type StateFolder } from '../state-folder';
import type { LocalPlatform } from './local-platform';
import { withoutAccounts } from './without-accounts';

/** The ONNX function as a process in place of its image. */
const sampleImages = join(workspaceRoot, 'functions', 'onnx', 'samples', 'images.yaml');
const namespace = 'default';

/** What the sample runs on is no part of the services' installation. */
function refuseMissingRuntime(env: NodeJS.ProcessEnv): void {
  if (env['HARMONYBATCH_IMAGE_COMMANDS']) return;
  try {
    createRequire(sampleImages).resolve('onnxruntime-node');
  } catch {
    throw new Error('The sample runs functions/onnx, whose packages are not installed: npm run functions:install');
  }
}

/** Knative with processes for containers, behind a token that nobody else knows. @throws where the sample is not installed */
export async function localKnative(env: NodeJS.ProcessEnv, state: StateFolder, ports: Ports): Promise<LocalPlatform> {
  refuseMissingRuntime(env);
  const token = randomBytes(24).toString('hex');
  // Both stay where they are when it is started again.
  const [gatewayPort = 0] = await freePorts(1);
  const part = servicePart({
    name: 'knative-local',
    script: scriptOf('knative-local'),
    logFile: state.log('knative-local'),
    env: (before) => ({
      HARMONYBATCH_IMAGE_COMMANDS: sampleImages,
      ...withoutAccounts(env),
      KNATIVE_LOCAL_HOST: '127.0.0.1',
      KNATIVE_LOCAL_API_PORT: String(portOf(before) ?? ports['knative-local'] ?? 0),
      KNATIVE_LOCAL_GATEWAY_PORT: String(gatewayPort),
      KNATIVE_LOCAL_NAMESPACE: namespace,
      KNATIVE_LOCAL_TOKEN: token,
    }),
  });
  return {
    title: 'Knative',
    part,
    reachedAt: (url) => ({
      HARMONYBATCH_PLATFORM: 'knative',
      KNATIVE_API_URL: url,
      KNATIVE_NAMESPACE: namespace,
      KNATIVE_AUTH: 'token',
      KNATIVE_TOKEN: token,
      KNATIVE_FUNCTION_URL: `http://127.0.0.1:${gatewayPort}`,
      KNATIVE_FUNCTION_HOST: '{service}.{namespace}.local.example',
    }),
    samples: transformer,
  };
}
