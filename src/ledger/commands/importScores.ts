import { isDeepStrictEqual } from 'node:util';
import type { CsvTable } from '../../base/csv/readCsv.js';
import { Refusal, type Remark } from '../../base/refusal.js';
import type { Item, RecordedScore } from '../../gradebook/facts.js';
import { matchRows } from '../../gradebook/matchRows.js';
import { readScoreTable, type ScoreRow, type ScoreTable } from '../../gradebook/scoreTable.js';
import { compareDecimals, readDecimal, shortDecimal, type Decimal } from '../../late/decimal.js';
import type { Actor } from '../actor.js';
import type { EventContent } from '../eventContent.js';
import type { Ledger } from '../ledger.js';
import { termsOf, type GradebookFiles } from '../questions/gradebook.js';
import { readRecorded, type Recorded } from '../recordedScores.js';
import { readRoster } from '../roster.js';
import { change, hasReason, type Change, type Circumstances, type Plan, type PlannedEvent } from './change.js';

export interface ScoreImport extends Circumstances {
  /** What is graded elsewhere, or an assignment, of which then the written part is meant. */
  readonly item: string;
  readonly written: boolean;
  readonly table: CsvTable;
  /** For messages. */
  readonly file: string;
  readonly column?: string | undefined;
  /** The maximum, where the file does not say: a decimal. */
  readonly points?: string | undefined;
  /** Passes over rows of people who are not on the roster. */
  readonly skipUnknown?: boolean | undefined;
}

/**
 * Records the scores of a file, all of them or none. What is recorded already is not recorded again; a score that was
 * recorded otherwise is named, and needs a reason.
 *
 * @throws {Refusal} with a line for every row that is wrong or nobody's.
 */
export function importScores(ledger: Ledger, by: Actor, files: GradebookFiles, ask: ScoreImport): Change {
  return change(ledger, by, { ask, plan: ({ isRetry }) => plan(ledger, files, ask, isRetry) });
}

function plan(ledger: Ledger, files: GradebookFiles, ask: ScoreImport, isRetry: boolean): Plan {
  const { item, written, file } = ask;
  const meant = itemOf(ledger, files, ask);
  const table = readScoreTable(ask.table, file, { ...ask, names: [item, meant.title] });
  const maxScore = requireMaximum(table, meant, file);
  const recorded = readRecorded(ledger);
  const { scores, absent, unknown } = matchRows(table.rows, readRoster(ledger), {
    file,
    skipUnknown: ask.skipUnknown === true,
  });
  const known = written ? recorded.written : recorded.elsewhere;
  const left = scores.filter(({ student }) => recorded.withdrawn.has(student));
  const people: string[] = [];
  let changed = 0;
  const events = scores.flatMap(({ student, row }): PlannedEvent[] => {
    if (recorded.withdrawn.has(student)) return [];
    const before = known.get(student)?.get(item);
    const content = contentOf(row, { student, item, written, maxScore, source: table.source });
    if (before !== undefined && isSame(before, content)) return [];
    if (before !== undefined) changed++;
    people.push(`${student}: ${item}${written ? ', written' : ''}: ${recordedText(before)} → ${contentText(content)}`);
    return [{ content, where: `${file}:${row.line}` }];
  });
  if (changed > 0 && ask.dryRun !== true && !isRetry && !hasReason(ask)) throw changesScores(changed, people);
  return {
    events,
    people,
    needsNoReason: true,
    notes: notesOf(table, { scores, absent, unknown, left, events, recorded }),
  };
}

type Content = Extract<EventContent, { type: 'score_recorded' }>;

function contentOf(
  { status, score }: ScoreRow,
  about: Pick<Content, 'student' | 'item' | 'maxScore' | 'source'> & { readonly written: boolean },
): Content {
  const { written, ...rest } = about;
  return { type: 'score_recorded', ...rest, piece: written ? 'written' : 'whole', status, score };
}

/** What the scores are for. @throws {Refusal} where it is nothing that is graded elsewhere. */
function itemOf(ledger: Ledger, files: GradebookFiles, { item, written }: ScoreImport): Item {
  const items = termsOf(ledger, files).parts.flatMap((part) => part.items);
  const meant = items.find(({ id }) => id === item);
  if (meant === undefined) {
    const text = `The course’s grade has nothing that is called ${item}. Known: ${items.map(({ id }) => id).join(', ')}.`;
    throw new Refusal({ code: 'unknownItem', text, remedy: 'What is graded elsewhere is named in course.yaml.' });
  }
  if (meant.kind === 'elsewhere' && written) {
    throw new Refusal({
      code: 'noWrittenPart',
      text: `${item} is graded elsewhere as a whole: it has no written part here.`,
    });
  }
  if (meant.kind === 'elsewhere') return meant;
  if (!written) {
    const text = `${item} is graded here: a file can only say what its written part came to.`;
    throw new Refusal({ code: 'gradedHere', text, remedy: 'Say that it is about the written part.' });
  }
  if (meant.writtenPoints.units > 0n) return meant;
  const text = `${item} has nothing that people grade: its assignment.yaml has no manual questions.`;
  throw new Refusal({ code: 'noWrittenPart', text });
}

