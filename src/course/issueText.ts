import type { z } from 'zod';
import { nearest } from './nearest.js';

type Issue = z.core.$ZodIssue;

/** `limits.memoryMiB`, `questions[2].points`; the file itself where the path is empty. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

/** What is wrong with the value at the issue's path, what is allowed, and what to do: one line. `turn`: whose it is. */
export function issueText(issue: Issue, value: unknown, turn = 'Course staff'): string {
  return `${pathText(issue.path)}: ${complaint(issue, value, turn)}`;
}

/** The same for a key that the schema does not know, with the key that was probably meant. */
export function unknownKeyText(path: readonly PropertyKey[], known: readonly string[], turn = 'Course staff'): string {
  const meant = nearest(String(path.at(-1)), known);
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `${pathText(path)}: this key is not known.${guess} Known here: ${known.join(', ')}. ${turn}: rename or remove it.`;
}

function complaint(issue: Issue, value: unknown, turn: string): string {
  const unit = unitOf(issue.path.at(-1));
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `${show(value)} is more than the ceiling of ${String(issue.maximum)}${unit}. ${turn}: lower it.`
        : `is longer than ${String(issue.maximum)} ${itemsOf(issue.origin)}. ${turn}: shorten it.`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `${show(value)} is less than the floor of ${String(issue.minimum)}${unit}. ${turn}: raise it.`
        : `needs at least ${String(issue.minimum)} ${itemsOf(issue.origin)}. ${turn}: fill it in.`;
    case 'invalid_type':
      if (value === undefined) return `is missing; expected ${kind(issue.expected)}. ${turn}: add it.`;
      if (issue.expected === 'string' && typeof value === 'number') {
        return `${value} is a number; expected text. ${turn}: put it in quotes.`;
      }
      return `${show(value)} is not ${kind(issue.expected)}. ${turn}: correct it.`;
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const meant = typeof value === 'string' ? nearest(value, allowed) : undefined;
      const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
      const problem = value === undefined ? 'is missing' : `${show(value)} is not allowed`;
      return `${problem}; allowed: ${allowed.join(', ')}.${guess} ${turn}: correct it.`;
    }
    default:
      return `${show(value)}${/^(is|has) /.test(issue.message) ? '' : ':'} ${issue.message}. ${turn}: correct it.`;
  }
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a mapping of keys to values',
};

function kind(expected: string): string {
  return kinds[expected] ?? expected;
}

function itemsOf(origin: string): string {
  return origin === 'string' ? 'character(s)' : 'item(s)';
}

/** Limits carry their unit at the end of their names. */
function unitOf(key: PropertyKey | undefined): string {
  const unit = /(MiB|KiB|Seconds)$/.exec(String(key ?? ''))?.[1];
  return unit === undefined ? '' : ` ${unit === 'Seconds' ? 'seconds' : unit}`;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? `“${value}”` : ((JSON.stringify(value) as string | undefined) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
