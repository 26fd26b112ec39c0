import { useState } from 'react';
import { Button } from '../../controls/button';
import { SearchField } from '../../controls/search-field';
import { duration, rate } from '../../figures/format';
import { withChange, type AppChange } from './app-changes';
import { Lever } from './lever';
import styles from './what-if.module.css';

/** An app as it is now. */
export interface AppNow {
  readonly name: string;
  readonly sloMs: number;
  readonly rateHz: number;
}

interface Props {
  readonly apps: readonly AppNow[];
  readonly changes: readonly AppChange[];
  readonly onChange: (changes: readonly AppChange[]) => void;
}

const allAtMost = 6;
const foundAtMost = 6;
const newApp = { sloMs: 500, rateHz: 1 };

/** SLO and rate of each app; of many apps those that were changed, and one looks for others. */
export function AppLevers({ apps, changes, onChange }: Props) {
  const [looked, setLooked] = useState('');
  const known = new Map(apps.map((app) => [app.name, app]));
  const few = apps.length <= allAtMost;
  const changed = changes.map(({ name }) => known.get(name) ?? { name, ...newApp });
  const shown = few ? [...apps, ...changed.filter(({ name }) => !known.has(name))] : changed;
  const text = looked.trim().toLowerCase();
  const inShown = new Set(shown.map(({ name }) => name));
  const found = apps.filter(({ name }) => !inShown.has(name) && text !== '' && name.toLowerCase().includes(text));
  const isNew =
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(looked.trim()) && !known.has(looked.trim()) && !inShown.has(looked.trim());
  const add = (change: AppChange) => {
    onChange([...changes, change]);
    setLooked('');
  };
  return (
    <div className={styles.apps}>
      <SearchField
        label={few ? 'Name of an app to add' : 'Find an app to change'}
        value={looked}
        onChange={setLooked}
        waitMs={0}
      />
      {found.length + Number(isNew) === 0 ? null : (
        <ul className={styles.found}>
          {found.slice(0, foundAtMost).map(({ name, sloMs, rateHz }) => (
            <li key={name}>
              <button type="button" onClick={() => add({ name, sloMs })}>
                {name}{' '}
                <span>
                  {duration(sloMs)} · {rate(rateHz)}
                </span>
              </button>
            </li>
          ))}
          {found.length > foundAtMost ? (
            <li className={styles.more}>and {found.length - foundAtMost} more: type on</li>
          ) : null}
          {isNew ? (
            <li>
              <button type="button" onClick={() => add({ name: looked.trim(), ...newApp })}>
                Add {looked.trim()} <span>a new app</span>
              </button>
            </li>
          ) : null}
        </ul>
      )}
      {shown.map((app) => (
        <AppLever
          key={app.name}
          app={app}
          isNew={!known.has(app.name)}
          change={changes.find(({ name }) => name === app.name)}
          onChange={(sloMs, rateHz) => onChange(withChange(changes, { name: app.name, sloMs, rateHz }))}
        />
      ))}
    </div>
  );
}

interface AppLeverProps {
  readonly app: AppNow;
  readonly isNew: boolean;
  readonly change: AppChange | undefined;
  readonly onChange: (sloMs: number | undefined, rateHz: number | undefined) => void;
}

function AppLever({ app, isNew, change, onChange }: AppLeverProps) {
  const { name, sloMs: sloNow, rateHz: rateNow } = app;
  const isAway = change?.rateHz === 0;
  return (
    <fieldset className={styles.app}>
      <legend>{name}</legend>
      {isAway ? (
        <p>It is taken away.</p>
      ) : (
        <>
          <Lever
            label="SLO"
            unit="ms"
            value={change?.sloMs ?? sloNow}
            now={isNew ? Number.NaN : sloNow}
            least={Math.min(100, sloNow / 4)}
            most={Math.max(5_000, sloNow * 4)}
            from={1}
            to={3_600_000}
            onChange={(sloMs) => onChange(sloMs, change?.rateHz)}
          />
          <Lever
            label="Rate"
            unit="req/s"
            value={change?.rateHz ?? rateNow}
            now={isNew ? Number.NaN : rateNow}
            least={Math.max(0.001, rateNow / 20)}
            most={Math.max(0.02, rateNow * 20)}
            from={0}
            to={1_000_000}
            onChange={(rateHz) => onChange(change?.sloMs, rateHz)}
          />
        </>
      )}
      <div className={styles.appButtons}>
        {isNew || isAway ? null : (
          <Button look="plain" onClick={() => onChange(change?.sloMs, 0)}>
            Take away
          </Button>
        )}
        {change === undefined ? null : (
          <Button look="plain" onClick={() => onChange(undefined, undefined)}>
            {isNew ? 'Do without it' : 'As it is now'}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
