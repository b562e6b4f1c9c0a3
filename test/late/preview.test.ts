import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold } from '../../src/late/fold.js';
import { readInstant } from '../../src/late/instant.js';
import { preview } from '../../src/late/preview.js';
import type { SubmissionReceived } from '../../src/late/model.js';
import { instant, ledgerInput } from './random.js';

const at = instant.map((text) => Number(readInstant(text)));

it('tells the charge that follows when the student submits at that instant, alone or with another', () => {
  fc.assert(
    fc.property(
      ledgerInput(),
      fc.constantFrom('hw1', 'hw2', 'hw3'),
      at,
      fc.boolean(),
      (input, assignment, createdAt, isGroup) => {
        const partners = isGroup ? ['s2'] : [];
        const price = preview(input, { student: 's1', partners, assignment, at: createdAt });
        const submission: SubmissionReceived = {
          type: 'submission_received',
          seq: 5000,
          submissionId: '900719925474099312345',
          assignment,
          students: ['s1', ...partners],
          createdAt,
        };
        const before = fold(input).get('s1');
        const after = fold({ ...input, events: [...input.events, submission] }).get('s1');
        const row = after?.assignments.get(assignment);
        const refused = row?.notCounted.some(([id]) => id === submission.submissionId);
        expect(price.accepted).toBe(refused === false);
        expect(price.remainingAfter).toBe(after?.remaining);
        if (!price.accepted) {
          const { submissionId, hoursUsed, penaltyBp, finalScore } = before?.assignments.get(assignment) ?? {};
          expect(row).toMatchObject({ submissionId, hoursUsed, penaltyBp, finalScore });
          return;
        }
        const { hoursLate, hoursUsed, penaltyHours, penaltyBp } = price;
        expect(row).toMatchObject({ hoursLate, hoursUsed, penaltyHours, penaltyBp });
        expect(price.additionalHours).toBe(hoursUsed - (before?.assignments.get(assignment)?.hoursUsed ?? NaN));
        for (const change of price.changesElsewhere) {
          expect(after?.assignments.get(change.assignment)).toMatchObject({
            hoursUsed: change.hoursUsed,
            penaltyHours: change.penaltyHours,
          });
        }
      },
    ),
  );
});

it('says until when the price holds: a second later it is higher', () => {
  const input = ledgerInput({ withOrder: false, withCutoffs: false, policy: { selection: 'last' } }).map((drawn) => ({
    ...drawn,
    events: [],
  }));
  fc.assert(
    fc.property(input, at, (drawn, when) => {
      const asked = { student: 's1', assignment: 'hw1' };
      const { hoursLate, currentHourEndsAt } = preview(drawn, { ...asked, at: when });
      const end = currentHourEndsAt ?? NaN;
      if (hoursLate === 0 && end < when) throw new Error('the price holds until before it is asked for');
      expect(preview(drawn, { ...asked, at: end }).hoursLate).toBe(hoursLate);
      const grace = hoursLate === 0 && end === preview(drawn, { ...asked, at: 0 }).currentHourEndsAt;
      const next = end + (1 + (grace ? drawn.policy.graceSeconds : 0)) * 1_000_000;
      expect(preview(drawn, { ...asked, at: next }).hoursLate).toBeGreaterThan(hoursLate);
    }),
  );
});
