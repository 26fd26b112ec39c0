/** What the console says was spent, and what the emulator of the platform billed; amounts in units of `currency`. */
export interface MoneyFigures {
  readonly currency: string;
  /** Sum of what the console has of each app. */
  readonly ofApps: number;
  /** Invocations that belong to no app's answers, by the console. */
  readonly unattributed: number;
  readonly ofInvocations: number;
  /** What the platform billed for executions. */
  readonly billedExecutions: number;
  /** What the platform billed beside: no invocation carries it. */
  readonly billedBeside: number;
}

interface MoneyPage {
  readonly currency: string;
  readonly total: { readonly amount: number };
  readonly unattributed: number;
  readonly rows: readonly { readonly amount: number }[];
}
interface Bill {
  readonly total: number;
  readonly idle: number;
  readonly initialisation: number;
}

/** @param consoleUrl with a slash at its end @param emulator its address */
export async function moneyFigures(consoleUrl: string, emulator: string): Promise<MoneyFigures> {
  const page = await asked<MoneyPage>(`${consoleUrl}api/v1/money?by=app`);
  const { total, idle, initialisation } = await asked<Bill>(`${emulator}/emulator/bill`);
  return {
    currency: page.currency,
    ofApps: page.rows.reduce((sum, { amount }) => sum + amount, 0),
    unattributed: page.unattributed,
    ofInvocations: page.total.amount,
    billedExecutions: total - idle - initialisation,
    billedBeside: idle + initialisation,
  };
}

async function asked<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}
