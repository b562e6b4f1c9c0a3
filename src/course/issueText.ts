import type { z } from 'zod';
import { nearest } from './nearest.js';

type Issue = z.core.$ZodIssue;

/** `limits.memoryMiB`, `questions[2].points`; the file itself where the path is empty. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

/** What is wrong with the value at the issue's path, what is allowed, and what to do: one line. */
export function issueText(issue: Issue, value: unknown): string {
  return `${pathText(issue.path)}: ${complaint(issue, value)}`;
}

/** The same for a key that the schema does not know, with the key that was probably meant. */
export function unknownKeyText(path: readonly PropertyKey[], known: readonly string[]): string {
  const meant = nearest(String(path.at(-1)), known);
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `${pathText(path)}: this key is not known.${guess} Known here: ${known.join(', ')}. Course staff: rename or remove it.`;
}

function complaint(issue: Issue, value: unknown): string {
  const unit = unitOf(issue.path.at(-1));
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `${show(value)} is more than the ceiling of ${String(issue.maximum)}${unit}. Course staff: lower it.`
        : `is longer than ${String(issue.maximum)} ${itemsOf(issue.origin)}. Course staff: shorten it.`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `${show(value)} is less than the floor of ${String(issue.minimum)}${unit}. Course staff: raise it.`
        : `needs at least ${String(issue.minimum)} ${itemsOf(issue.origin)}. Course staff: fill it in.`;
    case 'invalid_type':
      if (value === undefined) return `is missing; expected ${kind(issue.expected)}. Course staff: add it.`;
      if (issue.expected === 'string' && typeof value === 'number') {
        return `${value} is a number; expected text. Course staff: put it in quotes.`;
      }
      return `${show(value)} is not ${kind(issue.expected)}. Course staff: correct it.`;
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const meant = typeof value === 'string' ? nearest(value, allowed) : undefined;
      const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
      const problem = value === undefined ? 'is missing' : `${show(value)} is not allowed`;
      return `${problem}; allowed: ${allowed.join(', ')}.${guess} Course staff: correct it.`;
    }
    default:
      return `${show(value)}${/^(is|has) /.test(issue.message) ? '' : ':'} ${issue.message}. Course staff: correct it.`;
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
