/** What every program needs, service or not: its arguments, the variables of its environment, and how it ends. */
export * from './config/arguments';
export * from './config/help';
export * from './config/kafka-options-of';
export * from './config/kinds';
export * from './config/read-config';
export * from './config/shared-variables';
export * from './config/variable';
export * from './lifecycle/exit-when-flushed';
