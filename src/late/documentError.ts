import type { z } from 'zod';
import { issueText } from '../course/issueText.js';
import { LateError, type LateErrorCode } from './lateError.js';

type Issue = z.core.$ZodIssue;

/** One fault shows what is wrong; hundreds of the same hide it. */
const MAX_SHOWN = 5;

/** All that is wrong with a document, as one error. Its code is that of the first fault. */
export function documentError(issues: readonly Issue[], raw: unknown): LateError {
  const texts = issues.flatMap((issue) => complaints(issue, raw));
  const more = texts.length > MAX_SHOWN ? [`… and ${texts.length - MAX_SHOWN} more.`] : [];
  return new LateError(codeOf(issues[0]), [...texts.slice(0, MAX_SHOWN), ...more].join('\n'));
}

function codeOf(issue: Issue | undefined): LateErrorCode {
  const withoutOffset = issue?.code === 'custom' && issue.params?.['code'] === 'timestamp_without_offset';
  return withoutOffset ? 'timestamp_without_offset' : 'invalid_document';
}

function complaints(issue: Issue, raw: unknown): string[] {
  if (issue.path.length === 0 && issue.code === 'invalid_type') {
    return [
      'A ledger document is a JSON object with policy, students, assignments and events. Course staff: correct it.',
    ];
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => issueText({ ...UNKNOWN_KEY, path: [...issue.path, key] }, key));
  }
  return [issueText(withChoices(issue), valueAt(raw, issue.path))];
}

const UNKNOWN_KEY = { code: 'custom', message: 'is not a key that is known here' } as const;

/** A wrong `type` or `kind` is a wrong choice, and worded as one. */
function withChoices(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || !('options' in issue)) return issue;
  const values = Array.isArray(issue.options) ? issue.options.map(String) : [];
  return { code: 'invalid_value', values, path: issue.path, message: issue.message };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at !== null && typeof at === 'object' ? Reflect.get(at, key) : undefined),
    value,
  );
}
