import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestCell } from '../../support/notebook.js';

const SNIPPETS_DIR = join(import.meta.dirname, '..', 'snippets');
const MARKER = /^# %%[^\S\n]*(.*)$/mu;

/**
 * The cells of a file in percent format. What stands behind `# %%` says what kind of cell it is:
 *
 * - nothing, or a remark: code; `tags: a, b` at its end tags the cell;
 * - `[markdown]`: text, in comments;
 * - `repeat N`: code, in N cells;
 * - `include NAME`: the cells of `snippets/NAME.py`; `include NAME without a, b` leaves out those marked `a` and `b`.
 */
export function parseCells(text: string): TestCell[] {
  return sections(text).flatMap(([head, body]): TestCell[] => {
    const included = /^include (\S+)(?: without (.+))?$/u.exec(head);
    if (included) return [...include(included[1] ?? '', split(included[2])), ...(body === '' ? [] : [body])];
    const repeated = /^repeat (\d+)$/u.exec(head);
    if (repeated) return Array.from({ length: Number(repeated[1]) }, () => cell('', body));
    if (head.startsWith('[markdown]')) return [{ markdown: body.replaceAll(/^# ?/gmu, '') }];
    return [cell(head, body)];
  });
}

function include(name: string, without: readonly string[]): TestCell[] {
  const all = sections(readFileSync(join(SNIPPETS_DIR, `${name}.py`), 'utf8'));
  const unknown = without.filter((part) => !all.some(([head]) => nameOf(head) === part));
  if (unknown.length > 0) throw new Error(`snippets/${name}.py has no cell ${unknown.join(', ')}`);
  return all.filter(([head]) => !without.includes(nameOf(head))).map(([head, body]) => cell(head, body));
}

function cell(head: string, source: string): TestCell {
  const tags = split(/tags: (.+)$/u.exec(head)?.[1]);
  return tags.length > 0 ? { source, tags } : source;
}

function sections(text: string): [head: string, body: string][] {
  const parts = text.split(new RegExp(MARKER, 'gmu'));
  if (parts[0]?.trim() !== '') throw new Error('a file of cells begins with # %%');
  const pairs: [string, string][] = [];
  for (let at = 1; at < parts.length; at += 2) pairs.push([(parts[at] ?? '').trim(), (parts[at + 1] ?? '').trim()]);
  return pairs;
}

const nameOf = (head: string): string => head.split(' ')[0] ?? '';
const split = (list: string | undefined): string[] => list?.split(',').map((part) => part.trim()) ?? [];
