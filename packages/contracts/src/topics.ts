/** Every topic of the platform, with how many partitions it has and how long it keeps events. */
export const TOPICS = [
  { name: 'user-events', partitions: 3, retentionDays: 7 },
  { name: 'catalog-events', partitions: 3, retentionDays: 7 },
  { name: 'inventory-updates', partitions: 6, retentionDays: 7 },
  { name: 'order-events', partitions: 6, retentionDays: 7 },
  { name: 'payment-events', partitions: 6, retentionDays: 7 },
  { name: 'notification-events', partitions: 3, retentionDays: 7 },
  { name: 'message-events', partitions: 3, retentionDays: 7 },
] as const;
