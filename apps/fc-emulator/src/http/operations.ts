import { apiPrefix } from './api-request';

/** An operation of the API: what `x-acs-action` says, and where it is asked for; `*` is a name. */
export interface Operation {
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly emulated: boolean;
}

/** Action, method and path of what is emulated. */
const emulated = `
CreateFunction POST /functions
DeleteConcurrencyConfig DELETE /functions/*/concurrency
DeleteFunction DELETE /functions/*
DeleteScalingConfig DELETE /functions/*/scaling-config
DisableFunctionInvocation POST /functions/*/invoke/disable
EnableFunctionInvocation POST /functions/*/invoke/enable
GetConcurrencyConfig GET /functions/*/concurrency
GetFunction GET /functions/*
GetScalingConfig GET /functions/*/scaling-config
InvokeFunction POST /functions/*/invocations
ListFunctions GET /functions
ListInstances GET /functions/*/instances
PutConcurrencyConfig PUT /functions/*/concurrency
PutScalingConfig PUT /functions/*/scaling-config
TagResources POST /tags-v2
UntagResources DELETE /tags-v2
UpdateFunction PUT /functions/*
`;

/** Those that are not. */
const others = `
ChangeResourceGroup PUT /resource-groups
CreateAlias POST /functions/*/aliases
CreateCustomDomain POST /custom-domains
CreateLayerVersion POST /layers/*/versions
CreateSession POST /functions/*/sessions
CreateTrigger POST /functions/*/triggers
CreateVpcBinding POST /functions/*/vpc-bindings
DeleteAlias DELETE /functions/*/aliases/*
DeleteAsyncInvokeConfig DELETE /functions/*/async-invoke-config
DeleteCustomDomain DELETE /custom-domains/*
DeleteFunctionVersion DELETE /functions/*/versions/*
DeleteLayerVersion DELETE /layers/*/versions/*
DeleteProvisionConfig DELETE /functions/*/provision-config
DeleteSession DELETE /functions/*/sessions/*
DeleteTrigger DELETE /functions/*/triggers/*
DeleteVpcBinding DELETE /functions/*/vpc-bindings/*
DescribeRegions GET /regions
GetAlias GET /functions/*/aliases/*
GetAsyncInvokeConfig GET /functions/*/async-invoke-config
GetAsyncTask GET /functions/*/async-tasks/*
GetCustomDomain GET /custom-domains/*
GetFunctionCode GET /functions/*/code
GetLayerVersion GET /layers/*/versions/*
GetLayerVersionByArn GET /layerarn/*
GetProvisionConfig GET /functions/*/provision-config
GetSession GET /functions/*/sessions/*
GetTrigger GET /functions/*/triggers/*
ListAliases GET /functions/*/aliases
ListAsyncInvokeConfigs GET /async-invoke-configs
ListAsyncTasks GET /functions/*/async-tasks
ListConcurrencyConfigs GET /concurrency-configs
ListCustomDomains GET /custom-domains
ListFunctionVersions GET /functions/*/versions
ListLayerVersions GET /layers/*/versions
ListLayers GET /layers
ListProvisionConfigs GET /provision-configs
ListScalingConfigs GET /scaling-configs
ListSessions GET /functions/*/sessions
ListTagResources GET /tags-v2
ListTriggers GET /functions/*/triggers
ListVpcBindings GET /functions/*/vpc-bindings
PauseSession PUT /functions/*/sessions/*/pause
PublishFunctionVersion POST /functions/*/versions
PutAsyncInvokeConfig PUT /functions/*/async-invoke-config
PutLayerACL PUT /layers/*/acl
PutProvisionConfig PUT /functions/*/provision-config
ResumeSession PUT /functions/*/sessions/*/resume
StopAsyncTask PUT /functions/*/async-tasks/*/stop
UpdateAlias PUT /functions/*/aliases/*
UpdateCustomDomain PUT /custom-domains/*
UpdateSession PUT /functions/*/sessions/*
UpdateTrigger PUT /functions/*/triggers/*
`;

const parse = (rows: string, areEmulated: boolean): Operation[] =>
  rows
    .trim()
    .split('\n')
    .map((row) => row.split(' '))
    .map(([action = '', method = '', path = '']) => ({ action, method, path, emulated: areEmulated }));

/** All operations of API 2023-03-30. */
export const operations: readonly Operation[] = [...parse(emulated, true), ...parse(others, false)];

const byLength = new Map<string, (Operation & { readonly parts: readonly string[] })[]>();
for (const operation of operations) {
  const parts = operation.path.split('/');
  const key = `${operation.method} ${parts.length}`;
  byLength.set(key, [...(byLength.get(key) ?? []), { ...operation, parts }]);
}

/**
 * The operation that a request asks for; undefined where the API has none there.
 * @param url as it came over the wire
 */
export function operationOf(method: string, url: string): Operation | undefined {
  const path = url.slice(apiPrefix.length).split('?', 1)[0]!;
  const parts = path.split('/');
  return byLength
    .get(`${method} ${parts.length}`)
    ?.find((one) => one.parts.every((part, index) => part === '*' || part === parts[index]));
}
