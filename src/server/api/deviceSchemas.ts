import { z } from '@hono/zod-openapi';

export const deviceStartSchema = z
  .strictObject({ client: z.enum(['cell', 'terminal']).openapi({ description: 'What asks.' }) })
  .openapi('DeviceStart');

export const deviceCodeSchema = z
  .strictObject({
    deviceCode: z.string().openapi({ description: 'For the program: 256 random bits.' }),
    userCode: z.string().openapi({ description: 'For the person to type.', example: 'WXYZ-2345' }),
    verificationUri: z.string().openapi({ description: 'The page to type it on.' }),
    expiresInSeconds: z.int(),
    intervalSeconds: z.int().openapi({ description: 'How long to wait between two requests for the token.' }),
  })
  .openapi('DeviceCode');

export const devicePollSchema = z.strictObject({ deviceCode: z.string().regex(/^[\w-]{43}$/u) }).openapi('DevicePoll');

export const deviceTokenSchema = z
  .strictObject({
    token: z.string().openapi({ description: 'To be sent as `Authorization: Bearer …`; good for feedback alone.' }),
    expiresAt: z.string(),
    name: z.string().openapi({ description: 'Whose it is.' }),
  })
  .openapi('FeedbackToken');
