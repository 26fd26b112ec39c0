import { useCall } from '../api/use-call';
import { PriceCurve } from '../chart/price-curve';
import { duration, moneyPerHour } from '../figures/format';
import { Panel } from '../frame/panel';
import { Answer } from '../states/answer';
import { Empty } from '../states/empty';

interface Props {
  readonly app: string;
  readonly sloMs: number;
}

/** The tightest SLO that the app could have, and what an hour of its model costs by its SLO. */
export function SloPricePanel({ app, sloMs }: Props) {
  const answer = useCall('sloPrices', { params: { app } });
  const tightest = answer.data?.tightestSloMs ?? null;
  const currency = answer.data?.currency;
  return (
    <Panel
      title={tightest === null ? 'Tightest SLO and its price' : `Tightest SLO: ${duration(tightest)}`}
      note={`What an hour of all apps of the model costs${currency === undefined ? '' : `, in ${currency}`}, by the SLO of this one; the planner plans each.`}
    >
      <Answer of={answer} loading="The planner plans some SLOs">
        {({ prices, currency: of, ladder }) => (
          <>
            {prices.length === 0 ? (
              <Empty
                title={
                  ladder.looked < ladder.of ? 'There was no time to price an SLO.' : 'No SLO can be kept at this rate.'
                }
              />
            ) : (
              <PriceCurve
                prices={prices}
                currency={of}
                sloMs={sloMs}
                summary={`From ${moneyPerHour(prices[0]?.perHour ?? null, of)} at ${duration(prices[0]?.sloMs ?? null)} to ${moneyPerHour(prices.at(-1)?.perHour ?? null, of)} at ${duration(prices.at(-1)?.sloMs ?? null)}.`}
              />
            )}
            {ladder.looked < ladder.of ? (
              <p>
                {ladder.looked} of {ladder.of} SLOs were priced, those nearest to its own: with so many apps there was
                time for no more.
              </p>
            ) : null}
          </>
        )}
      </Answer>
    </Panel>
  );
}
