import { readInstant, type EpochMicros } from '../../late/instant.js';
import { Refusal } from '../../base/refusal.js';
import { fileFaults } from '../../base/fileFaults.js';
import type { CsvTable } from '../../base/csv/readCsv.js';

/** What Gradescope says of one student and one assignment. */
export interface GradescopeEntry {
  /** The line of the file. */
  readonly line: number;
  readonly email: string | null;
  readonly sid: string | null;
  /** The assignment's title there; null in a file about one assignment, which does not name it. */
  readonly title: string | null;
  /** Of the submission that is active there; null in a file about the whole course. */
  readonly submissionId: string | null;
  /** When it was made, to the second; null where there is none. */
  readonly submittedAt: EpochMicros | null;
  readonly lateSeconds: number;
  /** As a decimal string; null where there is none, or not the whole one yet. */
  readonly score: string | null;
}

const LATENESS = 'Lateness (H:M:S)';
const TIME = 'Submission Time';
const SCORE = 'Total Score';

/**
 * Reads what Gradescope exports as grades: of a course (four columns an assignment) or of one assignment. Columns that
 * say who it is may stand anywhere.
 *
 * @throws {Refusal} where it is neither, or with a line for every row that cannot be.
 */
export function readGradescopeTable(table: CsvTable, file: string): GradescopeEntry[] {
  const names = table.heading.map((name) => name.toLowerCase());
  const at = (name: string): number | undefined => indexIn(names, name.toLowerCase());
  const who = { email: at('Email'), sid: at('SID') };
  const works = courseWorks(table.heading);
  if (works.length === 0 && at(LATENESS) !== undefined) {
    works.push({
      title: null,
      id: at('Submission ID'),
      time: at(TIME),
      lateness: at(LATENESS),
      score: at(SCORE),
    });
  }
  if (works.length === 0) throw unfit(file, table.line, `has no column “${LATENESS}”`);
  if (who.email === undefined && who.sid === undefined) throw unfit(file, table.line, 'has neither Email nor SID');
  const faults = fileFaults('done with the file');
  const entries = table.rows.flatMap(({ line, cells }) => {
    const cell = (index: number | undefined): string => (index === undefined ? '' : (cells[index] ?? ''));
    const person = { email: cell(who.email).toLowerCase() || null, sid: cell(who.sid) || null };
    if (person.email === null && person.sid === null) {
      faults.add(`${file}:${line}`, 'neither Email nor SID: nobody could tell who this is.');
      return [];
    }
    return works.flatMap(({ title, id, time, lateness, score }): GradescopeEntry[] => {
      const about = { line, ...person, title, submissionId: cell(id) || null, score: cell(score) || null };
      const place = `${file}:${line}${title === null ? '' : `: ${title}`}`;
      const entryOf = (): GradescopeEntry => ({ ...about, ...timesOf(cell(time), cell(lateness)) });
      return [faults.at(place, entryOf) ?? []].flat();
    });
  });
  faults.refuse();
  return entries;
}

/** The columns of scores: the only ones that are read as numbers. */
export function scoreColumns(heading: readonly string[]): ReadonlySet<string> {
  const scores = courseWorks(heading).flatMap(({ score }) => (score === undefined ? [] : [heading[score] ?? '']));
  return new Set([...scores, ...heading.filter((name) => name.toLowerCase() === SCORE.toLowerCase())]);
}

interface Columns {
  readonly title: string | null;
  readonly id: number | undefined;
  readonly time: number | undefined;
  readonly lateness: number | undefined;
  readonly score: number | undefined;
}

/** The blocks of four columns: title, maximum, time, lateness. Two assignments may have one title, each its own block. */
function courseWorks(heading: readonly string[]): Columns[] {
  return heading.flatMap((name, lateness) => {
    if (!name.endsWith(` - ${LATENESS}`)) return [];
    const title = name.slice(0, -` - ${LATENESS}`.length);
    const before = heading.slice(0, lateness);
    const [time, score] = [`${title} - ${TIME}`, title].map((wanted) => before.lastIndexOf(wanted));
    return [
      { title, id: undefined, time: time === -1 ? undefined : time, lateness, score: score === -1 ? undefined : score },
    ];
  });
}

/** For a submission that is missing, the time is empty and the lateness zero or empty. */
function timesOf(time: string, lateness: string): Pick<GradescopeEntry, 'submittedAt' | 'lateSeconds'> {
  const lateSeconds = lateness === '' ? 0 : secondsOf(lateness);
  if (time !== '') {
    if (lateness === '') throw unread('has a submission time and no lateness.');
    return { submittedAt: instantOf(time), lateSeconds };
  }
  if (lateSeconds > 0) throw unread(`is ${lateness} late and has no submission time.`);
  return { submittedAt: null, lateSeconds: 0 };
}

/** `225:07:02`: hours are not bounded. */
function secondsOf(text: string): number {
  const [, hours, minutes, seconds] = /^(\d{1,6}):([0-5]\d):([0-5]\d)$/u.exec(text) ?? [];
  if (hours === undefined) throw unread(`the lateness “${text}” is not H:M:S.`, RESAVED);
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** `2020-07-16 09:06:02 -0700`. */
function instantOf(text: string): EpochMicros {
  const [, day, clock, hours, minutes] = /^(\S+) (\d\d:\d\d:\d\d) ([+-]\d\d):?(\d\d)$/u.exec(text) ?? [];
  const at = day === undefined ? undefined : readInstant(`${day}T${String(clock)}${String(hours)}:${String(minutes)}`);
  if (typeof at !== 'number') {
    throw unread(`the submission time “${text}” is not like 2027-02-10 23:59:00 -0500.`, RESAVED);
  }
  return at;
}

const RESAVED = 'A spreadsheet that saves the file again changes this; take the file as it was downloaded.';

function indexIn(names: readonly string[], name: string): number | undefined {
  const index = names.indexOf(name);
  return index === -1 ? undefined : index;
}

function unread(text: string, remedy?: string): Refusal {
  return new Refusal({ code: 'unreadableCell', text, remedy });
}

function unfit(file: string, line: number, what: string): Refusal {
  const remedy = 'Course staff: download the grades from Gradescope, as CSV.';
  return new Refusal({ code: 'noGradescopeTable', place: `${file}:${line}`, text: `${what}.`, remedy });
}
