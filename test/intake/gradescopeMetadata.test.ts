import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readGradescopeMetadata, requireSubmission } from '../../src/intake/gradescopeMetadata.js';
import { metadataOf } from '../support/metadata.js';

function read(value: unknown): ReturnType<typeof readGradescopeMetadata> {
  return readGradescopeMetadata(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
}

describe('readGradescopeMetadata', () => {
  it('reads a document as the platform writes it', () => {
    expect(requireSubmission(read(metadataOf()))).toEqual({
      submissionId: '2001',
      courseId: '77',
      assignmentId: '501',
      title: 'Homework 1',
      createdAt: '2027-02-11T00:30:00.250000-08:00',
      method: 'upload',
      users: [
        {
          id: '31',
          email: 'ann@example.edu',
          name: 'Ann Lee',
          sid: '0001001',
          dueDate: '2027-02-10T20:59:00.000000-08:00',
          lateDueDate: null,
        },
      ],
      isGroup: false,
      dueDate: '2027-02-10T20:59:00.000000-08:00',
      lateDueDate: null,
      totalPoints: 20,
      previousSubmissions: [
        { id: '2000', submittedAt: '2027-02-10T10:00:00.000000-08:00', score: 12.5, failed: false },
      ],
    });
  });

  it('takes what tools make of it: [] for null, an object for a list of one, texts for numbers, an offset without colon', () => {
    const rewritten = read({
      id: '2001',
      created_at: '2027-02-11T00:30:00.250-0800',
      users: { email: ' Ann@Example.EDU ', sid: 1001, id: '31', name: [] },
      assignment: { id: '501', course_id: '77', due_date: [], late_due_date: '', total_points: ' 20.0' },
      previous_submissions: { score: '', results: null, submission_time: 'yesterday' },
    });
    expect(requireSubmission(rewritten)).toMatchObject({
      submissionId: '2001',
      createdAt: '2027-02-11T00:30:00.250-08:00',
      users: [{ email: 'ann@example.edu', sid: '1001', name: null, dueDate: null }],
      dueDate: null,
      lateDueDate: null,
      totalPoints: 20,
      previousSubmissions: [{ id: null, submittedAt: null, score: null, failed: null }],
    });
  });

  it('takes a submission that nobody is named for', () => {
    expect(requireSubmission(read(metadataOf({ users: [] }))).users).toEqual([]);
    expect(requireSubmission(read(metadataOf({ users: null }))).users).toEqual([]);
  });

  it.each([
    ['id', { id: null }, 'id is missing'],
    ['id of another kind', { id: 'x1' }, 'id is not a whole number'],
    ['created_at', { created_at: [] }, 'created_at is missing'],
    ['an instant without offset', { created_at: '2027-02-11T00:30:00' }, 'created_at is not a time with offset'],
    ['a day that is not', { created_at: '2027-02-30T00:30:00Z' }, 'created_at is not a time with offset'],
    ['assignment', { assignment: null }, 'assignment.id is missing'],
    ['course_id', { assignment: { id: 501 } }, 'assignment.course_id is missing'],
    ['a due date', { assignment: { id: 1, course_id: 2, due_date: 'soon' } }, 'assignment.due_date is not a time'],
    ['who', { users: [{ email: 'a@b.c' }, { name: 'Bob' }] }, 'users[1].email is missing'],
    ['an address', { users: [{ email: 'ann' }] }, 'users[0].email is not an e-mail address'],
  ])('refuses by field: %s', (_, part, said) => {
    const judge = (): unknown => requireSubmission(read(metadataOf(part)));
    expect(judge).toThrow(said);
    expect(judge).toThrow(expect.objectContaining({ code: 'metadata', whoseTurn: 'course' }));
  });

  it.each(['', 'null', '[]', '"x"', '{"id": 1', '['.repeat(100_000), '\u0000'])('refuses %.12j', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'metadata' }));
  });
});

const captured = new URL('../../../shared/fixtures/gradescope/metadata/', import.meta.url).pathname;
describe.skipIf(!existsSync(captured))('captured documents (skipped where ../shared/fixtures is absent)', () => {
  const names = existsSync(captured) ? readdirSync(captured).filter((name) => name.endsWith('.json')) : [];
  /** Those that do not name a submission, by the field that is missing first. */
  const INCOMPLETE: Readonly<Record<string, string>> = { m05: 'id', m12: 'id', m13: 'id' };

  it('has all of them', () => {
    expect(names).toHaveLength(14);
  });

  it.each(names)('%s', (name) => {
    const metadata = readGradescopeMetadata(readFileSync(`${captured}${name}`));
    expect(metadata.users[0]?.email).toBe('ada.example@example.edu');
    const missing = INCOMPLETE[name.slice(0, 3)];
    if (missing === undefined) expect(requireSubmission(metadata).users.length).toBeGreaterThan(0);
    else expect(() => requireSubmission(metadata)).toThrow(`: ${missing} is missing`);
  });
});
