import type { Machine, PackageManager } from './probe';

/** What is to be started here, because the environment names no running one. */
export interface Needs {
  readonly kafka: boolean;
  readonly redis: boolean;
}

export interface Missing {
  readonly what: string;
  readonly why: string;
  /** The exact command that gets it. */
  readonly command: string;
}

const minJavaVersion = 17;
const minNodeVersion = [20, 19] as const;

const packageNames: Record<'java' | 'maven', Record<PackageManager, string>> = {
  java: {
    'apt-get': 'openjdk-17-jre-headless',
    dnf: 'java-17-openjdk-headless',
    apk: 'openjdk17-jre-headless',
    pacman: 'jre17-openjdk-headless',
    zypper: 'java-17-openjdk-headless',
    brew: 'openjdk@17',
  },
  maven: { 'apt-get': 'maven', dnf: 'maven', apk: 'maven', pacman: 'maven', zypper: 'maven', brew: 'maven' },
};

const install: Record<PackageManager, string> = {
  'apt-get': 'apt-get install -y',
  dnf: 'dnf install -y',
  apk: 'apk add',
  pacman: 'pacman -S --noconfirm',
  zypper: 'zypper install -y',
  brew: 'brew install',
};

function installCommand(tool: 'java' | 'maven', { packages, root }: Machine): string {
  if (packages === undefined) {
    return tool === 'java' ? 'see https://adoptium.net/installation' : 'see https://maven.apache.org/install.html';
  }
  const sudo = root || packages === 'brew' ? '' : 'sudo ';
  return `${sudo}${install[packages]} ${packageNames[tool][packages]}`;
}

function missingNode({ node }: Machine): Missing[] {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > minNodeVersion[0] || (major === minNodeVersion[0] && minor >= minNodeVersion[1])) return [];
  const what = `Node ${minNodeVersion.join('.')} or newer (this is ${node})`;
  return [{ what, why: 'the services run on it', command: 'nvm install 24' }];
}

function missingJava(machine: Machine, needs: Needs): Missing[] {
  if (!needs.kafka || (machine.java !== undefined && machine.java >= minJavaVersion)) return [];
  const found = machine.java === undefined ? 'none was found' : `found: Java ${machine.java}`;
  return [
    {
      what: `Java ${minJavaVersion} or newer (${found})`,
      why: 'Kafka runs on it',
      command: installCommand('java', machine),
    },
  ];
}

function missingMaven(machine: Machine, needs: Needs): Missing[] {
  const fetches = [
    ...(needs.kafka && !machine.kafkaFetched ? ['Kafka'] : []),
    ...(needs.redis && !machine.redisServer && !machine.redisFetched ? ['Redis'] : []),
  ];
  if (machine.maven || fetches.length === 0) return [];
  return [
    { what: 'Maven', why: `it fetches ${fetches.join(' and ')}, once`, command: installCommand('maven', machine) },
  ];
}

/** Everything that this machine lacks, at once. */
export function missingOn(machine: Machine, needs: Needs): Missing[] {
  return [...missingNode(machine), ...missingJava(machine, needs), ...missingMaven(machine, needs)];
}

/** For a person: what is missing, why, and what gets it. */
export function missingText(missing: readonly Missing[]): string {
  const lines = missing.flatMap(({ what, why, command }) => [`  ✗ ${what}: ${why}`, `      ${command}`]);
  return [
    `HarmonyBatch cannot start: ${missing.length === 1 ? 'one thing is' : `${missing.length} things are`} missing.`,
    '',
    ...lines,
    '',
    'Or use brokers that run elsewhere: KAFKA_BROKERS=host:port REDIS_URL=redis://host:port npm start',
  ].join('\n');
}
