import * as z from 'zod';

/** What a customer consents to or refuses, such as "care" or "orders". */
export const ConsentTopic = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a topic is a lower-case word such as "care"');
