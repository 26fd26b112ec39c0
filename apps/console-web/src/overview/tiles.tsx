import type { Overview } from '@harmonybatch/console-api';
import type { ReactNode } from 'react';
import { useTick } from '../api/live';
import { Sparkline } from '../chart/sparkline';
import { CoverageBadge } from '../figures/coverage-badge';
import { count, counted, moneyPerHour, rate, share, unknown } from '../figures/format';
import { promiseLooks, promiseStates } from '../figures/promise-state';
import { links } from '../search/links';
import { PageLink } from '../search/page-link';
import styles from './overview.module.css';

/** The figures of all apps; each leads to the list behind it. */
export function Tiles({ overview }: { readonly overview: Overview }) {
  return (
    <div className={styles.tiles}>
      <PromisesTile overview={overview} />
      <Tile name="In SLO" href={links.requests({ state: 'late' })} figure={share(overview.delivered)}>
        {overview.counts.requests === 0
          ? 'no request in this window'
          : `${counted(overview.counts.late, 'late answer')} of ${counted(overview.counts.requests, 'request')}`}
      </Tile>
      <TrafficTile overview={overview} />
      <Tile
        name="Money now"
        href={links.money()}
        figure={moneyPerHour(overview.perHour.amount, overview.perHour.currency)}
        beside={<CoverageBadge {...overview.perHour} />}
      >
        at the rates of this window
      </Tile>
      <SavedTile overview={overview} />
    </div>
  );
}

interface TileProps {
  readonly name: string;
  readonly href: string;
  readonly figure: string;
  readonly beside?: ReactNode;
  readonly children: ReactNode;
}

function Tile({ name, href, figure, beside, children }: TileProps) {
  return (
    <div className={styles.tile}>
      <div className={styles.tileName}>
        <PageLink href={href}>{name}</PageLink>
        {beside}
      </div>
      <div className={styles.tileFigure}>{figure}</div>
      <div className={styles.tileNote}>{children}</div>
    </div>
  );
}

function PromisesTile({ overview: { apps, window } }: { readonly overview: Overview }) {
  const all = Object.values(apps).reduce((sum, number) => sum + number, 0);
  const asked = all - (apps['quiet'] ?? 0);
  const others = promiseStates.filter((state) => state !== 'kept' && (apps[state] ?? 0) > 0);
  return (
    <Tile
      name="Promises kept"
      href={links.overview({ window })}
      figure={`${count(apps['kept'] ?? 0)} of ${count(asked)}`}
    >
      {others.length === 0
        ? all === 0
          ? 'no app yet'
          : 'every app gets what it was promised'
        : others.map((state, place) => (
            <span key={state}>
              {place === 0 ? '' : ' · '}
              <PageLink href={links.overview({ window, state })}>
                {count(apps[state] ?? 0)} {promiseLooks[state].word}
              </PageLink>
            </span>
          ))}
    </Tile>
  );
}

function TrafficTile({ overview }: { readonly overview: Overview }) {
  const tick = useTick();
  const known = overview.traffic;
  const isNewer = tick !== null && tick.second.atMs > (known.at(-1)?.atMs ?? 0);
  const seconds = isNewer ? [...known.slice(1), tick.second] : known;
  const values = seconds.map(({ requests }) => requests);
  return (
    <Tile name="Requests" href={links.requests()} figure={rate(isNewer ? tick.rateHz : overview.rateHz)}>
      {values.length === 0 ? (
        'none yet'
      ) : (
        <Sparkline
          height={34}
          values={values}
          summary={`Requests each second of the last ${values.length} s: at most ${Math.max(...values)}.`}
        />
      )}
    </Tile>
  );
}

function SavedTile({ overview: { aloneHour, savedShare, perHour } }: { readonly overview: Overview }) {
  const isDearer = savedShare !== null && savedShare < 0;
  return (
    <Tile
      name={isDearer ? 'Dearer than alone' : 'Saved by sharing'}
      href={links.plan()}
      figure={savedShare === null ? unknown : share(Math.abs(savedShare))}
    >
      {aloneHour === null
        ? 'what each app alone would cost is not known'
        : `each app alone: ${moneyPerHour(aloneHour, perHour.currency)}`}
    </Tile>
  );
}
