import { withoutNumbers, type GradeSummary } from './summary.js';

/** One failure that several share: what to say in a lecture. */
export interface MessageGroup {
  /** The check; undefined where it is a cell of the notebook that stumbled. */
  readonly check: string | undefined;
  readonly kind: 'failed' | 'broken' | 'cell';
  /** As it was said most often. */
  readonly message: string;
  /** Whose, by the keys that were given. */
  readonly keys: readonly string[];
  /** The commonest wrong values, with how often. */
  readonly got: readonly (readonly [string, number])[];
}

const MOST_VALUES = 5;

interface Group {
  readonly kind: MessageGroup['kind'];
  readonly check: string | undefined;
  readonly keys: string[];
  readonly messages: Map<string, number>;
  readonly got: Map<string, number>;
}

/** The failures of a class, the commonest first. Messages that differ in numbers alone are the same one. */
export function groupMessages(grades: readonly (readonly [key: string, GradeSummary])[]): MessageGroup[] {
  const groups = new Map<string, Group>();
  const add = (key: string, { got, ...said }: Said): void => {
    const { kind, check } = said;
    const same = `${kind}\0${check ?? ''}\0${said.alike}`;
    const group: Group = groups.get(same) ?? { kind, check, keys: [], messages: new Map(), got: new Map() };
    groups.set(same, group);
    group.keys.push(key);
    count(group.messages, said.message);
    if (got !== undefined) count(group.got, got);
  };
  for (const [key, { checks, error }] of grades) {
    if (error !== undefined)
      add(key, { kind: 'cell', check: undefined, message: error, alike: withoutNumbers(error), got: undefined });
    for (const { id, status, message, alike = '', got } of checks) {
      if (message === undefined || (status !== 'failed' && status !== 'broken')) continue;
      add(key, { kind: status, check: id, message, alike, got });
    }
  }
  return [...groups.values()]
    .map(({ messages, got, ...group }) => ({
      ...group,
      message: commonest(messages)[0]?.[0] ?? '',
      got: commonest(got).slice(0, MOST_VALUES),
    }))
    .sort((a, b) => b.keys.length - a.keys.length);
}

interface Said {
  readonly kind: MessageGroup['kind'];
  readonly check: string | undefined;
  readonly message: string;
  readonly alike: string;
  readonly got: string | undefined;
}

function count(counts: Map<string, number>, text: string): void {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}

function commonest(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort((a, b) => b[1] - a[1]);
}