/** @throws {Refusal} where the file's maximum is none, or not the one that the assignment has. */
function requireMaximum({ maxScore }: ScoreTable, item: Item, file: string): string {
  if (maxScore === null) {
    const text = 'the file does not say what the maximum is.';
    throw new Refusal({ code: 'noPoints', place: file, text, remedy: 'Say it.' });
  }
  const value = readDecimal(maxScore);
  if (item.kind === 'assignment' && (value === undefined || compareDecimals(value, item.writtenPoints) !== 0)) {
    const text = `the maximum is ${maxScore}, and the written part of ${item.id} has ${shortDecimal(item.writtenPoints)} points.`;
    throw new Refusal({ code: 'otherMaximum', place: file, text, remedy: 'Course staff: let both be the same.' });
  }
  return maxScore;
}

function changesScores(changed: number, people: readonly string[]): Refusal {
  return new Refusal({
    code: 'noReason',
    text: [
      `${changed} scores that are recorded would change and there is no reason; nothing was imported.`,
      ...people.slice(0, 20),
    ].join('\n'),
    remedy: 'Give a reason.',
  });
}

function isSame(before: RecordedScore, { status, score, maxScore }: Content): boolean {
  return isDeepStrictEqual(
    [before.status, decimalText(before.score), decimalText(before.maxScore)],
    [
      status,
      decimalText(score === null ? null : (readDecimal(score) ?? null)),
      decimalText(readDecimal(maxScore) ?? null),
    ],
  );
}

/** 81.50 and 81.5 are one score. */
function decimalText(value: Decimal | null): string | null {
  return value === null ? null : shortDecimal(value);
}

function recordedText(before: RecordedScore | undefined): string {
  if (before === undefined) return 'nothing recorded';
  return before.score === null ? before.status : `${shortDecimal(before.score)} of ${shortDecimal(before.maxScore)}`;
}

function contentText({ status, score, maxScore }: Content): string {
  return score === null ? status : `${score} of ${maxScore}`;
}

interface Findings {
  readonly scores: readonly { readonly student: string; readonly row: ScoreRow }[];
  readonly absent: readonly string[];
  readonly unknown: readonly number[];
  readonly left: readonly { readonly student: string }[];
  readonly events: readonly unknown[];
  readonly recorded: Recorded;
}

function notesOf(table: ScoreTable, { scores, absent, unknown, left, events, recorded }: Findings): Remark[] {
  const expected = absent.filter((student) => !recorded.withdrawn.has(student));
  const beyond = scores.filter(({ row }) => Number(row.score) > Number(table.maxScore));
  const count = (status: ScoreRow['status']): number => scores.filter(({ row }) => row.status === status).length;
  return [
    `Read as ${SOURCES[table.source]}, column “${table.column}”: ${events.length} new or changed, ${scores.length - events.length - left.length} known.`,
    `${count('graded')} graded, ${count('ungraded')} not graded yet, ${count('missing')} missing, ${count('excused')} excused.`,
    ...(expected.length === 0 ? [] : [`On the roster and not in the file, so still open: ${expected.join(', ')}.`]),
    ...(left.length === 0
      ? []
      : [`Passed over, for they have left the course: ${left.map(({ student }) => student).join(', ')}.`]),
    ...(unknown.length === 0 ? [] : [`Passed over, for nobody on the roster is meant: lines ${unknown.join(', ')}.`]),
    ...(table.passedOver.length === 0 ? [] : [`Passed over as nobody’s: lines ${table.passedOver.join(', ')}.`]),
    ...(beyond.length === 0 ? [] : [`Above the maximum: ${beyond.map(({ student }) => student).join(', ')}.`]),
  ].map((text) => ({ code: 'imported', text }));
}

const SOURCES: Readonly<Record<ScoreTable['source'], string>> = {
  gradescope: 'an export of Gradescope’s',
  canvas: 'an export of Canvas’s',
  file: 'a plain table',
};
