/** A replica as Prometheus sees it. */
export interface Target {
  readonly health: string;
  readonly lastError: string;
  readonly labels: { readonly job: string };
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
}

const answerTimeoutMs = 10_000;

/** @throws Error with the status where it is not 2xx */
async function ask<Answer>(url: string): Promise<Answer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
  return (await response.json()) as Answer;
}

/** Prometheus and Grafana of the profile, behind their published ports. */
export class Monitoring {
  constructor(
    private readonly prometheus: string,
    private readonly grafana: string,
  ) {}

  async targets(): Promise<readonly Target[]> {
    const url = `${this.prometheus}/api/v1/targets?state=active`;
    return (await ask<{ data: { activeTargets: Target[] } }>(url)).data.activeTargets;
  }

  async ruleGroups(): Promise<readonly RuleGroup[]> {
    return (await ask<{ data: { groups: RuleGroup[] } }>(`${this.prometheus}/api/v1/rules`)).data.groups;
  }

  /** Uids of all dashboards. */
  async dashboards(): Promise<string[]> {
    return (await ask<{ uid: string }[]>(`${this.grafana}/api/search?type=dash-db`)).map(({ uid }) => uid);
  }

  /** @throws Error where Grafana does not reach this data source */
  async askDataSource(uid: string): Promise<void> {
    const { status } = await ask<{ status: string }>(`${this.grafana}/api/datasources/uid/${uid}/health`);
    if (status !== 'OK') throw new Error(`the data source ${uid} is ${status}`);
  }
}
