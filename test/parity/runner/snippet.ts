import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** A small notebook, and what of each of its cells must be as in a kernel. */
export interface Snippet {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly title: string;
  /** The class of notebooks that it stands for. */
  readonly kind: string;
  /** `torch`: it is preloaded. */
  readonly needs: ReadonlySet<string>;
  readonly cells: readonly SnippetCell[];
}

interface SnippetCell {
  readonly source: string;
  /** An expression that is evaluated as a check's calls are: in a fork, after the cells. */
  readonly isCall: boolean;
  /** `same`, `out`, `status`, `call`, `ok`, `skip`, `error NAME` or `text REGEX`. */
  readonly rule: string;
}

export const PARITY_DIR = resolve(import.meta.dirname, '..');

/**
 * Every snippet of `snippets/`, by name. `#:` lines come first: the title, `class:`, `needs:`, `rule:` for all cells and
 * `cell N:` for one; then the cells, one `# %%` line before each but the first, `# %% call` before a call.
 *
 * @param prefixes only those whose name begins so; all where empty.
 */
export function readSnippets(prefixes: readonly string[] = []): Snippet[] {
  const folder = join(PARITY_DIR, 'snippets');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => parseSnippet(basename(file, '.txt'), readFileSync(join(folder, file), 'utf8')))
    .filter(({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)));
}

function parseSnippet(name: string, text: string): Snippet {
  const lines = text.trimEnd().split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#:'));
  const header = lines.slice(0, end).map((line) => line.slice(2).trim());
  const fields = new Map(header.flatMap((line) => fieldOf(line)));
  const body = ['# %%', ...lines.slice(end)];
  const starts = body.flatMap((line, index) => (/^# %%( call)?$/u.test(line.trim()) ? [index] : []));
  return {
    name,
    title: header.filter((line) => fieldOf(line).length === 0).join(' '),
    kind: fields.get('class') ?? '',
    needs: new Set(fields.get('needs')?.split(/\s+/u)),
    cells: starts.map((start, index) => {
      const isCall = body[start]?.trim().endsWith('call') ?? false;
      const usual = isCall ? 'call' : 'same';
      return {
        source: body.slice(start + 1, starts[index + 1] ?? body.length).join('\n'),
        isCall,
        rule: fields.get(`cell ${index + 1}`) ?? fields.get('rule') ?? usual,
      };
    }),
  };
}

/** `name: value` of a header line, or nothing where it is a part of the title. */
function fieldOf(line: string): [string, string][] {
  const [, name, value] = /^(class|needs|rule|cell \d+): (.*)$/u.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
}
