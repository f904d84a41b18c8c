/** Shoppers that exist on a machine with demo data. Their mail goes to the sandbox's mailbox. */
export const DEMO_SHOPPERS = [
  { email: 'amira@souk.local', password: 'amira-loves-tea', name: 'Amira' },
  { email: 'yusuf@souk.local', password: 'yusuf-loves-lamps', name: 'Yusuf' },
] as const;
