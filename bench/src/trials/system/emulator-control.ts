/** An emulated function as `/emulator/state` shows it, as far as trials look. */
export interface EmulatedFunction {
  readonly name: string;
  readonly state: 'Pending' | 'Active' | 'Inactive' | 'Failed';
  readonly type: 'cpu' | 'gpu';
  readonly minInstances: number;
  readonly currentInstances: number;
  readonly instances: readonly { readonly state: 'starting' | 'ready' }[];
}

/** What may go wrong with one function. */
export interface FunctionFaults {
  readonly slowdown?: number;
  readonly state?: EmulatedFunction['state'];
  readonly reason?: string;
  readonly lost?: true;
}

/** What may be otherwise for the account. */
export interface AccountFaults {
  readonly maxInstances?: number;
  readonly missingImages?: readonly string[];
  readonly acceptedToken?: string | null;
}

/** What was spent until now. */
export interface Bill {
  readonly currency: string;
  readonly total: number;
}

/** The emulator's own pages: a look inside, and faults on demand. */
export class EmulatorControl {
  constructor(readonly url: string) {}

  async functions(): Promise<readonly EmulatedFunction[]> {
    return ((await this.page('state')) as { functions: EmulatedFunction[] }).functions;
  }

  async bill(): Promise<Bill> {
    return (await this.page('bill')) as Bill;
  }

  breakFunction(name: string, faults: FunctionFaults): Promise<void> {
    return this.put(`functions/${name}`, faults);
  }

  changeAccount(faults: AccountFaults): Promise<void> {
    return this.put('account', faults);
  }

  private async page(name: string): Promise<unknown> {
    return (await fetch(`${this.url}/emulator/${name}`)).json();
  }

  private async put(path: string, body: object): Promise<void> {
    const answer = await fetch(`${this.url}/emulator/${path}`, { method: 'PUT', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the emulator refused ${path}: ${answer.status} ${await answer.text()}`);
  }
}
