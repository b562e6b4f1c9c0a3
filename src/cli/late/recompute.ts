import { randomUUID } from 'node:crypto';
import { compareCharges, rebuildCharges, staleIn } from '../../store/charges.js';
import { readCourses } from '../../store/events.js';
import { readRoster } from '../../store/roster.js';
import { write, type Store } from '../../store/store.js';
import { EXIT } from '../exitCodes.js';
import type { Answer } from './answer.js';
import { differencesOf, tellStudents, type StudentChange } from './change.js';
import { changesText } from './changeText.js';
import { courseOf, type ChangeOptions } from './options.js';

type RecomputeOptions = Pick<ChangeOptions, 'courseId' | 'commandId'>;

/** Whose stored charges are not what the events give, and what it would be instead. */
export function compareAll(store: Store, options: RecomputeOptions): Answer {
  const { stale, changes } = together(coursesOf(store, options).map((course) => differencesIn(store, course)));
  if (stale.length === 0) {
    return { lines: ['All stored charges are what the events give.'], json: { stale, changes } };
  }
  const lines = [
    `The stored charges of ${stale.join(', ')} are not what the events give.`,
    ...changesText(changes),
    'Operator: run `assay late recompute`, which makes them anew.',
  ];
  return { lines, json: { stale, changes }, code: EXIT.studentFailure };
}

/** Makes the charges anew, and puts a message in the outbox for everybody whose hours or scores that alters. */
export function recompute(store: Store, options: RecomputeOptions): Answer {
  const commandId = options.commandId ?? randomUUID();
  return write(store, () => {
    const courses = coursesOf(store, options);
    const found = courses.map((course) => ({ course, ...differencesIn(store, course) }));
    for (const { course, changes } of found) tellStudents(store, course, commandId, changes);
    rebuildCharges(store, courses);
    const { stale, changes } = together(found);
    const lines = ['All charges were made anew.', ...changesText(changes)];
    return { lines, json: { rebuilt: true, commandId, stale, changes } };
  });
}

function coursesOf(store: Store, options: RecomputeOptions): string[] {
  return options.courseId === undefined ? readCourses(store) : [courseOf(store, options)];
}

interface Differences {
  readonly stale: readonly string[];
  readonly changes: readonly StudentChange[];
}

function together(found: readonly Differences[]): Differences {
  return { stale: found.flatMap(({ stale }) => stale), changes: found.flatMap(({ changes }) => changes) };
}

function differencesIn(store: Store, course: string): Differences {
  const { stored, fresh } = compareCharges(store, course);
  return { stale: staleIn({ stored, fresh }), changes: differencesOf(readRoster(store, course), stored, fresh) };
}
