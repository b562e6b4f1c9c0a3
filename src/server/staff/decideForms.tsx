import type { Change } from '../../ledger/commands/change.js';
import { ChangeView } from './changeView.js';
import type { Decision } from './decisions.js';
import type { Field } from './fields.js';

type Values = Readonly<Record<string, string>>;

interface FormProps {
  readonly name: string;
  readonly decision: Decision;
  /** What stands in the fields. */
  readonly values: Values;
}

const REASON = {
  reason: { label: 'Reason', help: 'Needed where results change. It is kept, and course staff read it.' },
  evidence: { label: 'Evidence', help: 'A ticket or a link, never the evidence itself.' },
} as const;

/** What is to be decided; the button shows what it would do. */
export function DecisionForm({ name, decision: { fields, command }, values }: FormProps) {
  return (
    <form method="post" action={`/staff/decide/${name}/try`} data-preview>
      {Object.entries(fields).map(([id, field]) => (
        <FieldPart id={id} field={field} value={values[id] ?? ''} />
      ))}
      {Object.entries(REASON).map(([id, { label, help }]) => (
        <div class="field">
          <label for={id}>{label}</label>
          <p class="faint" id={`${id}-help`}>
            {help}
          </p>
          <input id={id} name={id} value={values[id] ?? ''} maxlength={2_000} aria-describedby={`${id}-help`} />
        </div>
      ))}
      <button type="submit">Show who changes</button>
      <p class="faint">
        Nothing is stored yet. In a terminal: <code>{command}</code>
      </p>
    </form>
  );
}

interface FieldProps {
  readonly id: string;
  readonly field: Field;
  readonly value: string;
}

export function FieldPart({ id, field: { label, help, kind, options = [], isRequired }, value }: FieldProps) {
  if (kind === 'checkbox') {
    return (
      <p>
        <label for={id}>
          <input id={id} type="checkbox" name={id} checked={value === 'on'} /> {label}
        </label>
        {help === undefined ? null : <span class="faint">{help}</span>}
      </p>
    );
  }
  const described = help === undefined ? undefined : `${id}-help`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help === undefined ? null : (
        <p class="faint" id={described}>
          {help}
        </p>
      )}
      {kind === 'select' ? (
        <select id={id} name={id} required={isRequired}>
          {options.map((option) => (
            <option value={option} selected={option === value}>
              {option}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...{ id, name: id, value, autocomplete: 'off', maxlength: 2_000 }}
          required={isRequired}
          aria-describedby={described}
        />
      )}
    </div>
  );
}

const LACKS = {
  permission:
    'You may not store this. Propose it: send a head TA or instructor the address of the form, or what stands here.',
  reason: 'It changes results and has no reason yet. Go back and give one.',
} as const;

/** What it would do, and the button that does it. */
export function Preview({ name, change, values }: Omit<FormProps, 'decision'> & { readonly change: Change }) {
  const { lacks, commandId } = change;
  const back = `/staff/decide/${name}?${new URLSearchParams(values).toString()}`;
  return (
    <>
      <ChangeView change={change} />
      {lacks === undefined ? null : <p class="note warned">{LACKS[lacks]}</p>}
      <form class="row" method="post" action={`/staff/decide/${name}`}>
        {Object.entries({ ...values, commandId }).map(([field, value]) => (
          <input type="hidden" name={field} value={value} />
        ))}
        {lacks === undefined ? <button type="submit">Store it</button> : null}
        <a class="button quiet" href={back} data-close>
          Back
        </a>
      </form>
    </>
  );
}
