import { z } from 'zod';

const ruleSchema = z
  .enum(['forbidden', 'disclosed', 'free'])
  .describe('forbidden: not at all. disclosed: with a note on where and how. free: as any other tool.');
const noteSchema = z.string().trim().min(1).max(500).describe('A sentence of the course’s own, after the rule.');

/** What the course says about language models in homework. */
export const languageModelsSchema = z.strictObject({
  rule: ruleSchema,
  note: noteSchema.optional(),
  inResults: z.boolean().default(false).describe('Whether students read it with each result.'),
  assignments: z
    .record(z.string(), z.strictObject({ rule: ruleSchema, note: noteSchema.optional() }))
    .default({})
    .describe('Assignments with a rule of their own, by id.'),
});
export type LanguageModels = z.infer<typeof languageModelsSchema>;

const RULES: Readonly<Record<LanguageModels['rule'], string>> = {
  forbidden: 'may not be used for this assignment.',
  disclosed: 'may be used for this assignment if your notebook says where and how.',
  free: 'may be used for this assignment as any other tool.',
};

/** The rule where an assignment has none of its own. */
export function generalLanguageModelText({ rule, note }: LanguageModels): string {
  const general = RULES[rule].replace('this assignment', 'homework');
  return ['Language models (chatbots, code assistants)', general, note].filter(Boolean).join(' ');
}

/** What is told of an assignment with each result, where the course wants that. */
export function toldOf(course: { readonly languageModels?: LanguageModels | undefined }, assignment: string) {
  const { languageModels: rules } = course;
  return rules?.inResults === true ? { languageModels: languageModelText(rules, assignment) } : {};
}

/** The rule for one assignment, in sentences for its students. */
export function languageModelText({ rule, note, assignments }: LanguageModels, assignment: string): string {
  const own = assignments[assignment] ?? { rule, note };
  return ['Language models (chatbots, code assistants)', RULES[own.rule], own.note].filter(Boolean).join(' ');
}
