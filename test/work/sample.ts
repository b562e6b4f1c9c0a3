import type { Grade } from '../../src/grade/grade.js';
import type { Store } from '../../src/db/store.js';
import { admit, type Admitted, type AdmitRequest } from '../../src/work/admit.js';
import { readWork, type Work } from '../../src/work/rows.js';
import { commit, dispatch } from '../../src/work/dispatch/transitions.js';
import { COURSE, gradeOf } from '../ledger/sample.js';

/** 64 hex digits that stand for something. */
export const digest = (mark: number): string => mark.toString(16).padStart(64, '0');

/** A request as the server makes it, for submission 7 by one person whom nobody knows yet. */
export function request(changes: Partial<AdmitRequest> = {}): AdmitRequest {
  return {
    course: COURSE,
    assignment: 'hw1',
    submissionId: '7',
    students: [{ name: 'Ada L.', email: 'Ada@Example.edu', sid: '1001' }],
    createdAt: '2027-02-10T20:00:00.123456-08:00',
    source: 'gradescope',
    workClass: 'submission',
    lane: 'cpu',
    assignmentDigest: `sha256:${digest(10)}`,
    graderVersion: '1.0.0+aaaaaaaaaaaa',
    notebook: { blob: digest(1), digest: `sha256:${digest(2)}` },
    fileName: 'hw1.ipynb',
    contentDigest: digest(3),
    ...changes,
  };
}

/** A grade that fits a row, by the version of the grader that the row asks for. */
export function gradeFor(work: Work, points: number, changes: Partial<Grade> = {}): Grade {
  const { submissionId, assignment, assignmentDigest, notebookDigest, graderVersion } = work;
  const { environment } = gradeOf(submissionId, points);
  return gradeOf(submissionId, points, {
    ...{ assignment, assignmentDigest, notebookDigest: notebookDigest ?? '' },
    environment: { ...environment, graderVersion },
    ...changes,
  });
}

/** Dispatches a row and has it graded, with 10 points unless it is said otherwise. */
export function gradeRow(store: Store, id: string, changes: Partial<Grade> = {}): void {
  dispatch(store, id);
  const work = readWork(store, id);
  if (work === undefined || !commit(store, work, gradeFor(work, 10, changes))) throw new Error(`${id} was not graded`);
}

let handedIn = 100;

/** Admits one more submission of somebody: a later one, with another id. */
export function submit(store: Store, email: string, changes: Partial<AdmitRequest> = {}): Admitted {
  const number = handedIn++;
  const createdAt = new Date(Date.parse('2027-02-01T00:00:00Z') + number * 1000).toISOString();
  return admit(store, request({ submissionId: String(number), students: [{ email }], createdAt, ...changes }));
}
