import { tryPatch, type Trial } from './trial.js';

/** Everything that checks said to students while wrong solutions were tried. */
export async function studentTexts(
  trial: Trial,
): Promise<readonly { readonly check: string; readonly text: string }[]> {
  const { checks, material } = trial.subject;
  const asked = material.mutants.flatMap(({ source, fails }) =>
    checks.filter(({ id }) => fails.includes(id)).map((check) => ({ check, source })),
  );
  const said = await Promise.all(
    asked.map(async ({ check, source }) => {
      const { message, expected, got, hint } = await tryPatch(trial, check, source);
      const texts = [message, expected, got, hint].filter((text) => text !== undefined);
      return texts.map((text) => ({ check: check.id, text }));
    }),
  );
  return said.flat();
}
