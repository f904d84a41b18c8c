import { Cart, type CartLine, type CartState, type CartUser, type Supply } from '../src/domain/cart/cart.ts';

export const at = new Date('2026-01-01T09:00:00Z');

export const daysLater = (days: number): Date => new Date(at.getTime() + days * 86_400_000);

/** Whoever holds the token of a guest's cart. */
export const guest: CartUser = { userId: null, hasToken: true, isOwn: false };

/** The customer whose cart it is. */
export const ownerOf = (userId: string): CartUser => ({ userId, hasToken: false, isOwn: true });

type Quantities = Readonly<Record<string, number>>;

export const linesOf = (quantities: Quantities): readonly CartLine[] =>
  Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity }));

/** A guest's cart with so many of each SKU. */
export function aCart(quantities: Quantities = {}, overrides: Partial<CartState> = {}): Cart {
  const { state } = Cart.open({ id: '0197a1b2-0000-7000-8000-0000000000dd', ownerId: null, at });
  return new Cart({ ...state, lines: linesOf(quantities), ...overrides });
}

/** So many different things, one of each. */
export const different = (count: number): Quantities =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`sku-${index}`, 1]));

/** Ten pieces for sale. */
export const aSupply = (sku: string, overrides: Partial<Supply> = {}): Supply => ({
  sku,
  isForSale: true,
  available: 10,
  ...overrides,
});

export const quantitiesIn = ({ state }: Cart): Quantities =>
  Object.fromEntries(state.lines.map(({ sku, quantity }) => [sku, quantity]));
