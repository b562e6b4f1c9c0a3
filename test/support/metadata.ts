/** A `submission_metadata.json` as Gradescope writes it, with top-level fields of one's own. */
export function metadataOf(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const dates = {
    release_date: '2027-01-27T10:00:00.000000-08:00',
    due_date: '2027-02-10T20:59:00.000000-08:00',
    late_due_date: null,
  };
  return {
    id: 2001,
    users: [userOf({ assignment: dates })],
    created_at: '2027-02-11T00:30:00.250000-08:00',
    assignment_id: null,
    assignment: {
      ...dates,
      id: 501,
      title: 'Homework 1',
      total_points: '20.0',
      course_id: 77,
      group_submission: false,
      group_size: null,
      outline: [{ id: 9, type: 'ProgrammingQuestion', title: 'Autograder', parent_id: null, weight: '20.0', index: 1 }],
    },
    submission_method: 'upload',
    previous_submissions: [
      {
        id: 2000,
        submission_time: '2027-02-10T10:00:00.000000-08:00',
        score: '12.5',
        autograder_error: false,
        results: {},
      },
    ],
    ...fields,
  };
}

/** One of its users. */
export function userOf(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { id: 31, email: 'ann@example.edu', name: 'Ann Lee', sid: '0001001', ...fields };
}
