import { refusedText, remarkText, type Refusal, type Remark } from '../base/refusal.js';
import { differenceRemark, type FileDifference } from '../ledger/questions/fileDifferences.js';

/** A refusal, in the words of the command line. */
export function refusalText(refusal: Refusal): string {
  return refusedText(refusal, inOptions);
}

/** Where the course's files and the ledger differ, with the command that settles it. */
export function differenceInOptions(difference: FileDifference, dir: string): string {
  return inOptions(differenceRemark(difference, dir));
}

/** What is said of something, with the options and commands that settle it. */
export function inOptions(remark: Remark): string {
  return WORDS[remark.code]?.(remark) ?? remarkText(remark);
}

const WORDS: Readonly<Record<string, (remark: Remark) => string>> = {
  brokenChecks: ({ values }) =>
    `Course staff: mend the checks of ${values?.['assignment']}, then have these graded again: \`assay regrade ` +
    `${values?.['assignment']}\` and \`assay regrade publish ${values?.['assignment']}\`, or Rerun Autograder on ` +
    'Gradescope. They close by themselves.',
  emptyAccommodation: () => 'Give --multiplier, --blanket-hours or both.',
  emptyHypothesis: () => 'Give at least one of --at, --extend, --hours, --days, --waive, --grant and --basis.',
  eventWithoutReason: ({ text }) => `${text} Course staff: give one with --reason.`,
  exportIncomplete: ({ text }) => `${text} Settle that, or give --partial, which leaves them out.`,
  filesNotCompared: () => 'The course’s files were not compared with the ledger: give --course <dir>.',
  noRegrade: ({ text, values }) => `${text} Begin one with \`assay regrade ${values?.['assignment']}\`.`,
  moreThanCharged: ({ text }) => `${text} Give as many, or all, or more time with \`late extend\`.`,
  noPoints: ({ text }) => `${text} Give --points.`,
  gradedHere: ({ text }) => `${text} Give --written.`,
  whichColumn: ({ text }) => `${text} Say which with --column.`,
  noReason: ({ text }) => `${text} Give --reason.`,
  noReasonToErase: () => 'Say with --reason why the person is erased.',
  noSuchTitle: ({ values }) => `--map: the file has no title “${values?.['title']}”.`,
  notForAssistants: ({ text }) =>
    `${text} Propose it: run it with --dry-run, and give what that prints to a head TA or instructor.`,
  notOneExtension: () => 'Give one of --until, --hours and --days.',
  notRevocable: ({ text }) =>
    `${text} What else was wrong is set right by its opposite: \`late grant\` with a minus, \`late select\`, ` +
    '`late correct-time`.',
  notToBeReleased: ({ text }) => `${text} To release it all the same, give --force and --reason.`,
  otherDue: ({ values }) => `${values?.['what']}: see \`late reconcile\`.`,
  otherInFiles: ({ text, values = {} }) => {
    const { assignment, term, to, dir } = values;
    const command =
      term === 'dueLocal'
        ? `assay late due-change ${assignment} --to ${to} --reason …`
        : `assay late import course ${dir} --reason …`;
    return (
      `${text} Course staff: write it into the files, or take theirs with \`${command}\` ` +
      '(--dry-run shows who changes).'
    );
  },
  otherRun: ({ text }) => `${text} Course staff: name another folder with --out.`,
  otherSubmissionToo: ({ values }) => `${values?.['what']}: \`late select\` says which one counts.`,
  partnersNotExtended: ({ values }) =>
    `Handed in together with ${values?.['partners']}: --partners extends for them too.`,
  regradeWindowClosed: ({ text }) => `${text} An instructor may open one all the same, with --force and --reason.`,
  sameAssignment: ({ text }) => `${text} Say which with --map.`,
  unknownTitles: ({ text }) => `${text} Say which is which with --map "<title>=<assignment>".`,
  whichAssignment: () => 'This file is about one assignment and does not name it: say which with --assignment.',
};
