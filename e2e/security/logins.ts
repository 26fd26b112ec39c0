import { services } from '@harmonybatch/contracts';

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type Mechanism = (typeof mechanisms)[number];

export const userOf = (service: string): string => `harmonybatch-${service}`;
export const operator = userOf('operator');
export const producer = 'doors-service';
/** May log in, and nothing else. */
export const stranger = 'stranger';

/** Has the rights of a service, but for what a test takes away. */
export const deprived = 'deprived';

/** Everybody who may log in at Kafka. */
export const users: readonly string[] = [...services.map(userOf), operator, producer, stranger, deprived];

/** Each way to log in is somebody's. */
export const mechanismOf = (user: string): Mechanism => mechanisms[users.indexOf(user) % mechanisms.length]!;

/** A password that is found wherever it is written: no log may have it. */
export const secretOf = (name: string): string => `canary-${name}-9f3b7c`;
export const canary = /canary-[a-z-]+-9f3b7c/;

/** Users of Redis: whose rights in the file that ships they have, and which command they lack. */
export const usersOfRedis: readonly { readonly user: string; readonly like: string; readonly without?: string }[] = [
  { user: userOf('batcher'), like: userOf('batcher') },
  { user: userOf('dispatcher'), like: userOf('dispatcher') },
  { user: 'without-evalsha', like: userOf('batcher'), without: 'evalsha' },
];
