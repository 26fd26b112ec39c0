/** What every program needs, service or not: its arguments, the variables of its environment, and how it ends. */
export { parseArguments, printAnswer, projectVersion, usageExitCode } from './config/arguments';
export { fileVariableOf } from './config/given-text';
export { helpText, variableLines } from './config/help';
export { type KafkaConnectionConfig, kafkaConnectionOf, kafkaAccessFaults } from './config/kafka-options-of';
export { choice, integer, optional, text } from './config/kinds';
export { ConfigError, type Environment, readConfig } from './config/read-config';
export { kafkaConnectionVariables, sharedVariables } from './config/shared-variables';
export type { ConfigOf, Variable } from './config/variable';
export { Deployment } from './deployment/deployment';
export { exitWhenFlushed } from './lifecycle/exit-when-flushed';
