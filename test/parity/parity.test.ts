import { describe, expect, it } from 'vitest';
import { testContext } from '../support/engine.js';
import { parityAssignment } from './runner/assignment.js';
import { faultsOf, readDifferences } from './runner/compare.js';
import { runHere } from './runner/ours.js';
import { readReference } from './runner/seen.js';
import { readSnippets } from './runner/snippet.js';

const reference = readReference();
const differences = readDifferences();
const context = await testContext();
const loaded = await parityAssignment();

describe('a small notebook comes to the same here and in a kernel', () => {
  it.each(readSnippets())('$name: $title', { timeout: 180_000 }, async (snippet) => {
    const seen = await runHere(context, loaded, snippet);
    expect(faultsOf(snippet, seen, { reference, differences })).toEqual([]);
  });

  it('every reason for a difference names a snippet', () => {
    const names = new Set(readSnippets().map(({ name }) => name));
    expect(Object.keys(differences).filter((name) => !names.has(name))).toEqual([]);
  });
});
