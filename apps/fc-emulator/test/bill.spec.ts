import { priceBooks, type PriceBook } from '@harmonybatch/model';
import { Bill, billedSeconds } from '../src/billing/bill';

const cpu = { type: 'cpu', vcpu: 2, memoryMb: 1024 } as const;
const gpu = { type: 'gpu', vcpu: 0.7, memoryMb: 2048, gpuMemoryMb: 2048 } as const;

function bookOf(name: string): PriceBook {
  const book = priceBooks[name];
  if (book === undefined) throw new Error(`no price book ${name}`);
  return book;
}

describe('billed duration', () => {
  it.each([
    [0.3, 1, 1],
    [1, 1, 1],
    [1.0000000001, 1, 1],
    [1.001, 1, 2],
    [51, 10, 60],
    [0.2345, 0, 0.2345],
    [0, 1, 0],
  ])('of %d s in steps of %d s is %d s', (duration, step, billed) => {
    expect(billedSeconds(duration, step)).toBe(billed);
  });
});

describe('bill', () => {
  it('charges GPU time in whole seconds, with vCPU and memory, by the prices of the prototype', () => {
    const bill = new Bill(bookOf('prototype-2023-cny'));
    bill.add('g', gpu, 0.4, 3);
    bill.add('g', gpu, 1.2, 5);
    const { currency, total, functions } = bill.statement();
    const perSecond = 0.7 * 0.00009 + 2 * 0.000009 + 2 * 0.00011;
    expect(currency).toBe('CNY');
    expect(functions).toEqual([
      {
        name: 'g',
        ...gpu,
        invocations: 2,
        items: 8,
        billedSeconds: 3,
        idleSeconds: 0,
        idleAmount: 0,
        initialisationSeconds: 0,
        initialisationAmount: 0,
        amount: expect.closeTo(3 * perSecond + 2 * 9e-7, 12),
      },
    ]);
    expect(total).toBeCloseTo(3 * perSecond + 2 * 9e-7, 12);
  });

  it('charges CPU time exactly', () => {
    const bill = new Bill(bookOf('prototype-2023-cny'));
    bill.add('c', cpu, 0.5, 1);
    expect(bill.statement().total).toBeCloseTo(0.5 * (2 * 0.00009 + 0.000009) + 9e-7, 12);
  });

  it("charges GPU memory alone by the paper's prices", () => {
    const bill = new Bill(bookOf('paper-2023-usd'));
    bill.add('g', { ...gpu, vcpu: 0 }, 0.5, 1);
    expect(bill.statement()).toMatchObject({ prices: 'paper-2023-usd', currency: 'USD' });
    const book = bookOf('paper-2023-usd');
    const seconds = billedSeconds(0.5, book.billingStepSeconds.gpu);
    expect(bill.statement().total).toBeCloseTo(seconds * 2 * 1.5e-5 + 1.3e-7, 12);
  });

  it("charges what stands ready by today's idle prices, beside what runs", () => {
    const bill = new Bill(bookOf('alibaba-current-cny'));
    bill.add('c', cpu, 0.5, 1);
    bill.addIdle('c', cpu, 40);
    bill.addIdle('c', cpu, 60);
    const idleAmount = 100 * 1 * 0.15 * 0.00011;
    const executions = 0.5 * (2 + 0.15) * 0.00011 + 0.0075 * 0.00011;
    const { total, idle, functions } = bill.statement();
    expect(functions).toMatchObject([{ idleSeconds: 100, idleAmount: expect.closeTo(idleAmount, 12) }]);
    expect(idle).toBeCloseTo(idleAmount, 12);
    expect(total).toBeCloseTo(executions + idleAmount, 12);
  });

  it('charges initialisations in the steps of invocations, without their fee, where the prices say so', () => {
    const [today, then] = [new Bill(bookOf('alibaba-current-cny')), new Bill(bookOf('prototype-2023-cny'))];
    for (const bill of [today, then]) for (const seconds of [1.5004, 0.9996]) bill.addInitialisation('c', cpu, seconds);
    const amount = (1.501 + 1) * (2 + 0.15) * 0.00011;
    expect(today.statement()).toMatchObject({
      initialisation: expect.closeTo(amount, 12),
      total: expect.closeTo(amount, 12),
      functions: [{ initialisationSeconds: expect.closeTo(2.501, 9), invocations: 0 }],
    });
    expect(then.statement()).toMatchObject({ total: 0, initialisation: 0, functions: [] });
  });

  it('keeps one line a function and size', () => {
    const bill = new Bill(bookOf('prototype-2023-cny'));
    bill.add('a', cpu, 1, 1);
    bill.add('a', { ...cpu, vcpu: 4 }, 1, 1);
    bill.add('a', cpu, 1, 1);
    expect(bill.statement().functions.map(({ vcpu, invocations }) => [vcpu, invocations])).toEqual([
      [2, 2],
      [4, 1],
    ]);
  });

  it('is empty before anything ran', () => {
    expect(new Bill(bookOf('prototype-2023-cny')).statement()).toMatchObject({ total: 0, functions: [] });
  });
});
