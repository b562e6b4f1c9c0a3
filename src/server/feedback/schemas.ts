import { z } from '@hono/zod-openapi';
import { feedbackReportSchema } from '../../results/feedbackReport.js';
import { hookWorkParams, stateSchema, workParams } from '../api/schemas.js';

export const plotParams = z.strictObject({
  ...workParams.shape,
  plot: z
    .string()
    .regex(/^\d{1,3}$/u)
    .transform(Number),
});

const count = z.int().nonnegative();

/** Before a run begins. */
const placeSchema = z.strictObject({
  position: z.int().min(1).openapi({ description: '1 is the next.' }),
  of: z.int().min(1).openapi({ description: 'How many wait.' }),
  aboutSeconds: count
    .optional()
    .openapi({ description: 'Until it begins, judged by recent runs; absent where there are none.' }),
  text: z.string().openapi({ description: 'The same for people.' }),
});

/** How many runs a student may still send. */
const tokensSchema = z.strictObject({
  left: count,
  of: z.int().min(1),
  nextAt: z.string().optional().openapi({ description: 'When there is one more; absent where all are there.' }),
  text: z.string().openapi({ description: 'The same for people.' }),
});

export const feedbackStatusSchema = z
  .strictObject({
    id: workParams.shape.id,
    assignment: hookWorkParams.shape.assignment,
    state: stateSchema,
    ended: z.boolean().openapi({ description: 'Nothing more happens to this run.' }),
    message: z.string().openapi({ description: 'Where it stands and whose turn it is, for people.' }),
    place: placeSchema.optional(),
    phase: z.enum(['starting', 'cell', 'check', 'done']).optional().openapi({ description: 'Once a worker has it.' }),
    number: count.optional().openapi({ description: 'Which cell or check, from 1.' }),
    total: count.optional(),
    report: feedbackReportSchema.optional().openapi({ description: 'Where the state is `graded`.' }),
    tokens: tokensSchema.openapi({ description: 'Runs that may still be sent.' }),
    page: z.string().openapi({ description: 'The path of its page.' }),
  })
  .openapi('FeedbackStatus');
export type FeedbackStatus = z.infer<typeof feedbackStatusSchema>;
