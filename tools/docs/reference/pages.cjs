/**
 * Every page and file of docs/reference that is made from code, each by its name there. A maker gets `load`, which gives the exports of
 * a module of a project – `load('apps/local', 'local-variables')`, built or as sources – and the version of the system.
 */
const { commandLine } = require('./command-line.cjs');
const { errorCodes } = require('./error-codes.cjs');
const { logFields } = require('./log-fields.cjs');
const { messages } = require('./messages.cjs');
const { variables } = require('./variables.cjs');

const page = (lines) => `${lines.join('\n')}\n`;
const json = (value) => JSON.stringify(value);

exports.pages = {
  'variables.md': (load) => page(variables(load)),
  'command-line.md': (load) => page(commandLine(load)),
  'error-codes.md': (load) => page(errorCodes(load)),
  'log-fields.md': (load) => page(logFields(load)),
  'messages.md': (load, version) => page(messages(load, version)),
  'http-gateway-openapi.json': (load, version) =>
    json(load('apps/http-gateway', 'protocol/open-api').protocolDocument(version)),
  'console-openapi.json': (load, version) => json(load('libs/console-api', 'open-api').consoleOpenApi(version)),
  'openapi.json': (load, version) => json(load('libs/service-kit', 'health/open-api').openApiDocument(version)),
};
