/**
 * The version of what grades an assignment: a row of work, a grade, a job and a batch run bear the same, and whatever
 * may change a grade changes it.
 *
 * @param grader what grades all assignments: the package's version and the hashes of what runs in the containers.
 * @param assignmentDigest `sha256:` and 64 hex digits, of the assignment's and the course's files.
 */
export function graderVersion(grader: string, assignmentDigest: string): string {
  return `${grader}-${assignmentDigest.slice('sha256:'.length).slice(0, 12)}`;
}
