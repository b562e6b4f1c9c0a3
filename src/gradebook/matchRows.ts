import { fileFaults } from '../base/fileFaults.js';
import type { ScoreRow } from './scoreTable.js';

/** Somebody on the roster, as far as files can name them. */
export interface KnownPerson {
  readonly student: string;
  readonly email: string | null;
  readonly sid: string | null;
}

export interface Matched {
  readonly scores: readonly { readonly student: string; readonly row: ScoreRow }[];
  /** On the roster and not in the file. */
  readonly absent: readonly string[];
  /** Lines that are nobody's on the roster, where those may be passed over. */
  readonly unknown: readonly number[];
}

interface Matching {
  /** For messages. */
  readonly file: string;
  /** Passes over who is not on the roster, instead of refusing the file. */
  readonly skipUnknown: boolean;
}

/**
 * Whose each row is: by address, number, or the part of an address before the @ where one student alone has it. A row
 * whose address is one student's and whose number another's is nobody's.
 *
 * @throws {Refusal} with a line for every row that is nobody's, or somebody's who has a row already.
 */
export function matchRows(
  rows: readonly ScoreRow[],
  roster: readonly KnownPerson[],
  { file, skipUnknown }: Matching,
): Matched {
  const faults = fileFaults('imported');
  const by = indexOf(roster);
  const lineOf = new Map<string, number>();
  const unknown: number[] = [];
  const scores = rows.flatMap((row) => {
    const { line, email, sid, login } = row;
    const place = `${file}:${line}`;
    const found = new Set(
      [
        email === null ? undefined : by.email.get(email),
        sid === null ? undefined : by.sid.get(sid.toLowerCase()),
        login === null ? undefined : (by.sid.get(login) ?? by.login.get(login) ?? undefined),
      ].filter((student) => student !== undefined),
    );
    const [student] = found;
    const ids = [email, sid, login].filter((id) => id !== null).join(', ');
    if (student === undefined) {
      if (skipUnknown) unknown.push(line);
      else faults.add(place, `${ids} is nobody on the roster.`);
      return [];
    }
    if (found.size > 1) {
      faults.add(place, `${ids}: these are different students on the roster, ${[...found].join(' and ')}.`);
      return [];
    }
    const earlier = lineOf.get(student);
    if (earlier !== undefined) {
      faults.add(place, `${ids} is ${student}, who is on line ${earlier} already.`);
      return [];
    }
    lineOf.set(student, line);
    return [{ student, row }];
  });
  faults.refuse();
  return { scores, absent: roster.map(({ student }) => student).filter((student) => !lineOf.has(student)), unknown };
}

function indexOf(roster: readonly KnownPerson[]) {
  const login = new Map<string, string | null>();
  for (const { student, email } of roster) {
    const name = email?.split('@')[0]?.toLowerCase();
    if (name !== undefined) login.set(name, login.has(name) ? null : student);
  }
  const [email, sid] = (['email', 'sid'] as const).map(
    (field) => new Map(roster.flatMap((one) => (one[field] === null ? [] : [[one[field].toLowerCase(), one.student]]))),
  ) as [Map<string, string>, Map<string, string>];
  return { email, sid, login };
}
