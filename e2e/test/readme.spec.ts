import { kafkaJars } from '@harmonybatch/local-backends';
import { block, blocksOf, isLate } from '../harness/guide-blocks';
import { LocalSystem } from '../harness/local-system';

/** Replaces what would take minutes, ask, or name a place that is only known when it is there. */
function adapted(lines: string, ...changes: (readonly [string, string])[]): string {
  return changes.reduce((adaptedLines, [from, to]) => {
    if (!adaptedLines.includes(from)) throw new Error(`README and guides do not say "${from}" any more`);
    return adaptedLines.replaceAll(from, to);
  }, lines);
}

describe('the lines of README and guides, typed beside `npm start -- --no-samples`', () => {
  let system: LocalSystem;
  let registered: string;
  const registration = block('models apply').trimEnd().split('\n');
  const send = registration.pop()!;
  const succeeds = async (lines: string): Promise<string> => {
    const { status, stdout, stderr } = await system.type(lines);
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
    return stdout;
  };

  beforeAll(async () => {
    system = await LocalSystem.start();
    const [yaml = ''] = blocksOf('yaml').filter((one) => one.includes('apps:'));
    system.write('apps.yaml', yaml);
    system.write('minutes.csv', '30,30\n');
    registered = await succeeds(registration.join('\n'));
  });

  afterAll(() => system.stop());

  it('register the samples, show the plan and get an answer', async () => {
    expect(registered).toContain('in force with plan');
    expect(registered).toContain('app-500ms');
    let answer = await system.type(send);
    while (isLate(answer.stdout)) answer = await system.type(send);
    expect(answer).toMatchObject({ status: 0, stdout: expect.stringMatching(/send-[0-9a-f]{8} +ok/) });
  });

  it('send and read with kcat, which knows nothing of this project', async () => {
    const lines = block('kcat -P').trimEnd().split('\n');
    const brokers = lines.filter((line) => line.startsWith('BROKERS='));
    const outcomeOf = async (id: string): Promise<string> => {
      await succeeds(adapted(lines.join('\n'), ['photo-1', id]));
      for (;;) {
        const outcomes = (await succeeds([...brokers, lines.at(-1)].join('\n'))).split('\n');
        const found = outcomes.find((line) => line.includes(`"id":"${id}"`));
        if (found !== undefined) return found;
      }
    };
    let outcome = await outcomeOf('photo-1');
    for (let photo = 2; isLate(outcome); photo += 1) outcome = await outcomeOf(`photo-${photo}`);
    expect(outcome).toContain('"status":"ok"');
  });

  /** Runs the guide's program until an answer came in time. */
  async function answered(command: string, name: string): Promise<void> {
    const ask = (id: string): Promise<string> => succeeds(`timeout 60 ${command} "$(npx harmonybatch brokers)" ${id}`);
    let said = await ask(`${name}-1`);
    for (let photo = 2; isLate(said); photo += 1) said = await ask(`${name}-${photo}`);
    expect(said).toContain(`${name}-`);
    expect(said).toMatch(/status"?: ?['"]ok/);
  }

  it('send and wait from Node', async () => {
    const [program = ''] = blocksOf('ts').filter((one) => one.includes("from 'kafkajs'"));
    system.write('send.mjs', program);
    await answered('node send.mjs', 'node');
  });

  /** It ends with an error where every repeat was late as well. */
  it('send and wait from Node by the client', async () => {
    const [program = ''] = blocksOf('ts').filter((one) => one.includes("from '@harmonybatch/client'"));
    system.write('infer.mjs', program);
    const ask = (id: string) => system.type(`timeout 60 node infer.mjs "$(npx harmonybatch brokers)" ${id}`);
    let answer = await ask('client-1');
    for (let photo = 2; isLate(answer.stderr); photo += 1) answer = await ask(`client-${photo}`);
    expect(answer).toMatchObject({ status: 0, stdout: expect.stringMatching(/status: 'ok'/) });
  });

  it('send and wait from Java', async () => {
    const [program = ''] = blocksOf('java').filter((one) => one.includes('class Send '));
    system.write('Send.java', program);
    const jars = await kafkaJars(() => undefined);
    await answered(`java -cp '${jars}/*' Send.java`, 'java');
  });

  it('list, show and resend what could not be read', async () => {
    await succeeds(`echo 'no json' | kcat -P -b "$(npx harmonybatch brokers)" -t inference.requested`);
    const list = 'npx harmonybatch dead-letters list --json';
    let place: string | undefined;
    while (place === undefined) {
      const { letters } = JSON.parse(await succeeds(list)) as { letters: { place: string }[] };
      place = letters[0]?.place;
    }
    const said = await succeeds(
      adapted(
        block('dead-letters list'),
        ['inference.requested.dead/0/12', place],
        ['--code malformed', '--code malformed --yes'],
      ),
    );
    expect(said).toContain('no json');
    expect(said).toContain('one record resent');
  });

  it('plan and simulate without anything that runs', async () => {
    const plan = block('plan apps.yaml --explain');
    expect(await succeeds(plan)).toContain('app3');
    const simulate = adapted(
      block('simulate apps.yaml'),
      ['--duration 1h', '--duration 1m'],
      ['--rate app3=50', '--rate app3=50 --duration 1m'],
      ['experiments --out evaluation', 'experiments --out evaluation --only table-1 --models vgg19 --requests 100'],
    );
    expect(await succeeds(simulate)).toContain('exact');
  }, 300_000);

  it('replay traffic', async () => {
    const said = await succeeds(
      adapted(block('harmonybatch replay'), ['--duration 60s', '--duration 2s'], ['--speed 2', '--speed 60']),
    );
    expect(said).toContain('app-800ms');
    expect(said).toMatch(/spent/);
  });

  it('work with every other command too', async () => {
    const said = await succeeds(
      [
        'npx harmonybatch apps list',
        'npx harmonybatch models list',
        'npx harmonybatch plan request vgg19',
        'npx harmonybatch apps remove app-400ms',
        'npx harmonybatch --version',
      ].join('\n'),
    );
    for (const text of ['app-1000ms', 'registry.example/vgg19:1', 'was asked for', 'removed'])
      expect(said).toContain(text);
    expect(await system.type('npx harmonybatch models remove vgg19')).toMatchObject({ status: 1 });
    const misspelt = await system.type('npx harmonybatch plan shwo');
    expect(misspelt.status).toBe(1);
    expect(misspelt.stderr).toContain('Did you mean `harmonybatch plan show`?');
  });

  it('give all of a long output to a reader that pauses', async () => {
    system.write(
      'many.yaml',
      `model: vgg19\napps:\n${Array.from({ length: 300 }, (_, at) => `  - { name: app${at}, sloMs: ${1000 + at}, rateHz: 0.01 }\n`).join('')}`,
    );
    const plan = 'npx harmonybatch plan many.yaml --strategy batch --json';
    const [whole, slow] = [await succeeds(`${plan} | wc -c`), await succeeds(`${plan} | (sleep 2; wc -c)`)];
    expect(Number(slow)).toBeGreaterThan(64 * 1024);
    expect(Math.abs(Number(slow) - Number(whole))).toBeLessThan(100);
    expect((await system.type(`${plan} | head -1`)).stdout).toBe('{\n');
  });
});
