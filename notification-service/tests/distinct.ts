/** Events as consumers take them in: delivery is at least once, and a second copy is dropped by its id. */
export const distinct = <Event extends { readonly id: string }>(events: readonly Event[]): Event[] => [
  ...new Map(events.map((event) => [event.id, event])).values(),
];
