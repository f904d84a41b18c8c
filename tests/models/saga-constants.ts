export const orderId = '0197a1b2-0000-7000-8000-0000000000aa';
export const total = { amount: 2990, currency: 'EUR' };
export const shipping = { method: 'standard', name: 'Standard delivery', price: { amount: 490, currency: 'EUR' } };
export const line = {
  sku: 'TEA',
  productId: 'p1',
  name: 'Green tea',
  unitPrice: { amount: 1250, currency: 'EUR' },
  quantity: 2,
};
/** Everything happens now, but for deadlines: they pass after every session has run out. */
export const now = new Date('2026-01-01T09:00:00Z');
export const expiresAt = new Date('2026-01-01T09:35:00Z');
export const afterAllDeadlines = new Date('2026-01-09T09:00:00Z');
