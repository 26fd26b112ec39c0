import { Injectable } from '@nestjs/common';
import { maxStackedRows, type Coverage, type MoneyPage } from '@harmonybatch/console-api';
import { Clock } from '@harmonybatch/ports';
import { Recording } from '../history/recording';
import type { Call, HandlerGroup, Handlers } from '../protocol/call';
import { invalid } from '../protocol/refusal';
import { PlanIndex } from '../plans/plan-index';
import { History } from '../history/history';
import { hourLengthMs, hourOf } from './cells';
import { focusTable, hourlyTable, type HourlyMoney } from './money-tables';
import { sumMoney, unitsByHour, unitsOfHour, type MoneySums, type SummedHour } from './money-sums';
import { amountOf } from './units';

const dayMs = 24 * hourLengthMs;
const maxSpanMs = 92 * dayMs;
const perMillion = 1e6;
type Query = Call<'money'>['query'];

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Answers with what was spent, as a page and as tables. */
@Injectable()
export class MoneyHandlers implements HandlerGroup {
  readonly handlers: Pick<Handlers, 'money' | 'moneyCsv' | 'moneyFocus'> = {
    money: ({ query }) => this.page(query),
    moneyCsv: async ({ query }) => hourlyTable(await this.hourly(query)),
    moneyFocus: async ({ query }) => focusTable(await this.hourly(query)),
  };

  constructor(
    private readonly recording: Recording,
    private readonly history: History,
    private readonly plans: PlanIndex,
    private readonly clock: Clock,
  ) {}

  private async page({ by = 'app', model, ...query }: Query): Promise<MoneyPage> {
    const span = this.spanOf(query);
    const cells = await this.cells(span, model);
    const sums = sumMoney(cells, by);
    const dearest = sums.rows.slice(0, maxStackedRows);
    const missing = this.missing(span, sums);
    const coverage = this.coverage(span, missing);
    const total = amountOf(sums.totalUnits);
    return {
      by,
      span,
      currency: sums.currency,
      total: { amount: coverage === 'unknown' ? null : total, currency: sums.currency, coverage, missing },
      unattributed: amountOf(sums.totalUnits - sums.attributedUnits),
      expectedBeside: this.plans.besideWithin(
        model === undefined ? this.plans.models() : [model],
        span.fromMs,
        span.toMs,
      ),
      rows: sums.rows.map(({ name, model: ofModel, units, requests }) => ({
        name,
        model: ofModel === '' ? null : ofModel,
        amount: amountOf(units),
        requests,
        perMillion: requests === 0 ? null : (amountOf(units) / requests) * perMillion,
      })),
      hours: this.hoursOf(span, sums, unitsByHour(cells, by, { currency: sums.currency, rows: dearest })),
      keptSinceMs: this.history.sinceMs,
    };
  }

  private async hourly({ by = 'app', model, ...query }: Query): Promise<HourlyMoney[]> {
    const cells = await this.cells(this.spanOf(query), model);
    const hours = [...new Set(cells.map(({ key }) => key.hourMs))].sort((one, other) => one - other);
    return hours.map((hourMs) => ({
      ...{ hourMs, by },
      sums: sumMoney(
        cells.filter(({ key }) => key.hourMs === hourMs),
        by,
      ),
    }));
  }

  private async cells({ fromMs, toMs }: Span, model: string | undefined) {
    const cells = await this.recording.cells(fromMs, toMs);
    return model === undefined ? cells : cells.filter(({ key }) => key.model === model);
  }

  /** Whole hours, up to now. @throws Refusal where it is none, or too long */
  private spanOf({ fromMs, toMs }: { readonly fromMs?: number; readonly toMs?: number }): Span {
    const nowMs = this.clock.nowMs();
    const untilMs = Math.min(toMs ?? nowMs, nowMs);
    const sinceMs = hourOf(fromMs ?? untilMs - 1 - dayMs + hourLengthMs);
    if (sinceMs >= untilMs)
      throw invalid('fromMs', 'it is not before toMs, or not before now', 'Ask for a time that was.');
    if (untilMs - sinceMs > maxSpanMs)
      throw invalid('fromMs', 'the span is longer than 92 days', 'Ask for it in parts.');
    return { fromMs: sinceMs, toMs: untilMs };
  }

  private missing({ fromMs, toMs }: Span, { unpriced, foreign, currency }: MoneySums): string[] {
    const { sinceMs } = this.history;
    const words: string[] = [];
    if (fromMs < hourOf(sinceMs)) words.push(`nothing is known before ${shown(sinceMs)}`);
    for (const gap of this.recording.gaps)
      if (gap.fromMs < toMs && gap.toMs > fromMs)
        words.push(`from ${shown(gap.fromMs)} to ${shown(gap.toMs)} not all was read`);
    if (unpriced > 0) words.push(`${unpriced} requests and invocations have no price`);
    for (const [other, count] of foreign)
      words.push(`${count} requests and invocations are in ${other}, not in ${currency}`);
    if (this.history.trouble !== null) words.push(this.history.trouble);
    return words;
  }

  private coverage({ toMs }: Span, missing: readonly string[]): Coverage {
    if (toMs <= this.history.sinceMs) return 'unknown';
    return missing.length === 0 ? 'complete' : 'partial';
  }

  private hoursOf(
    { fromMs, toMs }: Span,
    { hours }: MoneySums,
    partsOf: ReadonlyMap<number, readonly bigint[]>,
  ): MoneyPage['hours'] {
    const count = Math.ceil((toMs - fromMs) / hourLengthMs);
    return Array.from({ length: count }, (_, index) => {
      const hourMs = fromMs + index * hourLengthMs;
      const hour = hours.get(hourMs);
      return {
        hourMs,
        amount: hour === undefined ? 0 : amountOf(unitsOfHour(hour)),
        requests: hour?.requests ?? 0,
        ...dividedHour(hour, partsOf.get(hourMs) ?? []),
        coverage: this.coverageOfHour(hourMs, hour?.unpriced ?? 0),
      };
    });
  }

  private coverageOfHour(hourMs: number, unpriced: number): Coverage {
    const endMs = hourMs + hourLengthMs;
    if (endMs <= this.history.sinceMs) return 'unknown';
    const isCut = this.recording.gaps.some(({ fromMs, toMs }) => fromMs < endMs && toMs > hourMs);
    return hourMs < this.history.sinceMs || isCut || unpriced > 0 ? 'partial' : 'complete';
  }
}

function dividedHour(
  hour: SummedHour | undefined,
  parts: readonly bigint[],
): Pick<MoneyPage['hours'][number], 'parts' | 'others' | 'unattributed'> {
  if (hour === undefined) return { parts: [], others: 0, unattributed: 0 };
  const others = parts.reduce((rest, units) => rest - units, hour.requestUnits);
  return {
    parts: parts.map(amountOf),
    others: amountOf(others),
    unattributed: amountOf(unitsOfHour(hour) - hour.requestUnits),
  };
}

const shown = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
