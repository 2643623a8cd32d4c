import { z } from 'zod';

/** A work of others that comes with the program. */
export const shippedPackageSchema = z.object({
  name: z.string(),
  version: z.string(),
  /** An SPDX expression: "MIT", "(MIT AND Zlib)". */
  licence: z.string(),
  /** The licence as the package brings it, with its notices. */
  text: z.string(),
  homepage: z.string().nullable(),
});
export type ShippedPackage = z.output<typeof shippedPackageSchema>;

/** What /licences.json of the window's own address holds: by name. */
export const licencesSchema = z.object({ packages: z.array(shippedPackageSchema) });
export type Licences = z.output<typeof licencesSchema>;
