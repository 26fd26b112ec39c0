import { ReplyError } from 'ioredis';

/** What a word in a refusal of Redis means. */
interface Refusal {
  /** Another server may be the right one by now, or this one may answer a new connection otherwise. */
  readonly reconnects: boolean;
  /** What to do about it, for who reads the log. */
  readonly hint: string;
}

const lacksRights =
  'the ACL user lacks a command or the keys that the services need: give it those of its line in deploy/redis/harmonybatch.acl';

/** Redis begins a refusal with such a word; refused from within a script, it stands further on in the message. */
const refusals: Readonly<Record<string, Refusal>> = {
  READONLY: {
    reconnects: true,
    hint: 'the server is a replica and rejects writes; point REDIS_URL at the primary; the name is being resolved again',
  },
  MASTERDOWN: {
    reconnects: true,
    hint: 'the server is a replica that lost its primary; point REDIS_URL at the primary',
  },
  LOADING: { reconnects: true, hint: 'the server is still loading its data; wait until it is done' },
  CLUSTERDOWN: { reconnects: true, hint: 'the Redis cluster has no quorum or lacks slots; see CLUSTER INFO' },
  TRYAGAIN: { reconnects: true, hint: 'the Redis cluster is resharding; wait until it is done' },
  MOVED: {
    reconnects: true,
    hint: 'the server is one node of a Redis Cluster: name some of its nodes in REDIS_CLUSTER',
  },
  'cluster support disabled': {
    reconnects: true,
    hint: 'the server is no node of a Redis Cluster: name it in REDIS_URL, and leave REDIS_CLUSTER empty',
  },
  NOAUTH: {
    reconnects: true,
    hint: 'the server requires a password: REDIS_PASSWORD, or REDIS_URL=redis://:PASSWORD@HOST:PORT',
  },
  WRONGPASS: {
    reconnects: true,
    hint: 'the user name or password (REDIS_USERNAME and REDIS_PASSWORD, or in REDIS_URL) is wrong',
  },
  NOPERM: { reconnects: true, hint: lacksRights },
  'The user executing the script': { reconnects: true, hint: lacksRights },
  'ACL failure in script': { reconnects: true, hint: lacksRights },
  DENIED: {
    reconnects: true,
    hint: 'the server is in protected mode; set a password there and in REDIS_URL, or bind it to an address that only services reach',
  },
  'max number of clients reached': { reconnects: true, hint: 'raise maxclients: redis-cli CONFIG SET maxclients N' },
  'DB index is out of range': {
    reconnects: true,
    hint: 'the database number at the end of REDIS_URL does not exist on the server',
  },
  MISCONF: { reconnects: true, hint: 'the server cannot persist its data and therefore rejects writes; see its log' },
  NOREPLICAS: { reconnects: true, hint: 'the server has fewer replicas than min-replicas-to-write requires' },
  BUSY: { reconnects: true, hint: 'a script of another client is blocking the server: redis-cli SCRIPT KILL' },
  OOM: {
    reconnects: false,
    hint: 'the server is out of memory: raise maxmemory (redis-cli CONFIG SET maxmemory BYTES) or delete other data',
  },
  WRONGTYPE: {
    reconnects: false,
    hint: 'one of our keys holds another type (written by another program): delete it (redis-cli DEL KEY), or set REDIS_KEY_PREFIX to a prefix that no other program uses',
  },
  NOSCRIPT: { reconnects: false, hint: 'the server forgot a script' },
};

/** Of what a server says; the longest of our own, whose keys these are, says at its end what to do. */
const maxMessageChars = 700;
const useNoTls = 'if the server does not speak TLS there: REDIS_URL=redis://…';
const useTls = 'if the server speaks TLS there: REDIS_URL=rediss://…';

const codeOf = (message: string): string | undefined =>
  Object.keys(refusals).find((word) => new RegExp(`(^|[^A-Za-z_])${word}\\b`).test(message));

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether this error says that the connection is not, or not any more, one to a server that does our work. */
export function isWrongServer(error: unknown): boolean {
  const word = error instanceof ReplyError ? codeOf(messageOf(error)) : undefined;
  return word !== undefined && refusals[word]!.reconnects;
}

/** What a failed connection has to do with encryption, where one side says so. */
function tlsHint(message: string): string | undefined {
  if (/wrong version number|EPROTO|packet length too long|record layer/i.test(message)) return useNoTls;
  if (/certificate|self.signed|altname/i.test(message))
    return 'its certificate is not trusted: set REDIS_CA_FILE to the certificate of its authority';
  return undefined;
}

/** In which of our scripts something was refused, as Redis 7 and 6 say it: one trouble would seem another in each. */
const scriptSuffix =
  /\s*script: [0-9a-f]{40}, on @user_script:\d+\.?|Error running script \(call to f_[0-9a-f]{40}\): (@\w+:\d+: )*/g;

/** The error in words, with what to do about it where that is known; bounded. */
export function refusalText(error: unknown): string {
  const message = messageOf(error).replace(scriptSuffix, '').slice(0, maxMessageChars);
  const word = codeOf(message);
  const mend = word === undefined ? tlsHint(message) : refusals[word]!.hint;
  return mend === undefined ? message : `${message.trim()} – ${mend}`;
}

/**
 * Why a connection came to nothing, in words. A server that is spoken to with TLS, or without, against its wish says nothing: it
 * closes the connection, or waits for more.
 */
export function connectionText(url: string, error: Error | null): string {
  const text = error === null ? 'the server closed the connection without a reply' : refusalText(error);
  if (error !== null && !/ECONNRESET|ETIMEDOUT|EPIPE|closed/i.test(text)) return text;
  return `${text} – ${url.startsWith('rediss:') ? useNoTls : useTls}`;
}
