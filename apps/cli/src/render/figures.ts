/** Numbers as a person reads them; the decimal point and thousands comma do not depend on the locale. */
const grouped = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const atMost = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits });

export const count = (value: number): string => grouped(value, 0);

export const milliseconds = (ms: number): string => `${atMost(ms, Math.abs(ms) < 10 ? 2 : 0)} ms`;

export const rate = (rateHz: number): string => `${atMost(rateHz, rateHz < 1 ? 3 : 2)}/s`;

/** Rounded down: 99.999 % is not 100 %. */
export const percent = (share: number): string => `${grouped(Math.floor(share * 10_000 + 1e-9) / 100, 2)} %`;

export const decimal = (value: number, digits = 2): string => grouped(value, digits);

/** Money of one request, shown for a million of them: a single request costs too little to be read. */
export const perMillion = (costPerRequest: number): string => grouped(costPerRequest * 1e6, 2);

/** An amount with four significant digits, never in scientific notation. */
export const money = (amount: number): string =>
  amount.toLocaleString('en-US', { maximumSignificantDigits: 4, maximumFractionDigits: 20 });

export const memory = (megabytes: number): string =>
  megabytes >= 1024 ? `${atMost(megabytes / 1024, 2)} GB` : `${atMost(megabytes, 0)} MB`;

/** `3:07`, or `1:02:07` from an hour on. */
export const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return minutes < 60
    ? `${minutes}:${twoDigits(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(whole % 60)}`;
};

/** `one app`, `2 apps`. */
export const plural = (value: number, noun: string): string =>
  value === 1 ? `one ${noun}` : `${count(value)} ${noun}s`;
