import type { Store } from '../../src/store/store.js';
import { admit, type Admitted, type AdmitRequest } from '../../src/work/admit.js';
import { COURSE } from '../store/sample.js';

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

let handedIn = 100;

/** Admits one more submission of somebody: a later one, with another id. */
export function submit(store: Store, email: string, changes: Partial<AdmitRequest> = {}): Admitted {
  const number = handedIn++;
  const createdAt = new Date(Date.parse('2027-02-01T00:00:00Z') + number * 1000).toISOString();
  return admit(store, request({ submissionId: String(number), students: [{ email }], createdAt, ...changes }));
}
