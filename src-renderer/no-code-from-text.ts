import { z } from 'zod';

// The page's policy forbids making code of text: schemas do not try. Imported before any schema is made.
z.config({ jitless: true });
