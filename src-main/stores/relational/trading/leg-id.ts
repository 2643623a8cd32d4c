import { nameUuid } from '../name-uuid.ts';

/** The id of a package's leg, the same whenever it is asked for. */
export function legId(packageId: string, legOrder: number): string {
  return nameUuid(`${packageId}/${legOrder}`);
}
