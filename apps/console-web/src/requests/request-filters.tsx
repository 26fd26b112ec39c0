import { X } from 'lucide-react';
import { Button } from '../controls/button';
import { SelectField } from '../controls/select-field';
import { requestStates, type RequestsSearch } from '../search/links';
import { oneOf } from '../search/search-params';
import { lateCauseNames, lateCauses } from './late-causes';

interface Props {
  readonly search: RequestsSearch;
  readonly set: (chosen: { [Key in keyof RequestsSearch]: RequestsSearch[Key] | undefined }) => void;
}

const stateWords: Record<(typeof requestStates)[number], string> = {
  ok: 'in time',
  late: 'late',
  failed: 'failed',
  expired: 'expired',
  rejected: 'rejected',
};

/** What can be chosen of all requests. */
export function RequestFilters({ search, set }: Props) {
  return (
    <>
      <SelectField
        label="Outcome"
        value={search.state ?? ''}
        options={[['', 'all'], ...requestStates.map((state) => [state, stateWords[state]] as const)]}
        onChange={(chosen) => set({ state: oneOf(requestStates, chosen), cause: undefined })}
      />
      <SelectField
        label="Late because"
        value={search.cause ?? ''}
        options={[['', 'all'], ...lateCauseNames.map((cause) => [cause, lateCauses[cause].name] as const)]}
        onChange={(cause) =>
          set({ cause: cause === '' ? undefined : cause, state: cause === '' ? search.state : 'late' })
        }
      />
    </>
  );
}

const others = { app: 'app', code: 'code', batch: 'batch', groupId: 'group' } as const;

/** What a link chose besides; each can be taken away. */
export function ChosenFilters({ search, set }: Props) {
  return Object.entries(others).map(([key, name]) => {
    const value = search[key as keyof typeof others];
    return value === undefined ? null : (
      <Button key={key} onClick={() => set({ [key]: undefined })} aria-label={`Not only ${name} ${value}`}>
        {name} {value.length > 16 ? `${value.slice(0, 8)}…` : value}
        <X size={14} aria-hidden />
      </Button>
    );
  });
}
