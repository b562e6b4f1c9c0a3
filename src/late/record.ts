import { admit, isByPlatform, thaw } from './admission.js';
import { newSubmission, workOf, type Facts, type Student, type Work } from './facts.js';
import type { Submission } from './submission.js';
import { membersChanged } from './members.js';
import type {
  AccommodationSet,
  AssignmentSet,
  LateEvent,
  SubmissionGraded,
  SubmissionReceived,
  SubmissionSelected,
  SubmissionTimeCorrected,
} from './model.js';

/** Makes all submissions known, before any event is recorded: a grade may stand before what it grades. */
export function announceSubmissions(facts: Facts, events: readonly LateEvent[]): void {
  for (const event of events) {
    if (event.type !== 'submission_received' || facts.submissions.has(event.submissionId)) continue;
    facts.submissions.set(event.submissionId, newSubmission(event));
  }
}

/**
 * Adds one event to the facts. Events must come in the order of `seq`, each once. A staff event about a student and
 * an assignment thaws what a release had frozen for them. `grades_released` is not here: it needs charges.
 */
export function recordEvent(facts: Facts, event: LateEvent): void {
  switch (event.type) {
    case 'submission_received':
      received(facts, event);
      break;
    case 'submission_graded':
      graded(facts.submissions.get(event.submissionId), event);
      break;
    case 'submission_content_replaced':
      contentReplaced(facts.submissions.get(event.submissionId));
      break;
    case 'submission_members_changed':
      membersChanged(facts, event);
      break;
    case 'submission_selected':
      selected(facts, event);
      break;
    case 'submission_voided':
      voided(facts, facts.submissions.get(event.submissionId));
      break;
    case 'submission_time_corrected':
      timeCorrected(facts, facts.submissions.get(event.submissionId), event);
      break;
    case 'extension_granted':
      about(facts, event, (work) => (work.extensions = [...work.extensions, event]));
      break;
    case 'extension_revoked':
      about(facts, event, (work) => (work.extensions = work.extensions.filter(({ seq }) => seq !== event.targetSeq)));
      break;
    case 'hours_waived':
      about(facts, event, (work) => {
        work.waivedHours += event.hours === 'all' ? Infinity : event.hours;
        work.waiverSeqs.push(event.seq);
      });
      break;
    case 'assignment_excused':
      about(facts, event, (work) => (work.excusedSeq ??= event.seq));
      break;
    case 'budget_adjusted':
      of(facts, event.student, (student) => {
        student.adjustedHours += event.deltaHours;
        student.budgetSeqs.push(event.seq);
      });
      break;
    case 'accommodation_set':
      of(facts, event.student, (student) => {
        accommodate(student, event);
      });
      break;
    case 'assignment_set':
      assignmentSet(facts, event);
      break;
    case 'allocation_thawed':
      for (const student of event.students ?? facts.students.keys()) {
        about(facts, { student, assignment: event.assignment }, () => undefined);
      }
      break;
    case 'grades_released':
      break;
  }
}

function received(facts: Facts, { submissionId, seq }: SubmissionReceived): void {
  const submission = facts.submissions.get(submissionId);
  // A platform's id names one submission, however often it is received.
  if (submission?.seq !== seq) return;
  worksOf(facts, submission, (work) => {
    work.submissions.push(submission);
    work.inOrder = false;
    if (work.frozen !== null) work.afterRelease.add(submission);
  });
}

function graded(submission: Submission | undefined, event: SubmissionGraded): void {
  if (submission === undefined) return;
  submission.ungradable = event.status === 'ungradable';
  if (submission.ungradable) return;
  const { earnedSoFar, openPoints, seq } = event;
  if (earnedSoFar !== undefined && openPoints !== undefined) {
    submission.open = { earned: earnedSoFar, points: openPoints, seq };
    return;
  }
  submission.open = null;
  submission.rawScore = event.rawScore;
  submission.gradedSeq = seq;
}

function contentReplaced(submission: Submission | undefined): void {
  if (submission !== undefined) submission.ungradable = false;
}

function voided(facts: Facts, submission: Submission | undefined): void {
  if (submission === undefined) return;
  submission.voided = true;
  worksOf(facts, submission, thaw);
}

function timeCorrected(facts: Facts, submission: Submission | undefined, event: SubmissionTimeCorrected): void {
  if (submission === undefined) return;
  submission.at = event.effectiveAt;
  submission.correctedSeq = event.seq;
  worksOf(facts, submission, (work) => {
    work.inOrder = false;
    admit(work, submission);
  });
}

function selected(facts: Facts, event: SubmissionSelected): void {
  const submission = facts.submissions.get(event.submissionId);
  if (submission === undefined) return;
  // The platform reports what a student activated.
  const byStudent = isByPlatform(event);
  for (const id of event.students) {
    of(facts, id, (student) => {
      const work = workOf(student, event.assignment);
      if (byStudent) {
        work.selectedByStudent = { submission, seq: event.seq };
      } else {
        work.selectedByStaff = { submission, seq: event.seq };
        admit(work, submission);
      }
    });
  }
}

/** What an accommodation does not mention stays as an earlier one set it. */
function accommodate(student: Student, { seq, budgetMultiplier, blanketExtensionHours }: AccommodationSet): void {
  if (budgetMultiplier !== undefined) {
    student.multiplier = budgetMultiplier;
    student.budgetSeqs.push(seq);
  }
  if (blanketExtensionHours !== undefined) {
    student.blanketHours = blanketExtensionHours;
    student.blanketSeq = seq;
  }
}

function assignmentSet(facts: Facts, event: AssignmentSet): void {
  const before = facts.terms.get(event.assignment);
  if (before === undefined) return;
  const { assignment: was, seqs } = before;
  facts.terms.set(event.assignment, {
    assignment: {
      id: was.id,
      dueLocal: event.dueLocal ?? was.dueLocal,
      timeZone: event.timeZone ?? was.timeZone,
      disambiguation: given(event.disambiguation, was.disambiguation),
      maxScore: event.maxScore ?? was.maxScore,
      order: event.order ?? was.order,
      cutoffHours: given(event.cutoffHours, was.cutoffHours),
      cutoffAt: given(event.cutoffAt, was.cutoffAt),
      maxFreeHours: given(event.maxFreeHours, was.maxFreeHours),
      lateExempt: event.lateExempt ?? was.lateExempt,
    },
    seqs: [...seqs, event.seq],
  });
}

/** null takes a limit away; only absence leaves it as it was. */
function given<T>(value: T | undefined, otherwise: T): T {
  return value === undefined ? otherwise : value;
}

function of(facts: Facts, id: string, change: (student: Student) => void): void {
  const student = facts.students.get(id);
  if (student !== undefined) change(student);
}

function about(
  facts: Facts,
  { student, assignment }: { readonly student: string; readonly assignment: string },
  change: (work: Work) => unknown,
): void {
  of(facts, student, (found) => {
    const work = workOf(found, assignment);
    thaw(work);
    change(work);
  });
}

function worksOf(facts: Facts, submission: Submission, change: (work: Work) => void): void {
  for (const id of submission.students) {
    of(facts, id, (student) => {
      change(workOf(student, submission.assignment));
    });
  }
}
