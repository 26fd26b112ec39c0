/** Which variables the values of the chart may set for each service, made from the variables that the services read. */

const services = [
  ['ingest', 'ingest-variables'],
  ['rate-estimator'],
  ['batcher', 'batcher-variables'],
  ['dispatcher', 'dispatcher-variables'],
  ['outcome-forwarder'],
  ['http-gateway', 'gateway-variables'],
  ['console', 'console-variables'],
  ['planner', 'planner-variables'],
];

/** What values of another name become, and what the pods are built for. */
const setByTheChart = [
  'HTTP_HOST',
  'HTTP_PORT',
  'GATEWAY_HOST',
  'GATEWAY_PORT',
  'CONSOLE_HOST',
  'CONSOLE_PORT',
  'CONSOLE_DATA_DIR',
  'KAFKA_BROKERS',
  'KAFKA_TOPIC_PREFIX',
  'KAFKA_SSL',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
  'KAFKA_SSL_CERT_FILE',
  'KAFKA_SSL_KEY_FILE',
  'KAFKA_SESSION_TIMEOUT_MS',
  'HARMONYBATCH_PARTITIONS',
  'HARMONYBATCH_PRESENCE',
  'HARMONYBATCH_PRESENCE_HOST',
  'HARMONYBATCH_PRESENCE_PORT',
  'HARMONYBATCH_SHUTDOWN_GRACE_MS',
  'HARMONYBATCH_EXIT_WITH_PARENT',
  'HARMONYBATCH_PLATFORM',
  'REDIS_URL',
  'REDIS_USERNAME',
  'REDIS_PASSWORD',
  'REDIS_CERT_FILE',
  'REDIS_KEY_FILE',
  'REDIS_SHARDS',
  'REDIS_KEY_PREFIX',
  'REDIS_CLUSTER',
  'REDIS_SENTINELS',
  'REDIS_SENTINEL_PRIMARY',
  'REDIS_SENTINEL_USERNAME',
  'REDIS_SENTINEL_PASSWORD',
];
/** What libraries read beside ours: Node, and AWS's tools where no role gives credentials. */
const ofNode = ['NODE_OPTIONS'];
const ofAws = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
/** The planner's variables of registries, which models name (docs/container.md). */
const registryPassword = '^HARMONYBATCH_REGISTRY_PASSWORD';

const settable = (variables) =>
  Object.values(variables).filter(({ name, secret }) => !secret && !setByTheChart.includes(name));
const namesOf = (variables) => variables.map(({ name }) => name);

/** An object whose keys are among these names; where there is none, it is empty. */
const among = (names, value) =>
  names.length === 0
    ? { type: 'object', maxProperties: 0 }
    : { type: 'object', propertyNames: { enum: names }, additionalProperties: value };

const environment = (names) => among(names, { type: ['string', 'number', 'boolean'] });
const inSecret = { $ref: '#/definitions/secret' };

/**
 * @param load gives the exports of a module of a project: `load('apps/planner', 'planner-variables')`
 * @returns definitions of values.schema.json by their names
 */
exports.environmentSchema = (load) => {
  const { sharedVariables } = load('libs/service-kit', 'program');
  const { functionVariables } = load('libs/service-modules', 'functions/platforms');
  const platform = Object.values(functionVariables);
  const own = ([service, file]) => {
    const { variables } = file === undefined ? { variables: {} } : load(`apps/${service}`, file);
    const names = namesOf(settable(variables)).filter((name) => !namesOf(platform).includes(name));
    return [`environment-of-${service}`, environment(names)];
  };
  const secretsOfAll = Object.values(sharedVariables).filter(
    ({ name, secret }) => secret && !setByTheChart.includes(name),
  );
  return {
    'environment-of-all': environment([...namesOf(settable(sharedVariables)), ...ofNode]),
    'secrets-of-all': among(namesOf(secretsOfAll), inSecret),
    'environment-of-platform': environment(namesOf(settable(functionVariables))),
    'secrets-of-platform': {
      type: 'object',
      propertyNames: {
        anyOf: [
          { enum: [...namesOf(platform).filter((name) => !setByTheChart.includes(name)), ...ofAws] },
          { pattern: registryPassword },
        ],
      },
      additionalProperties: inSecret,
    },
    ...Object.fromEntries(services.map(own)),
  };
};
