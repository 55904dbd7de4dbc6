/** An incident, in one of its variations. */
export interface Incident {
  readonly id: string;
  readonly seed: number;
}

/**
 * The incident of a day (days since the epoch): each of them in turn, and each time round in another variation.
 * The same day gives the same everywhere.
 */
export function incidentOfTheDay(day: number, ids: readonly string[]): Incident | undefined {
  const id = ids[day % ids.length];
  return id === undefined ? undefined : { id, seed: Math.floor(day / ids.length) };
}
