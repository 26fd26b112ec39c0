import { terraformOf } from '../src';
import { executionRole } from './local-lambda';
import { specOf } from './lambda-under-test';

const spec = {
  ...specOf('hb-m-cpu-1'),
  env: { A: '${b}', API_KEY: 'sesame' },
  vpc: { vpcId: 'v', vSwitchIds: ['subnet-1'], securityGroupId: 'sg-1' },
  container: { entrypoint: ['/lambda-entrypoint'], command: ['run'], diskMb: 512 as const },
};
const document = terraformOf([{ spec, warmInstances: 3 }], { owner: 'shop-@cluster', role: executionRole });

it('is the function that the adapter makes, by the attributes of the provider hashicorp/aws', () => {
  expect(document.resource['aws_lambda_function']).toEqual({
    'hb-m-cpu-1': {
      function_name: 'hb-m-cpu-1',
      description: 'm 1',
      package_type: 'Image',
      image_uri: spec.image,
      role: executionRole,
      memory_size: 1_769,
      timeout: 30,
      architectures: ['x86_64'],
      environment: [
        {
          variables: {
            AWS_LWA_PORT: '8080',
            AWS_LWA_PASS_THROUGH_PATH: '/invoke',
            A: '$${b}',
            API_KEY: '${var.api_key}',
            HARMONYBATCH_FUNCTION_VCPU: '1',
            HARMONYBATCH_MODEL: 'm',
          },
        },
      ],
      image_config: [{ entry_point: ['/lambda-entrypoint'], command: ['run'] }],
      ephemeral_storage: [{ size: 512 }],
      vpc_config: [{ subnet_ids: ['subnet-1'], security_group_ids: ['sg-1'] }],
      publish: true,
      tags: {
        'managed-by': 'harmonybatch',
        'harmonybatch-deployment': 'shop-@cluster',
        'harmonybatch-model': 'm',
        'harmonybatch-version': '1',
      },
    },
  });
  expect(JSON.stringify(document)).not.toContain('sesame');
});

it('is called by its alias, of which the instances are', () => {
  expect(document.resource['aws_lambda_alias']).toEqual({
    'hb-m-cpu-1': {
      name: 'live',
      function_name: '${aws_lambda_function.hb-m-cpu-1.function_name}',
      function_version: '${aws_lambda_function.hb-m-cpu-1.version}',
    },
  });
  expect(document.resource['aws_lambda_provisioned_concurrency_config']).toEqual({
    'hb-m-cpu-1': {
      function_name: '${aws_lambda_function.hb-m-cpu-1.function_name}',
      qualifier: '${aws_lambda_alias.hb-m-cpu-1.name}',
      provisioned_concurrent_executions: 3,
    },
  });
});
