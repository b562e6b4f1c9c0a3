import { describe, expect, test } from 'vitest';
import { appendEvent } from '../../src/ledger/append.js';
import type { EventContent } from '../../src/ledger/eventContent.js';
import { headSeq, readEvents } from '../../src/ledger/events.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { beginCourse, COURSE, draft, newStore, received } from './sample.js';

const WAIVER: EventContent = { type: 'hours_waived', student: 's1', assignment: 'hw1', hours: 3 };

describe('appendEvent', () => {
  test('gives the first event again for a repeated key, and stores it once', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const first = appendEvent({ store, course: COURSE }, draft(WAIVER, { key: 'cmd:a' }));
    const retold = appendEvent(
      { store, course: COURSE },
      draft(WAIVER, { key: 'cmd:a', occurredAt: '2027-03-02T00:00:00Z' }),
    );
    expect(first.isNew).toBe(true);
    expect(retold).toEqual({ event: first.event, isNew: false });
    expect(headSeq(store)).toBe(first.event.seq);
  });

  test.each([
    ['content', draft({ ...WAIVER, hours: 4 }, { key: 'cmd:a' })],
    ['reason', draft(WAIVER, { key: 'cmd:a', reason: 'another' })],
    ['actor', draft(WAIVER, { key: 'cmd:a', actor: 'staff:bob' })],
    ['evidence', draft(WAIVER, { key: 'cmd:a', evidenceRef: 'ticket 9' })],
  ])('refuses a repeated key with another %s', async (_, other) => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const { event } = appendEvent({ store, course: COURSE }, draft(WAIVER, { key: 'cmd:a' }));
    expect(() => appendEvent({ store, course: COURSE }, other)).toThrow(`cmd:a stands for event ${event.seq}`);
    expect(headSeq(store)).toBe(event.seq);
  });

  test('keys are those of a course', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    const policy: EventContent = { type: 'policy_set', policy: {} };
    expect(appendEvent({ store, course: 'one' }, draft(policy, { key: 'cmd:a' })).isNew).toBe(true);
    expect(appendEvent({ store, course: 'two' }, draft(policy, { key: 'cmd:a' })).isNew).toBe(true);
  });

  test('what comes back is what went in, verbatim', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const sent = received('7', 'hw1', ['s2', 's1'], '2027-02-11T00:30:00.123456-05:00');
    const content = { ...sent.content, source: 'gradescope', contentHash: 'abc' } as EventContent;
    appendEvent({ store, course: COURSE }, { ...sent, content });
    const [event] = readEvents({ store, course: COURSE }, { types: ['submission_received'] });
    expect(event).toMatchObject({ content, key: 'sub:test:7', actor: 'system', reason: null, schemaVersion: 1 });
    expect(event?.occurredAt).toBe('2027-02-11T00:30:00.123456-05:00');
    expect(event?.recordedAt).toBe('2027-03-01T12:00:00.000Z');
    expect(event?.eventId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });

  test.each<[string, EventContent, RegExp]>([
    ['an unknown student', { ...WAIVER, student: 's9' }, /The student s9 is not on the roster/],
    ['an unknown assignment', { ...WAIVER, assignment: 'hw9' }, /no assignment hw9/],
    ['an unknown submission', { type: 'submission_voided', submissionId: '9' }, /Submission 9 was never received/],
    ['half an hour', { ...WAIVER, hours: 0.5 }, /hours/],
    ['an unknown field', { ...WAIVER, hour: 3 } as EventContent, /hour/],
    ['an unknown type', { type: 'charge' } as unknown as EventContent, /type/],
    [
      'a first assignment without due time',
      { type: 'assignment_set', assignment: 'hw3', timeZone: 'UTC', maxScore: '1' },
      /dueLocal/,
    ],
    [
      'a time without offset',
      { type: 'extension_granted', student: 's1', assignment: 'hw1', kind: 'until', until: '2027-02-12T00:00:00' },
      /without offset/,
    ],
    [
      'the revocation of something else',
      { type: 'extension_revoked', student: 's1', assignment: 'hw1', targetSeq: 1 },
      /Event 1 is no extension of s1 on hw1/,
    ],
    ['a correction of nothing', { type: 'correction_recorded', targetSeq: 99, text: 'x' }, /no event 99/],
  ])('refuses %s', async (_, content, message) => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const before = headSeq(store);
    expect(() => appendEvent({ store, course: COURSE }, draft(content))).toThrow(message);
    expect(headSeq(store)).toBe(before);
  });

  test('refuses a second revocation, a second receipt, and the selection of work by others', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const student = { student: 's1', assignment: 'hw1' };
    const { event } = appendEvent(
      { store, course: COURSE },
      draft({ type: 'extension_granted', ...student, kind: 'hours', hours: 24 }),
    );
    const revocation: EventContent = { type: 'extension_revoked', ...student, targetSeq: event.seq };
    const revoked = appendEvent({ store, course: COURSE }, draft(revocation));
    expect(() => appendEvent({ store, course: COURSE }, draft(revocation))).toThrow(
      `revoked already, by event ${revoked.event.seq}`,
    );
    const sent = received('7', 'hw1', ['s1'], '2027-02-10T10:00:00Z');
    appendEvent({ store, course: COURSE }, sent);
    expect(() => appendEvent({ store, course: COURSE }, { ...sent, key: 'sub:other:7' })).toThrow('received already');
    const select = (assignment: string, students: string[]): EventContent => ({
      type: 'submission_selected',
      assignment,
      students,
      submissionId: '7',
    });
    expect(() => appendEvent({ store, course: COURSE }, draft(select('hw1', ['s2'])))).toThrow('not by s2');
    expect(() => appendEvent({ store, course: COURSE }, draft(select('hw2', ['s1'])))).toThrow('for hw1, not for hw2');
  });

  test('refuses staff without a reason where results change, and nobody as an actor', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    expect(() => appendEvent({ store, course: COURSE }, draft(WAIVER, { reason: ' ' }))).toThrow('has no reason');
    expect(() => appendEvent({ store, course: COURSE }, draft(WAIVER, { actor: 'ada' }))).toThrow('“ada” is nobody');
  });
});

describe('recordEvents', () => {
  test('stores all or nothing', async () => {
    await using ledger = await newStore();
    const { store } = ledger;
    beginCourse(store);
    const before = headSeq(store);
    const drafts = [draft(WAIVER), draft(WAIVER), draft({ ...WAIVER, student: 's9' })];
    expect(() => recordEvents({ store, course: COURSE }, drafts)).toThrow('s9');
    expect(headSeq(store)).toBe(before);
    recordEvents({ store, course: COURSE }, drafts.slice(0, 2));
    expect(headSeq(store)).toBe(before + 2);
  });
});
